-- The day-end sheet: drawn by the program, signed by three people one after the other.

create table day_sheet (
    day          text primary key,
    hash         text not null,          -- SHA-256 of the body
    body         text not null,          -- domain::day_end::Sheet as JSON
    state        text not null check (state in ('drawn', 'teller', 'first', 'signed')),
    drawn_ms     bigint not null,
    teller_by    text references staff (id),
    teller_index text,                   -- keyed hash of the identity number: a second login is no second person
    teller_ms    bigint,
    first_by     text references staff (id),
    first_index  text,
    first_ms     bigint,
    second_by    text references staff (id),
    second_index text,
    second_ms    bigint,
    constraint day_sheet_three_people check (
        (first_index is null or first_index <> teller_index)
        and (second_index is null or (second_index <> teller_index and second_index <> first_index))),
    check ((state <> 'drawn') = (teller_index is not null)),
    check ((state in ('first', 'signed')) = (first_index is not null)),
    check ((state = 'signed') = (second_index is not null))
);
create trigger day_sheet_signed before update on day_sheet for each row when (old.state = 'signed') execute function rows_never_change();
create trigger day_sheet_no_delete before delete or truncate on day_sheet for each statement execute function rows_never_change();
