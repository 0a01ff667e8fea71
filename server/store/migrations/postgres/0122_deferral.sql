-- Deferral (缓缴) and lower rates (降低缴存比例) of a unit, by two people (Regulation article 20).
create table deferral (
    id               text primary key,   -- the id that the request carried: sent twice, made once
    unit_id          text not null references unit (id),
    kind             text not null check (kind in ('deferred', 'reduced')),
    first_month      text not null,
    last_month       text not null,
    unit_rate_bp     bigint check (unit_rate_bp between 1 and 10000),
    personal_rate_bp bigint check (personal_rate_bp between 1 and 10000),
    consent          text not null,      -- the resolution of the staff congress or union
    approval         text,               -- of the committee, named by who grants it
    state            text not null check (state in ('proposed', 'done', 'refused')),
    proposed_by      text not null,      -- staff, or an agent of the unit
    proposed_index   text not null,
    proposed_ms      bigint not null,
    decided_by       text references staff (id),
    decided_index    text,
    decided_ms       bigint,
    constraint deferral_two_people check (decided_index is null or decided_index <> proposed_index),
    check (first_month <= last_month),
    check ((kind = 'reduced') = (unit_rate_bp is not null)),
    check ((unit_rate_bp is null) = (personal_rate_bp is null)),
    check ((state = 'proposed') = (decided_by is null)),
    check ((state = 'done') = (approval is not null))
);
-- One proposal of a unit at a time: grants of a unit come one after the other and cannot overlap unseen.
create unique index deferral_one_open on deferral (unit_id) where state = 'proposed';
create index deferral_unit on deferral (unit_id, first_month);
create index deferral_queue on deferral (state, proposed_ms);

-- For which months of which account a granted one holds: a worker who leaves the unit keeps the months until then, one
-- who comes gets those from then on.
create table deferral_account (
    account_no  text not null references account (account_no),
    deferral_id text not null references deferral (id),
    month_from  text not null,
    month_to    text not null,
    primary key (account_no, deferral_id, month_from),
    check (month_from <= month_to)
);
create index deferral_account_of on deferral_account (deferral_id);
