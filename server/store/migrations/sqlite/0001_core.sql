-- People, staff, accounts, the ledger and the audit chain.
-- Two column types only, so that one SQL text serves both engines: INTEGER (fen, milliseconds, counts) and
-- TEXT (ids, days YYYY-MM-DD, months YYYY-MM, codes, hex).

create table person (
    id           text primary key,
    name         text not null,
    id_index     text not null,          -- keyed hash of the identity number: finds a person, tells nothing
    id_sealed    text not null,          -- the identity number, encrypted
    id_tail      text not null,          -- its last four characters, for masks and certificates
    birth_day    text not null,
    sex          text not null check (sex in ('male', 'female')),
    mobile_sealed text,
    created_ms   integer not null,
    constraint person_id_index unique (id_index)
) strict;

create table staff (
    id         text primary key,
    login      text not null,
    name       text not null,
    id_index   text not null,            -- the same keyed hash as person.id_index: nobody handles an own case
    role       text not null check (role in ('counter', 'first_reviewer', 'second_reviewer')),
    created_ms integer not null,
    constraint staff_login unique (login)
) strict;

-- Password and one-time code of a person or a member of staff; subject_id is person.id or staff.id.
create table credential (
    subject_id     text primary key,
    password_hash  text not null,
    totp_sealed    text,                 -- null until a second factor is set up
    totp_last_step integer not null default 0,
    changed_ms     integer not null
) strict;

create table session (
    token_hash  text primary key,        -- SHA-256 of the cookie; the cookie itself is stored nowhere
    role        text not null check (role in ('visitor', 'member', 'counter', 'first_reviewer', 'second_reviewer')),
    subject_id  text,
    created_ms  integer not null,
    seen_ms     integer not null,
    expires_ms  integer not null,
    check ((role = 'visitor') = (subject_id is null))
) strict;
create index session_subject on session (subject_id) where subject_id is not null;
create index session_expiry on session (expires_ms);

-- Failed tries per key (account, address); see service::throttle.
create table throttle (
    key        text primary key,
    failures   integer not null,
    since_ms   integer not null,
    until_ms   integer not null
) strict;

-- What was typed into a form that is not sent yet, with the id that its sending will carry.
create table form_draft (
    session_hash text not null,
    form         text not null,
    request_id   text not null,
    body         text not null,
    expires_ms   integer not null,
    primary key (session_hash, form)
) strict;
create index form_draft_expiry on form_draft (expires_ms);

create table unit (
    id              text primary key,
    unit_account_no text not null,
    name            text not null,
    credit_code     text,
    created_ms      integer not null,
    constraint unit_account_no unique (unit_account_no)
) strict;

create table account (
    account_no           text primary key,
    person_id            text not null references person (id),
    unit_id              text references unit (id),
    kind                 text not null check (kind in ('unit', 'flex')),
    state                text not null check (state in ('01', '02', '03', '04', '05', '06', '99')),
    base_fen             integer not null check (base_fen >= 0),
    unit_rate_bp         integer not null check (unit_rate_bp between 0 and 10000),
    personal_rate_bp     integer not null check (personal_rate_bp between 0 and 10000),
    unit_monthly_fen     integer not null check (unit_monthly_fen >= 0),
    personal_monthly_fen integer not null check (personal_monthly_fen >= 0),
    opened_on            text not null,
    first_month          text,           -- first month a contribution was posted for
    paid_through         text,           -- latest month a contribution was posted for
    consecutive_months   integer not null default 0,
    total_months         integer not null default 0,
    sealed_on            text,
    version              integer not null default 0
) strict;
create index account_person on account (person_id);
create index account_unit on account (unit_id) where unit_id is not null;

-- Running totals: posted = credits − debits. Members' accounts never go below zero; the sum over all
-- accounts of the centre is zero.
create table ledger_account (
    id           text primary key,       -- account.account_no, or a code of the centre such as 'bank.deposit'
    class        text not null check (class in ('member', 'centre')),
    posted_fen   integer not null default 0,
    reserved_fen integer not null default 0,
    version      integer not null default 0,
    constraint ledger_account_not_negative check (class = 'centre' or posted_fen >= 0),
    constraint ledger_account_reserved check (class = 'centre' and reserved_fen = 0 or class = 'member' and reserved_fen between 0 and posted_fen)
) strict;

create table ledger_transfer (
    seq               integer primary key autoincrement,
    debit_account     text not null references ledger_account (id),
    credit_account    text not null references ledger_account (id),
    amount_fen        integer not null check (amount_fen > 0),
    kind              text not null check (kind in ('post', 'reserve', 'post_reserved', 'void_reserved')),
    reserves_seq      integer references ledger_transfer (seq),
    business_code     text not null,
    contribution_month text,
    unit_part_fen     integer,
    personal_part_fen integer,
    case_id           text,
    batch_id          text,
    line_no           integer,
    value_date        text not null,
    posted_on         text not null,
    recorded_ms       integer not null,
    check (debit_account <> credit_account),
    check ((kind in ('post_reserved', 'void_reserved')) = (reserves_seq is not null))
) strict;
-- A reservation is resolved at most once, whatever the code above does.
create unique index ledger_transfer_resolved_once on ledger_transfer (reserves_seq) where reserves_seq is not null;
-- A month is paid by one regular remittance.
create unique index ledger_transfer_month_once on ledger_transfer (credit_account, contribution_month) where business_code = '01' and kind = 'post';
create index ledger_transfer_credit on ledger_transfer (credit_account, seq);
-- Withdrawals of members: regular remittances all debit the bank and need no entry here.
create index ledger_transfer_debit on ledger_transfer (debit_account, seq) where business_code <> '01';
create index ledger_transfer_case on ledger_transfer (case_id) where case_id is not null;

create trigger ledger_transfer_no_update before update on ledger_transfer begin select raise(abort, 'ledger_transfer rows never change'); end;
create trigger ledger_transfer_no_delete before delete on ledger_transfer begin select raise(abort, 'ledger_transfer rows never change'); end;

create table audit_event (
    seq       integer primary key,
    at_ms     integer not null,
    actor     text not null,
    action    text not null,
    subject   text not null,
    detail    text not null,
    layout    integer not null,
    prev_hash text not null,
    hash      text not null
) strict;
create trigger audit_event_no_update before update on audit_event begin select raise(abort, 'audit_event rows never change'); end;
create trigger audit_event_no_delete before delete on audit_event begin select raise(abort, 'audit_event rows never change'); end;

-- The end of the chain: one row, locked last in every transaction.
create table audit_head (
    id   integer primary key check (id = 1),
    seq  integer not null,
    hash text not null
) strict;
insert into audit_head (id, seq, hash) values (1, 0, '');

-- Facts about this database that are set once: city, format.
create table centre_setting (
    name  text primary key,
    value text not null
) strict;
