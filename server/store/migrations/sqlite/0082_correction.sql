-- Corrections of mis-payments (错缴更正): proposed by one person, carried out or refused by another.
create table correction (
    id             text primary key,     -- the id that the request carried: sent twice, made once
    seq            integer not null references ledger_transfer (seq), -- the entry to take back
    account_no     text not null references account (account_no),
    holder_index   text not null,        -- keyed hash of the holder's identity number
    reason         text not null check (reason in ('wrong_amount', 'wrong_person', 'wrong_month', 'paid_twice', 'ordered')),
    note           text,
    state          text not null check (state in ('proposed', 'done', 'refused')),
    proposed_by    text not null references staff (id),
    proposed_index text not null,        -- keyed hash of the identity number of who proposed
    proposed_ms    integer not null,
    decided_by     text references staff (id),
    decided_index  text,
    decided_ms     integer,
    reversal_seq   integer references ledger_transfer (seq),
    constraint correction_two_people check (decided_index is null or decided_index <> proposed_index),
    constraint correction_not_own check (proposed_index <> holder_index and (decided_index is null or decided_index <> holder_index)),
    check ((state = 'proposed') = (decided_by is null)),
    check ((state = 'done') = (reversal_seq is not null))
) strict;
-- An entry is taken back by one correction at a time, and once at all.
create unique index correction_one_open on correction (seq) where state in ('proposed', 'done');
create index correction_queue on correction (state, proposed_ms);

-- Money that came and belongs to no account yet (暂收款): what it is, and how much of it nobody has claimed.
create table suspense_receipt (
    id          text primary key,
    source      text not null check (source in ('bank', 'correction')),
    reference   text not null,           -- the bank's serial, or the correction's id
    payer       text not null,
    amount_fen  integer not null check (amount_fen > 0),
    open_fen    integer not null,           -- neither used nor promised to a proposal
    received_on text not null,
    note        text,
    seq         integer not null references ledger_transfer (seq), -- the row that put it into suspense.receipts
    recorded_by text not null,
    recorded_ms integer not null,
    constraint suspense_receipt_once unique (source, reference),
    constraint suspense_receipt_open check (open_fen between 0 and amount_fen)
) strict;
create index suspense_receipt_aged on suspense_receipt (received_on, id) where open_fen > 0;

-- What becomes of it: into an account, back to the payer, or used up by a file that was taken in since.
create table suspense_use (
    id                text primary key,
    receipt_id        text not null references suspense_receipt (id),
    kind              text not null check (kind in ('account', 'refund', 'file')),
    account_no        text references account (account_no),
    holder_index      text,
    business_code     text check (business_code in ('01', '02')),
    contribution_month text,
    unit_part_fen     integer,
    personal_part_fen integer,
    amount_fen        integer not null check (amount_fen > 0),
    reference         text,              -- of a refund the bank's serial, of a file its batch
    state             text not null check (state in ('proposed', 'done', 'refused')),
    proposed_by       text not null references staff (id),
    proposed_index    text not null,
    proposed_ms       integer not null,
    decided_by        text references staff (id),
    decided_index     text,
    decided_ms        integer,
    seq               integer references ledger_transfer (seq),
    constraint suspense_use_two_people check (decided_index is null or decided_index <> proposed_index),
    constraint suspense_use_not_own check (holder_index is null or (proposed_index <> holder_index and (decided_index is null or decided_index <> holder_index))),
    check ((kind = 'account') = (account_no is not null)),
    check ((kind = 'account') = (contribution_month is not null)),
    check ((kind = 'account') = (reference is null)),
    check ((state = 'proposed') = (decided_by is null)),
    check ((state = 'done') = (seq is not null))
) strict;
-- A refund of the bank is booked once.
create unique index suspense_use_refund_once on suspense_use (reference) where kind = 'refund' and state <> 'refused';
create index suspense_use_receipt on suspense_use (receipt_id);
create index suspense_use_queue on suspense_use (state, proposed_ms);

-- What the lines of a file have put into accounts, over all its runs.
alter table remittance_batch add column posted_fen integer not null default 0;
