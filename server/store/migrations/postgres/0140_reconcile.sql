-- Daily reconciliation: statements of the bank as they came, what agreed, and what did not.

create table bank_file (
    day         text primary key,        -- one statement stands for a day; another one is refused
    hash        text not null unique,    -- SHA-256 of the file
    lines_hash  text not null,           -- over the statement as it was understood
    name        text not null,
    format      text not null check (format in ('csv', 'camt.053')),
    account     text not null,
    opening_fen bigint not null,
    closing_fen bigint not null,
    line_count  bigint not null,
    taken_ms    bigint not null
);

create table bank_line (
    day          text not null references bank_file (day),
    line_no      bigint not null,       -- from 1, as in the statement
    serial       text not null,
    value_date   text not null,
    amount_fen   bigint not null check (amount_fen <> 0), -- positive into our account
    reference    text not null,
    counterparty text not null,
    duplicate    bigint not null check (duplicate in (0, 1)), -- the bank has reported the serial before
    primary key (day, line_no)
);
create index bank_line_serial on bank_line (serial);

-- What agreed. A line and an item of a day agree once.
create table bank_match (
    id         text primary key,
    line_day   text,                     -- null of items that come to nothing together
    line_no    bigint,
    item_day   text not null,
    item_key   text not null,
    found_by   text not null check (found_by in ('reference', 'amount_and_day', 'offset')),
    run_day    text not null,
    found_ms   bigint not null,
    constraint bank_match_line_once unique (line_day, line_no),
    constraint bank_match_item_once unique (item_day, item_key),
    check ((found_by = 'offset') = (line_no is null)),
    check ((line_day is null) = (line_no is null))
);

create table bank_break (
    id           text primary key,
    kind         text not null check (kind in ('in_bank_not_in_books', 'in_books_not_in_bank', 'amount_differs',
                     'duplicate_line', 'late_line', 'does_not_add_up', 'opening_differs', 'closing_differs')),
    day          text not null,          -- from which it ages: of the line, or else of the item
    line_day     text,
    line_no      bigint,
    item_day     text,
    item_key     text,
    bank_fen     bigint,                -- what the bank says, and what our books say
    books_fen    bigint,
    state        text not null check (state in ('open', 'resolved')),
    found_ms     bigint not null,
    explanation  text check (explanation in ('in_transit', 'bank_mistake', 'own_mistake', 'booked_elsewhere', 'split_payment')),
    note         text,
    explained_by text references staff (id),
    explained_ms bigint,
    resolution   text check (resolution in ('line', 'row', 'officer')),
    resolved_ms  bigint,
    check ((state = 'resolved') = (resolution is not null)),
    check ((resolution is null) = (resolved_ms is null)),
    check ((explanation is null) = (explained_by is null)),
    check (resolution is null or resolution <> 'officer' or explained_by is not null)
);
-- A line and an item stand in one open break.
create unique index bank_break_line_once on bank_break (line_day, line_no) where line_no is not null;
create unique index bank_break_item_once on bank_break (item_day, item_key) where item_key is not null and state = 'open';
create unique index bank_break_day_once on bank_break (day, kind) where line_no is null and item_key is null;
create index bank_break_open on bank_break (day) where state = 'open';

-- The rows of a day, for its reconciliation and its sheet.
create index ledger_transfer_day on ledger_transfer (posted_on);

create trigger bank_file_no_change before update or delete or truncate on bank_file for each statement execute function rows_never_change();
create trigger bank_line_no_change before update or delete or truncate on bank_line for each statement execute function rows_never_change();
create trigger bank_match_no_change before update or delete or truncate on bank_match for each statement execute function rows_never_change();
create trigger bank_break_no_delete before delete or truncate on bank_break for each statement execute function rows_never_change();
