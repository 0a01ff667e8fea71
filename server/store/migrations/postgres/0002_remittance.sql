-- Remittance files that were taken in, and the row that lets one import at a time change the books.

create table remittance_batch (
    id          text primary key,        -- half of the file's SHA-256: the same file is the same batch
    file_name   text not null,
    lines       bigint not null default 0,
    posted      bigint not null default 0,
    rejected    bigint not null default 0,
    amount_fen  bigint not null default 0,
    started_ms  bigint not null,
    finished_ms bigint                  -- null while it runs, and after it was killed
);

create table remittance_lock (
    id       bigint primary key check (id = 1),
    batch_id text not null
);
insert into remittance_lock (id, batch_id) values (1, '');

-- A back payment is posted once per line; regular months are kept apart by ledger_transfer_month_once.
create unique index ledger_transfer_line_once on ledger_transfer (batch_id, line_no) where batch_id is not null and business_code <> '01';
