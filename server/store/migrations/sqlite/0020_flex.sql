-- Flexible employment: the agreement, the standing order to the bank, one debit for each month, and what
-- happened to them.

-- Next serial of accounts that a person opens online; one row per branch, locked while a number is taken.
create table account_serial (
    branch integer primary key check (branch between 0 and 99),
    serial integer not null
) strict;

create table flex_agreement (
    id                text primary key,  -- the request id of the registration: sent twice, made once
    person_id         text not null references person (id),
    account_no        text not null references account (account_no),
    state             text not null check (state in ('applied', 'agreed', 'active', 'suspended', 'sealed', 'exited')),
    product           text not null check (product in ('monthly', 'lump', 'free')),
    amount_fen        integer not null check (amount_fen > 0),
    occupation        text not null,
    policy_version    text not null,
    agreement_version text not null,
    agreement_hash    text not null,     -- of the words that were on the screen
    agreement_lang    text not null,
    missed_in_row     integer not null default 0,
    signed_ms         integer not null
) strict;
create unique index flex_agreement_one_in_force on flex_agreement (account_no) where state <> 'exited';
create index flex_agreement_person on flex_agreement (person_id);

create table debit_order (
    agreement_id text primary key references flex_agreement (id),
    card_sealed  text not null,
    card_tail    text not null,
    debit_day    integer check (debit_day between 1 and 28), -- null: no debit but the first and those asked for
    made_month   text not null           -- latest month that has a debit
) strict;

create table debit (
    id           text primary key,       -- also the serial under which the bank is asked
    agreement_id text not null references flex_agreement (id),
    month        text not null,
    amount_fen   integer not null check (amount_fen > 0),
    state        text not null check (state in ('due', 'sent', 'short', 'paid', 'missed', 'skipped')),
    tries        integer not null default 0,
    ask_on       text not null,
    ledger_seq   integer references ledger_transfer (seq),
    created_ms   integer not null,
    constraint debit_month_once unique (agreement_id, month),
    check ((state = 'paid') = (ledger_seq is not null))
) strict;
create index debit_open on debit (ask_on) where state in ('due', 'sent', 'short');

create table flex_event (
    seq          integer primary key autoincrement,
    agreement_id text not null references flex_agreement (id),
    debit_id     text references debit (id),
    kind         text not null,
    at_ms        integer not null
) strict;
create index flex_event_agreement on flex_event (agreement_id, seq);
create trigger flex_event_no_update before update on flex_event begin select raise(abort, 'flex_event rows never change'); end;
create trigger flex_event_no_delete before delete on flex_event begin select raise(abort, 'flex_event rows never change'); end;
