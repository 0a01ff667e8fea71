-- The annual adjustment of bases (年度基数调整): a unit's batch, and what each worker said to it.

-- The month from which the terms of an account hold by an adjustment. A contribution for an older month that comes
-- in later does not bring the old terms back.
alter table account add column terms_from text;

create table base_batch (
    id             text primary key,     -- the id that the request carried: sent twice, made once
    unit_id        text not null references unit (id),
    year           bigint not null,     -- in which the contribution year begins
    effective      text not null,        -- the first month of the new terms
    doc            text not null,        -- of the rules that the lines were measured against
    state          text not null check (state in ('loading', 'open', 'approved', 'applied', 'refused')),
    lines          bigint not null default 0,
    answer_by      text not null,        -- the last day on which a silent worker is waited for
    proposed_by    text not null,        -- staff, or an agent of the unit
    proposed_index text not null,
    proposed_ms    bigint not null,
    decided_by     text references staff (id),
    decided_index  text,
    decided_ms     bigint,
    applied_ms     bigint,
    version        bigint not null default 0,
    constraint base_batch_two_people check (decided_index is null or decided_index <> proposed_index),
    check ((state in ('approved', 'applied', 'refused')) = (decided_by is not null)),
    check ((state = 'applied') = (applied_ms is not null))
);
create unique index base_batch_one_open on base_batch (unit_id) where state in ('open', 'approved');
create index base_batch_unit on base_batch (unit_id, proposed_ms);

create table base_line (
    batch_id             text not null references base_batch (id),
    account_no           text not null references account (account_no),
    line_no              bigint not null,
    old_base_fen         bigint not null,
    old_unit_rate_bp     bigint not null,
    old_personal_rate_bp bigint not null,
    old_unit_fen         bigint not null,
    old_personal_fen     bigint not null,
    base_fen             bigint not null check (base_fen > 0),
    unit_rate_bp         bigint not null check (unit_rate_bp between 0 and 10000),
    personal_rate_bp     bigint not null check (personal_rate_bp between 0 and 10000),
    unit_fen             bigint not null check (unit_fen >= 0),
    personal_fen         bigint not null check (personal_fen >= 0),
    answer               text check (answer in ('confirmed', 'objected')),
    reason               text,           -- of an objection, in the worker's words
    request_id           text,           -- that the answer carried
    answered_ms          bigint,
    answer_due           text,           -- an objection is settled by then
    settled              text check (settled in ('kept', 'withdrawn')),
    note                 text,           -- to the worker
    settled_by           text,
    settled_ms           bigint,
    outcome              text check (outcome in ('applied', 'skipped')),
    primary key (batch_id, account_no),
    check ((answer is null) = (answered_ms is null)),
    check (answer = 'objected' or settled is null),
    check ((settled is null) = (settled_ms is null)),
    check (settled is null or settled <> 'withdrawn' or outcome is null)
);
create index base_line_account on base_line (account_no);
