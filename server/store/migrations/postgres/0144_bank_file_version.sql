-- A statement of the bank that was wrong is followed by another version of the same day. All versions stay as they
-- came; matches and breaks of an earlier one are void, and stay too.

alter table bank_line drop constraint bank_line_day_fkey, drop constraint bank_line_pkey;
alter table bank_file drop constraint bank_file_pkey, drop constraint bank_file_hash_key;

alter table bank_file
    add column version    bigint not null default 1 check (version >= 1), -- the highest stands
    add column brought_by text references staff (id), -- who replaced the version before, and why
    add column reason     text,
    add primary key (day, version),
    add check ((version = 1) = (brought_by is null)),
    add check ((brought_by is null) = (reason is null));
alter table bank_file alter column version drop default;

alter table bank_line
    add column version bigint not null default 1,
    add primary key (day, version, line_no),
    add foreign key (day, version) references bank_file (day, version);
alter table bank_line alter column version drop default;

drop trigger bank_match_no_change on bank_match;
alter table bank_match
    add column line_version bigint,
    add column void_ms bigint;           -- since when another version stands for the line's day
update bank_match set line_version = 1 where line_day is not null;
alter table bank_match
    drop constraint bank_match_line_once,
    drop constraint bank_match_item_once,
    add check ((line_day is null) = (line_version is null)),
    add check (void_ms is null or line_no is not null);

alter table bank_break
    add column line_version bigint,
    add column resolved_run text,        -- the day whose lines or rows ended it
    add column void_ms bigint,           -- since when another version stands
    drop constraint bank_break_state_check,
    drop constraint bank_break_check;
update bank_break set line_version = 1 where line_no is not null;
-- Only what stands for a whole day asks which run ended it, and those runs have the moment of their statement.
update bank_break b set resolved_run = (select max(f.day) from bank_file f where f.taken_ms = b.resolved_ms)
 where resolution = 'line';
alter table bank_break
    add check (state in ('open', 'resolved', 'void')),
    add check (state <> 'open' or resolution is null),
    add check (state <> 'resolved' or resolution is not null),
    add check ((state = 'void') = (void_ms is not null)),
    add check ((line_no is null) = (line_version is null));

-- A line agrees once; an item agrees once with what stands.
create unique index bank_match_line_once on bank_match (line_day, line_version, line_no);
create unique index bank_match_item_once on bank_match (item_day, item_key) where void_ms is null;
-- A line and an item stand in one open break.
drop index bank_break_line_once;
create unique index bank_break_line_once on bank_break (line_day, line_version, line_no)
 where line_no is not null and state = 'open';
drop index bank_break_day_once;
create unique index bank_break_day_once on bank_break (day, kind)
 where line_no is null and item_key is null and state <> 'void';

create trigger bank_match_only_void before update on bank_match for each row
  when (old.void_ms is not null or new.void_ms is null
    or (old.id, old.line_day, old.line_version, old.line_no, old.item_day, old.item_key, old.found_by, old.run_day, old.found_ms)
       is distinct from
       (new.id, new.line_day, new.line_version, new.line_no, new.item_day, new.item_key, new.found_by, new.run_day, new.found_ms))
  execute function rows_never_change();
create trigger bank_match_no_delete before delete or truncate on bank_match for each statement execute function rows_never_change();
create trigger bank_break_void before update on bank_break for each row
  when (old.state = 'void') execute function rows_never_change();
