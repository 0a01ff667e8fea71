-- Which credit of the bank a file of contributions was taken in for. A serial of the bank stands for one file, a file for
-- one serial, from the first line that was posted.
create table remittance_received (
    batch_id   text primary key references remittance_batch (id),
    reference  text not null unique,    -- the bank's serial
    noted_ms   integer not null
) strict;
create trigger remittance_received_no_update before update on remittance_received begin select raise(abort, 'remittance_received rows never change'); end;
create trigger remittance_received_no_delete before delete on remittance_received begin select raise(abort, 'remittance_received rows never change'); end;
