-- The yearly plan of the fund (年度计划), set by two people. The latest that was approved stands.

create table indicator_plan (
    id             text primary key,     -- the id that the request carried: sent twice, made once
    year           bigint not null check (year between 2000 and 2199),
    state          text not null check (state in ('proposed', 'done', 'refused')),
    proposed_by    text not null references staff (id),
    proposed_index text not null,
    proposed_ms    bigint not null,
    decided_by     text references staff (id),
    decided_index  text,
    decided_ms     bigint,
    constraint indicator_plan_two_people check (decided_index is null or decided_index <> proposed_index),
    check ((state = 'proposed') = (decided_by is null)),
    check ((decided_by is null) = (decided_index is null)),
    check ((decided_by is null) = (decided_ms is null))
);
create unique index indicator_plan_one_open on indicator_plan (year) where state = 'proposed';
create index indicator_plan_stands on indicator_plan (year, decided_ms) where state = 'done';

create table indicator_target (
    plan_id   text not null references indicator_plan (id),
    indicator text not null,
    target    bigint not null check (target > 0), -- fen, basis points or thousandths of a per mille
    primary key (plan_id, indicator)
);
create trigger indicator_target_no_change before update or delete or truncate on indicator_target for each statement execute function rows_never_change();
