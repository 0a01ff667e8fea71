-- A statement of the bank that was wrong is followed by another version of the same day. All versions stay as they
-- came; matches and breaks of an earlier one are void, and stay too.

create table bank_file_of_version (
    day         text not null,
    version     integer not null check (version >= 1), -- the highest stands
    hash        text not null,           -- SHA-256 of the file
    lines_hash  text not null,           -- over the statement as it was understood
    name        text not null,
    format      text not null check (format in ('csv', 'camt.053')),
    account     text not null,
    opening_fen integer not null,
    closing_fen integer not null,
    line_count  integer not null,
    taken_ms    integer not null,
    brought_by  text references staff (id), -- who replaced the version before, and why
    reason      text,
    primary key (day, version),
    check ((version = 1) = (brought_by is null)),
    check ((brought_by is null) = (reason is null))
) strict;
insert into bank_file_of_version
select day, 1, hash, lines_hash, name, format, account, opening_fen, closing_fen, line_count, taken_ms, null, null
  from bank_file order by rowid;

create table bank_line_of_version (
    day          text not null,
    version      integer not null,
    line_no      integer not null,       -- from 1, as in the statement
    serial       text not null,
    value_date   text not null,
    amount_fen   integer not null check (amount_fen <> 0), -- positive into our account
    reference    text not null,
    counterparty text not null,
    duplicate    integer not null check (duplicate in (0, 1)), -- the bank has reported the serial before
    primary key (day, version, line_no),
    foreign key (day, version) references bank_file_of_version (day, version)
) strict;
insert into bank_line_of_version
select day, 1, line_no, serial, value_date, amount_fen, reference, counterparty, duplicate from bank_line order by rowid;

create table bank_match_of_version (
    id           text primary key,
    line_day     text,                   -- null of items that come to nothing together
    line_version integer,
    line_no      integer,
    item_day     text not null,
    item_key     text not null,
    found_by     text not null check (found_by in ('reference', 'amount_and_day', 'offset')),
    run_day      text not null,
    found_ms     integer not null,
    void_ms      integer,                -- since when another version stands for the line's day
    check ((found_by = 'offset') = (line_no is null)),
    check ((line_day is null) = (line_no is null)),
    check ((line_day is null) = (line_version is null)),
    check (void_ms is null or line_no is not null)
) strict;
insert into bank_match_of_version
select id, line_day, case when line_day is not null then 1 end, line_no, item_day, item_key, found_by, run_day, found_ms,
       null from bank_match order by rowid;

create table bank_break_of_version (
    id           text primary key,
    kind         text not null check (kind in ('in_bank_not_in_books', 'in_books_not_in_bank', 'amount_differs',
                     'duplicate_line', 'late_line', 'does_not_add_up', 'opening_differs', 'closing_differs')),
    day          text not null,          -- from which it ages: of the line, or else of the item
    line_day     text,
    line_version integer,
    line_no      integer,
    item_day     text,
    item_key     text,
    bank_fen     integer,                -- what the bank says, and what our books say
    books_fen    integer,
    state        text not null check (state in ('open', 'resolved', 'void')),
    found_ms     integer not null,
    explanation  text check (explanation in ('in_transit', 'bank_mistake', 'own_mistake', 'booked_elsewhere', 'split_payment')),
    note         text,
    explained_by text references staff (id),
    explained_ms integer,
    resolution   text check (resolution in ('line', 'row', 'officer')),
    resolved_ms  integer,
    resolved_run text,                   -- the day whose lines or rows ended it
    void_ms      integer,                -- since when another version stands
    check (state <> 'open' or resolution is null),
    check (state <> 'resolved' or resolution is not null),
    check ((resolution is null) = (resolved_ms is null)),
    check ((state = 'void') = (void_ms is not null)),
    check ((line_no is null) = (line_version is null)),
    check ((explanation is null) = (explained_by is null)),
    check (resolution is null or resolution <> 'officer' or explained_by is not null)
) strict;
-- Only what stands for a whole day asks which run ended it, and those runs have the moment of their statement.
insert into bank_break_of_version
select id, kind, day, line_day, case when line_day is not null then 1 end, line_no, item_day, item_key, bank_fen, books_fen,
       state, found_ms, explanation, note, explained_by, explained_ms, resolution, resolved_ms,
       (select max(f.day) from bank_file f where f.taken_ms = b.resolved_ms and b.resolution = 'line'), null
  from bank_break b order by b.rowid;

drop table bank_line;
drop table bank_file;
drop table bank_match;
drop table bank_break;
alter table bank_file_of_version rename to bank_file;
alter table bank_line_of_version rename to bank_line;
alter table bank_match_of_version rename to bank_match;
alter table bank_break_of_version rename to bank_break;

create index bank_line_serial on bank_line (serial);
-- A line agrees once; an item agrees once with what stands.
create unique index bank_match_line_once on bank_match (line_day, line_version, line_no);
create unique index bank_match_item_once on bank_match (item_day, item_key) where void_ms is null;
-- A line and an item stand in one open break.
create unique index bank_break_line_once on bank_break (line_day, line_version, line_no)
 where line_no is not null and state = 'open';
create unique index bank_break_item_once on bank_break (item_day, item_key) where item_key is not null and state = 'open';
create unique index bank_break_day_once on bank_break (day, kind)
 where line_no is null and item_key is null and state <> 'void';
create index bank_break_open on bank_break (day) where state = 'open';

create trigger bank_file_no_update before update on bank_file begin select raise(abort, 'bank_file rows never change'); end;
create trigger bank_file_no_delete before delete on bank_file begin select raise(abort, 'bank_file rows never change'); end;
create trigger bank_line_no_update before update on bank_line begin select raise(abort, 'bank_line rows never change'); end;
create trigger bank_line_no_delete before delete on bank_line begin select raise(abort, 'bank_line rows never change'); end;
create trigger bank_match_only_void before update on bank_match
  when old.void_ms is not null or new.void_ms is null or old.id is not new.id or old.line_day is not new.line_day
    or old.line_version is not new.line_version or old.line_no is not new.line_no or old.item_day is not new.item_day
    or old.item_key is not new.item_key or old.found_by is not new.found_by or old.run_day is not new.run_day
    or old.found_ms is not new.found_ms
  begin select raise(abort, 'a match becomes void, and nothing else'); end;
create trigger bank_match_no_delete before delete on bank_match begin select raise(abort, 'bank_match rows never change'); end;
create trigger bank_break_void before update on bank_break when old.state = 'void'
  begin select raise(abort, 'a break that is void never changes'); end;
create trigger bank_break_no_delete before delete on bank_break begin select raise(abort, 'bank_break rows are never removed'); end;
