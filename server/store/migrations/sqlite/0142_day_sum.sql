-- Sums over the rows of a closed day: what indicators and the day-end sheet read instead of the rows. Recomputed by
-- anju verify from the same rows as the day's root.

create table day_tally (
    day_no        integer primary key references receipt_day (no),
    last_seq      integer not null,      -- of the day: rows up to it are in sums
    audit_through integer not null,      -- rows of the audit up to it are in counts of cases
    tallied_ms    integer not null
) strict;

create table day_sum (
    day_no        integer not null references day_tally (day_no),
    posted_on     text not null,
    debit         text not null,         -- of the chart; all members' accounts are one
    credit        text not null,
    business_code text not null,
    taken_back    integer not null check (taken_back in (0, 1)),
    row_count     integer not null check (row_count > 0),
    amount_fen    integer not null check (amount_fen > 0),
    people        text not null,         -- members' accounts that took part, at most ten: fewer are held back
    primary key (day_no, posted_on, debit, credit, business_code, taken_back)
) strict;
create index day_sum_posted on day_sum (posted_on);

-- Cases that began, by what they are and who began them.
create table case_sum (
    day_no     integer not null references day_tally (day_no),
    day        text not null,
    action     text not null,            -- with which the audit notes the beginning
    at_counter integer not null check (at_counter in (0, 1)),
    cases      integer not null check (cases > 0),
    primary key (day_no, day, action, at_counter)
) strict;

create trigger day_tally_no_update before update on day_tally begin select raise(abort, 'day_tally rows never change'); end;
create trigger day_tally_no_delete before delete on day_tally begin select raise(abort, 'day_tally rows never change'); end;
create trigger day_sum_no_update before update on day_sum begin select raise(abort, 'day_sum rows never change'); end;
create trigger day_sum_no_delete before delete on day_sum begin select raise(abort, 'day_sum rows never change'); end;
create trigger case_sum_no_update before update on case_sum begin select raise(abort, 'case_sum rows never change'); end;
create trigger case_sum_no_delete before delete on case_sum begin select raise(abort, 'case_sum rows never change'); end;
