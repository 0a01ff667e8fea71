-- Annual interest: one row per year that is being settled or was, and what keeps a year from being paid twice.

create table interest_settlement (
    year         bigint primary key,     -- calendar year of the settlement day: 2026 is 1 July 2025 to 30 June 2026
    state        text not null check (state in ('running', 'finished')),
    last_account text not null default '', -- accounts up to here are done; the rest follows when it is run again
    accounts     bigint not null default 0,
    entries      bigint not null default 0,
    interest_fen bigint not null default 0,
    problems     bigint not null default 0,
    basis        text not null,
    unit         text not null,
    draw         text not null,
    started_ms   bigint not null,
    finished_ms  bigint,
    check ((state = 'finished') = (finished_ms is not null))
);
create function finished_settlements_never_change() returns trigger language plpgsql as $$
begin
    raise exception 'a finished settlement never changes';
end
$$;
create trigger interest_settlement_finished before update on interest_settlement for each row when (old.state = 'finished') execute function finished_settlements_never_change();
create trigger interest_settlement_no_delete before delete or truncate on interest_settlement for each statement execute function finished_settlements_never_change();

-- A year's interest is credited on 30 June and counts from 1 July; closings and adjustments are posted on their
-- value date or after it. So a year is credited to an account once, whatever the code above does.
create unique index ledger_transfer_interest_once on ledger_transfer (credit_account, value_date)
    where business_code = '09' and kind = 'post' and posted_on < value_date;

-- What the products of a year need stands in the index: a settlement reads no row of the table.
drop index ledger_transfer_credit;
create index ledger_transfer_credit on ledger_transfer (credit_account, value_date)
    include (business_code, amount_fen, kind, seq);
