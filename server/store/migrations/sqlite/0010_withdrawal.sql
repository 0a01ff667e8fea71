-- Withdrawals: what registers say, where money is paid to, cases with their events, and the way of the money.

-- What another office's register answered about a person. `value` is null while it has not answered.
create table register_record (
    person_id  text not null references person (id),
    fact       text not null,            -- name of the fact as in the policies, or 'spouse' (a person's id_index)
    source     text not null,            -- the register that was asked
    value      text,
    fetched_ms integer not null,
    primary key (person_id, fact)
) strict;

-- The bank card to which a person's withdrawals are paid, in the person's own name.
create table payout_card (
    person_id   text primary key references person (id),
    card_sealed text not null,
    card_tail   text not null,
    bank        text not null,           -- code of the bank by the card's first digits
    matched_ms  integer not null         -- when the bank confirmed that the name is the person's
) strict;

create table withdrawal_case (
    id              text primary key,    -- the request id that the form carried: sending twice makes one case
    request_hash    text not null,
    number          text not null,       -- twelve characters with a check character
    account_no      text not null references account (account_no),
    person_id       text not null references person (id),
    maker_index     text not null,       -- keyed hash of the applicant's identity number
    kind            text not null,
    period          text not null,       -- 2026-11, 2026-Q4, or the year and a count where the year's quota rules
    state           text not null check (state in ('first_review', 'second_review', 'supplement', 'approved', 'paid', 'pay_failed', 'refused', 'withdrawn')),
    amount_fen      integer not null check (amount_fen > 0),
    card_sealed     text not null,
    card_tail       text not null,
    bank            text not null,
    decision        text not null,       -- the decision as it was given, with its trace
    rule_version    text not null,
    submitted_ms    integer not null,
    decide_by       text not null,       -- day by which the law wants a decision
    returned        integer not null default 0 check (returned in (0, 1)),
    first_by        text,
    first_index     text,                -- keyed hash of the reviewer's identity number
    second_by       text,
    second_index    text,
    version         integer not null default 0,
    constraint withdrawal_case_number unique (number),
    constraint withdrawal_case_two_people check (first_by is null or second_by is null or first_by <> second_by),
    constraint withdrawal_case_maker_is_not_first check (first_index is null or first_index <> maker_index),
    constraint withdrawal_case_maker_is_not_second check (second_index is null or second_index <> maker_index)
) strict;
-- One claim per account and period, whatever the code above does.
create unique index withdrawal_case_one_claim on withdrawal_case (account_no, kind, period)
    where state in ('first_review', 'second_review', 'supplement', 'approved', 'paid');
create index withdrawal_case_person on withdrawal_case (person_id, submitted_ms);
create index withdrawal_case_queue on withdrawal_case (state, decide_by) where state in ('first_review', 'second_review', 'supplement');

create table case_event (
    seq      integer primary key autoincrement,
    case_id  text not null references withdrawal_case (id),
    at_ms    integer not null,
    state    text not null,              -- where the event led, a case state or a leg of the payout
    role     text not null check (role in ('member', 'system', 'first_reviewer', 'second_reviewer', 'bank')),
    actor    text not null,
    reason   text,
    note     text
) strict;
create index case_event_case on case_event (case_id, seq);
create trigger case_event_no_update before update on case_event begin select raise(abort, 'case_event rows never change'); end;
create trigger case_event_no_delete before delete on case_event begin select raise(abort, 'case_event rows never change'); end;

-- One order to the bank per approved case: the outbox that the payout worker empties.
create table payout (
    case_id    text primary key references withdrawal_case (id),
    state      text not null check (state in ('due', 'sent', 'accepted', 'credited', 'returned')),
    next_ms    integer not null,         -- not looked at before
    tries      integer not null default 0,
    sent_ms    integer,
    version    integer not null default 0
) strict;
create index payout_open on payout (next_ms) where state in ('due', 'sent', 'accepted');

-- The legs of the money's way. Each is reached once.
create table payout_leg (
    case_id  text not null references payout (case_id),
    leg      text not null check (leg in ('sent', 'accepted', 'credited', 'returned')),
    at_ms    integer not null,
    reason   text,
    primary key (case_id, leg)
) strict;
create trigger payout_leg_no_update before update on payout_leg begin select raise(abort, 'payout_leg rows never change'); end;
create trigger payout_leg_no_delete before delete on payout_leg begin select raise(abort, 'payout_leg rows never change'); end;

insert into ledger_account (id, class) values ('payout.clearing', 'centre'), ('bank.deposit', 'centre')
    on conflict (id) do nothing;
