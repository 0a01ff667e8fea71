-- Daily reconciliation: statements of the bank as they came, what agreed, and what did not.

create table bank_file (
    day         text primary key,        -- one statement stands for a day; another one is refused
    hash        text not null unique,    -- SHA-256 of the file
    lines_hash  text not null,           -- over the statement as it was understood
    name        text not null,
    format      text not null check (format in ('csv', 'camt.053')),
    account     text not null,
    opening_fen integer not null,
    closing_fen integer not null,
    line_count  integer not null,
    taken_ms    integer not null
) strict;

create table bank_line (
    day          text not null references bank_file (day),
    line_no      integer not null,       -- from 1, as in the statement
    serial       text not null,
    value_date   text not null,
    amount_fen   integer not null check (amount_fen <> 0), -- positive into our account
    reference    text not null,
    counterparty text not null,
    duplicate    integer not null check (duplicate in (0, 1)), -- the bank has reported the serial before
    primary key (day, line_no)
) strict;
create index bank_line_serial on bank_line (serial);

-- What agreed. A line and an item of a day agree once.
create table bank_match (
    id         text primary key,
    line_day   text,                     -- null of items that come to nothing together
    line_no    integer,
    item_day   text not null,
    item_key   text not null,
    found_by   text not null check (found_by in ('reference', 'amount_and_day', 'offset')),
    run_day    text not null,
    found_ms   integer not null,
    constraint bank_match_line_once unique (line_day, line_no),
    constraint bank_match_item_once unique (item_day, item_key),
    check ((found_by = 'offset') = (line_no is null)),
    check ((line_day is null) = (line_no is null))
) strict;

create table bank_break (
    id           text primary key,
    kind         text not null check (kind in ('in_bank_not_in_books', 'in_books_not_in_bank', 'amount_differs',
                     'duplicate_line', 'late_line', 'does_not_add_up', 'opening_differs', 'closing_differs')),
    day          text not null,          -- from which it ages: of the line, or else of the item
    line_day     text,
    line_no      integer,
    item_day     text,
    item_key     text,
    bank_fen     integer,                -- what the bank says, and what our books say
    books_fen    integer,
    state        text not null check (state in ('open', 'resolved')),
    found_ms     integer not null,
    explanation  text check (explanation in ('in_transit', 'bank_mistake', 'own_mistake', 'booked_elsewhere', 'split_payment')),
    note         text,
    explained_by text references staff (id),
    explained_ms integer,
    resolution   text check (resolution in ('line', 'row', 'officer')),
    resolved_ms  integer,
    check ((state = 'resolved') = (resolution is not null)),
    check ((resolution is null) = (resolved_ms is null)),
    check ((explanation is null) = (explained_by is null)),
    check (resolution is null or resolution <> 'officer' or explained_by is not null)
) strict;
-- A line and an item stand in one open break.
create unique index bank_break_line_once on bank_break (line_day, line_no) where line_no is not null;
create unique index bank_break_item_once on bank_break (item_day, item_key) where item_key is not null and state = 'open';
create unique index bank_break_day_once on bank_break (day, kind) where line_no is null and item_key is null;
create index bank_break_open on bank_break (day) where state = 'open';

-- The rows of a day, for its reconciliation and its sheet.
create index ledger_transfer_day on ledger_transfer (posted_on);

create trigger bank_file_no_update before update on bank_file begin select raise(abort, 'bank_file rows never change'); end;
create trigger bank_file_no_delete before delete on bank_file begin select raise(abort, 'bank_file rows never change'); end;
create trigger bank_line_no_update before update on bank_line begin select raise(abort, 'bank_line rows never change'); end;
create trigger bank_line_no_delete before delete on bank_line begin select raise(abort, 'bank_line rows never change'); end;
create trigger bank_match_no_update before update on bank_match begin select raise(abort, 'bank_match rows never change'); end;
create trigger bank_match_no_delete before delete on bank_match begin select raise(abort, 'bank_match rows never change'); end;
create trigger bank_break_no_delete before delete on bank_break begin select raise(abort, 'bank_break rows are never removed'); end;
