-- Reversal (冲正): a row that takes another one back. Rows never change, so what was reversed is found by the
-- row that reverses it.
alter table ledger_transfer add column reverses_seq integer references ledger_transfer (seq);
-- Of a regular remittance for a month that was paid before by one that was reversed: the row it stands for; 0
-- of every other row.
alter table ledger_transfer add column replaces_seq integer not null default 0;

-- A row is reversed at most once, whatever the code above does.
create unique index ledger_transfer_reversed_once on ledger_transfer (reverses_seq) where reverses_seq is not null;
create index ledger_transfer_reversal on ledger_transfer (debit_account) where reverses_seq is not null;

-- A month is paid by one regular remittance, and once more for each that was reversed.
drop index ledger_transfer_month_once;
create unique index ledger_transfer_month_once on ledger_transfer (credit_account, contribution_month, replaces_seq)
    where business_code = '01' and kind = 'post';
