-- Which credit of the bank a file of contributions was taken in for. A serial of the bank stands for one file, a file for
-- one serial, from the first line that was posted.
create table remittance_received (
    batch_id   text primary key references remittance_batch (id),
    reference  text not null unique,    -- the bank's serial
    noted_ms   bigint not null
);
create trigger remittance_received_no_change before update or delete or truncate on remittance_received for each statement execute function rows_never_change();
