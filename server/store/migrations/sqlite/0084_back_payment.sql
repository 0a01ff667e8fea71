-- What a line of a file says of a back payment (补缴) beside its amounts. The row of the ledger has the first
-- month; lines of regular remittances have no row here.
create table back_payment (
    batch_id text not null,
    line_no  integer not null,
    month_to text not null,              -- the last month that it is for
    reason   text not null check (reason in ('01', '02', '03', '04')), -- missed, difference, deferral repaid, ordered
    primary key (batch_id, line_no)
) strict;
create trigger back_payment_no_update before update on back_payment begin select raise(abort, 'back_payment rows never change'); end;
create trigger back_payment_no_delete before delete on back_payment begin select raise(abort, 'back_payment rows never change'); end;
-- What an account has been paid back: few rows, looked up with every file.
create index ledger_transfer_back on ledger_transfer (credit_account) where business_code = '02';
