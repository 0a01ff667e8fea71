-- What contributors ask for online (销户提取申请). Two people decide it as they decide every closing: the proposal of the
-- first reviewer has the id of the application, and what becomes of it ends the application.
create table closing_application (
    id            text primary key,      -- the request id that the form carried: sent twice, made once
    request_hash  text not null,
    number        text not null,         -- twelve characters with a check character; the case that pays it has the same
    account_no    text not null references account (account_no),
    person_id     text not null references person (id),
    holder_index  text not null,         -- keyed hash of the holder's identity number
    reason        text not null check (reason in ('retired', 'disabled', 'left_country', 'left_job')),
    payee         text not null,         -- the holder
    card_sealed   text not null,
    card_tail     text not null,
    bank          text not null,
    principal_fen integer not null check (principal_fen >= 0), -- as the form showed them
    interest_fen  integer not null,
    state         text not null check (state in ('open', 'withdrawn', 'declined', 'refused', 'done')),
    note          text,                  -- why it was declined
    filed_ms      integer not null,
    decide_by     text not null,         -- day by which the law wants a decision
    ended_ms      integer,
    constraint closing_application_number unique (number),
    check ((state = 'open') = (ended_ms is null)),
    check ((state = 'declined') = (note is not null))
) strict;
-- An account has one application at a time.
create unique index closing_application_one_open on closing_application (account_no) where state = 'open';
create index closing_application_person on closing_application (person_id, filed_ms);
create index closing_application_queue on closing_application (decide_by, filed_ms) where state = 'open';
