-- Receipts: the root of each day's tree over the rows of the ledger, and what finds a changed row again.

create table receipt_day (
    no         bigint primary key,     -- from 1, without a gap
    day        text not null unique,    -- the last day whose rows are in it
    first_seq  bigint not null,
    last_seq   bigint not null,
    row_count  bigint not null check (row_count > 0),
    root       text not null,
    prev_hash  text not null,
    hash       text not null,
    layout     bigint not null,
    closed_ms  bigint not null,
    check (first_seq <= last_seq)
);

-- 1,024 rows each, the last of a day fewer. `marks` holds the beginning of each row's hash, to name a changed row.
create table receipt_chunk (
    day_no    bigint not null references receipt_day (no),
    chunk     bigint not null,         -- from 0
    first_seq bigint not null,
    last_seq  bigint not null,
    root      text not null,
    marks     text not null,
    primary key (day_no, chunk)
);

create trigger receipt_day_no_change before update or delete or truncate on receipt_day for each statement execute function rows_never_change();
create trigger receipt_chunk_no_change before update or delete or truncate on receipt_chunk for each statement execute function rows_never_change();
