-- Statements of accrual years (年度对账单): what was said to a contributor once a year was settled. The rows that it
-- was made of stand in the ledger; here stand its hash and up to which row it knew them. Written once, never changed.

create table year_statement (
    account_no  text not null references account (account_no),
    year        integer not null,         -- calendar year of the settlement day: 2026 is 1 July 2025 to 30 June 2026
    hash        text not null,          -- SHA-256 of domain::year_statement
    opening_fen integer not null,
    closing_fen integer not null,
    lines       integer not null,
    through_seq integer not null,         -- the latest row of the account then; what is later is a correction
    issued_ms   integer not null,
    primary key (account_no, year)
) strict;

-- One row per year whose statements are being issued or were; taken up where it was stopped.
create table year_statement_run (
    year         integer primary key,
    last_account text not null default '', -- accounts up to here are done
    issued       integer not null default 0,
    started_ms   integer not null,
    finished_ms  integer
) strict;
create trigger year_statement_no_update before update on year_statement begin select raise(abort, 'an issued statement never changes'); end;
create trigger year_statement_no_delete before delete on year_statement begin select raise(abort, 'an issued statement is never removed'); end;
create trigger year_statement_run_finished before update on year_statement_run when old.finished_ms is not null begin select raise(abort, 'a finished run never changes'); end;
