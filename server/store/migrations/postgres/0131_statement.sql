-- Statements of accrual years (年度对账单): what was said to a contributor once a year was settled. The rows that it
-- was made of stand in the ledger; here stand its hash and up to which row it knew them. Written once, never changed.

create table year_statement (
    account_no  text not null references account (account_no),
    year        bigint not null,         -- calendar year of the settlement day: 2026 is 1 July 2025 to 30 June 2026
    hash        text not null,          -- SHA-256 of domain::year_statement
    opening_fen bigint not null,
    closing_fen bigint not null,
    lines       bigint not null,
    through_seq bigint not null,         -- the latest row of the account then; what is later is a correction
    issued_ms   bigint not null,
    primary key (account_no, year)
);

-- One row per year whose statements are being issued or were; taken up where it was stopped.
create table year_statement_run (
    year         bigint primary key,
    last_account text not null default '', -- accounts up to here are done
    issued       bigint not null default 0,
    started_ms   bigint not null,
    finished_ms  bigint
);
create trigger year_statement_no_change before update or delete or truncate on year_statement for each statement execute function rows_never_change();
create trigger year_statement_run_finished before update on year_statement_run for each row when (old.finished_ms is not null) execute function rows_never_change();
