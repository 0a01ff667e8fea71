-- Complaints about missing contributions (缺缴投诉): one per account and month at a time, answered by one person
-- and, when the contributor says that nothing is solved, by another.

-- The day of the month on which a unit pays wages (发薪日): five days later its contributions are late.
alter table unit add column pay_day integer check (pay_day between 1 and 31);

-- Money about to be booked into an account: looked up with its months.
create index suspense_use_account on suspense_use (account_no) where state = 'proposed';

create table complaint (
    id           text primary key,       -- the request id that the form carried: sending twice makes one complaint
    request_hash text not null,
    number       text not null,          -- twelve characters with a check character
    account_no   text not null references account (account_no),
    person_id    text not null references person (id),
    maker_index  text not null,          -- keyed hash of the contributor's identity number
    evidence     text not null,          -- what stood in the books when it was filed, as JSON; never changed
    rule_version text not null,
    state        text not null check (state in ('open', 'papers', 'answered', 'again', 'final', 'settled')),
    filed_ms     integer not null,
    answer_by    text not null,          -- the day by which the centre promised an answer
    late         integer not null default 0 check (late in (0, 1)), -- the contributor was told that the day is over
    papers_asked integer not null default 0 check (papers_asked in (0, 1)),
    first_by     text references staff (id),
    first_index  text,                   -- keyed hash of the officer's identity number
    second_by    text references staff (id),
    second_index text,
    version      integer not null default 0,
    constraint complaint_number unique (number),
    constraint complaint_two_people check (second_index is null or first_index is null or first_index <> second_index),
    constraint complaint_maker_is_not_first check (first_index is null or first_index <> maker_index),
    constraint complaint_maker_is_not_second check (second_index is null or second_index <> maker_index)
) strict;
create index complaint_person on complaint (person_id, filed_ms);
create index complaint_queue on complaint (state, answer_by) where state in ('open', 'again');
create index complaint_live on complaint (id) where state in ('open', 'papers', 'answered', 'again');

-- The months that a complaint is about, and the row of the ledger that settled each.
create table complaint_month (
    complaint_id text not null references complaint (id),
    account_no   text not null references account (account_no),
    month        text not null,
    live         integer not null default 1 check (live in (0, 1)),
    booked_seq   integer references ledger_transfer (seq),
    primary key (complaint_id, month)
) strict;
-- A month is complained about once at a time, whatever the code above does.
create unique index complaint_month_one_live on complaint_month (account_no, month) where live = 1;

create table complaint_event (
    seq          integer primary key autoincrement,
    complaint_id text not null references complaint (id),
    at_ms        integer not null,
    event        text not null,
    role         text not null check (role in ('member', 'system', 'first_reviewer', 'second_reviewer')),
    actor        text not null,
    reason       text,
    note         text,
    month        text,
    ledger_seq   integer references ledger_transfer (seq)
) strict;
create index complaint_event_complaint on complaint_event (complaint_id, seq);
create trigger complaint_event_no_update before update on complaint_event begin select raise(abort, 'complaint_event rows never change'); end;
create trigger complaint_event_no_delete before delete on complaint_event begin select raise(abort, 'complaint_event rows never change'); end;
