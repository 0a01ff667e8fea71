-- Every account of the centre's chart (domain::chart) stands in the ledger before anything is posted to it.
insert into ledger_account (id, class) values
    ('bank.deposit', 'centre'), ('loans.receivable', 'centre'), ('suspense.receipts', 'centre'),
    ('payout.clearing', 'centre'), ('bank.payable', 'centre'), ('interest.expense', 'centre')
    on conflict (id) do nothing;
