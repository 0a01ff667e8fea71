-- Receipts: the root of each day's tree over the rows of the ledger, and what finds a changed row again.

create table receipt_day (
    no         integer primary key,     -- from 1, without a gap
    day        text not null unique,    -- the last day whose rows are in it
    first_seq  integer not null,
    last_seq   integer not null,
    row_count  integer not null check (row_count > 0),
    root       text not null,
    prev_hash  text not null,
    hash       text not null,
    layout     integer not null,
    closed_ms  integer not null,
    check (first_seq <= last_seq)
) strict;

-- 1,024 rows each, the last of a day fewer. `marks` holds the beginning of each row's hash, to name a changed row.
create table receipt_chunk (
    day_no    integer not null references receipt_day (no),
    chunk     integer not null,         -- from 0
    first_seq integer not null,
    last_seq  integer not null,
    root      text not null,
    marks     text not null,
    primary key (day_no, chunk)
) strict;

create trigger receipt_day_no_update before update on receipt_day begin select raise(abort, 'receipt_day rows never change'); end;
create trigger receipt_day_no_delete before delete on receipt_day begin select raise(abort, 'receipt_day rows never change'); end;
create trigger receipt_chunk_no_update before update on receipt_chunk begin select raise(abort, 'receipt_chunk rows never change'); end;
create trigger receipt_chunk_no_delete before delete on receipt_chunk begin select raise(abort, 'receipt_chunk rows never change'); end;
