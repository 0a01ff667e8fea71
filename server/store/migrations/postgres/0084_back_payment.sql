-- What a line of a file says of a back payment (补缴) beside its amounts. The row of the ledger has the first
-- month; lines of regular remittances have no row here.
create table back_payment (
    batch_id text not null,
    line_no  bigint not null,
    month_to text not null,              -- the last month that it is for
    reason   text not null check (reason in ('01', '02', '03', '04')), -- missed, difference, deferral repaid, ordered
    primary key (batch_id, line_no)
);
create trigger back_payment_no_change before update or delete or truncate on back_payment for each statement execute function rows_never_change();
-- What an account has been paid back: few rows, looked up with every file.
create index ledger_transfer_back on ledger_transfer (credit_account) where business_code = '02';
