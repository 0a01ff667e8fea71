-- Every signature that was given to a day-end sheet, with the sheet as it was signed. One that stands no more stays,
-- with who took it back, when and why. Those that stand are named by day_sheet, too.

create table day_signature (
    day         text not null references day_sheet (day),
    no          bigint not null check (no > 0), -- in the order in which they were given, from 1
    step        text not null check (step in ('teller', 'first', 'second')),
    hash        text not null,                   -- SHA-256 of the body
    body        text not null,                   -- domain::day_end::Sheet as JSON
    staff_id    text not null references staff (id),
    id_index    text not null,                   -- keyed hash of the identity number
    signed_ms   bigint not null,
    ended       text check (ended in ('taken_back', 'drawn_anew')),
    ended_by    text references staff (id),
    ended_index text,
    ended_ms    bigint,
    reason      text,                            -- of one that was taken back
    primary key (day, no),
    constraint day_signature_accounted check (
        (ended is null) = (ended_by is null) and (ended is null) = (ended_index is null)
        and (ended is null) = (ended_ms is null) and (coalesce(ended, '') = 'taken_back') = (reason is not null)),
    constraint day_signature_final check (step <> 'second' or ended is null)
);
create unique index day_signature_stands on day_signature (day, step) where ended is null;
create trigger day_signature_update before update on day_signature for each row
  when (old.ended is not null or new.ended is null
    or old.day <> new.day or old.no <> new.no or old.step <> new.step or old.hash <> new.hash or old.body <> new.body
    or old.staff_id <> new.staff_id or old.id_index <> new.id_index or old.signed_ms <> new.signed_ms)
  execute function rows_never_change();
create trigger day_signature_no_delete before delete or truncate on day_signature for each statement execute function rows_never_change();

insert into day_signature (day, no, step, hash, body, staff_id, id_index, signed_ms)
  select day, 1, 'teller', hash, body, teller_by, teller_index, teller_ms from day_sheet where teller_by is not null;
insert into day_signature (day, no, step, hash, body, staff_id, id_index, signed_ms)
  select day, 2, 'first', hash, body, first_by, first_index, first_ms from day_sheet where first_by is not null;
insert into day_signature (day, no, step, hash, body, staff_id, id_index, signed_ms)
  select day, 3, 'second', hash, body, second_by, second_index, second_ms from day_sheet where second_by is not null;
