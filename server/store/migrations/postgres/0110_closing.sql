-- How accounts end (销户): paid out, merged into another account of the same person, moved to another city. Proposed
-- by one person, done by another. A closing whose money the bank returns is undone: the account is sealed again.
create table account_closing (
    id             text primary key,     -- the id that the request carried: sent twice, made once
    account_no     text not null references account (account_no),
    holder_index   text not null,        -- keyed hash of the holder's identity number
    kind           text not null check (kind in ('withdrawn', 'merged', 'transferred')),
    reason         text check (reason in ('retired', 'disabled', 'left_country', 'death', 'left_job')),
    target_no      text references account (account_no), -- that the money goes to in a merge
    transfer_id    text,                 -- the transfer to another city
    payee          text,                 -- whose the card is or the bank account that is paid
    card_sealed    text,
    card_tail      text,
    bank           text,
    basis          text not null,        -- what it rests on: a certificate, a decision, an order
    state          text not null check (state in ('proposed', 'done', 'refused')),
    proposed_by    text not null references staff (id),
    proposed_index text not null,
    proposed_ms    bigint not null,
    decided_by     text references staff (id),
    decided_index  text,
    decided_ms     bigint,
    principal_fen  bigint check (principal_fen >= 0), -- what stood in the account
    interest_fen   bigint,              -- interest to date, credited first
    closed_on      text,
    seq            bigint references ledger_transfer (seq), -- the row that took everything out; none when it was empty
    case_id        text references withdrawal_case (id),     -- whose order pays it; none for a merge and when empty
    reopened_ms    bigint,              -- the bank returned the money
    constraint account_closing_two_people check (decided_index is null or decided_index <> proposed_index),
    constraint account_closing_not_own check (proposed_index <> holder_index and (decided_index is null or decided_index <> holder_index)),
    check ((kind = 'withdrawn') = (reason is not null)),
    check ((kind = 'merged') = (target_no is not null)),
    check ((kind = 'transferred') = (transfer_id is not null)),
    check ((kind = 'merged') = (card_sealed is null)),
    check (target_no is null or target_no <> account_no),
    check ((state = 'proposed') = (decided_by is null)),
    check ((state = 'done') = (closed_on is not null)),
    check ((state = 'done') = (principal_fen is not null)),
    check ((state = 'done') = (interest_fen is not null)),
    check (seq is null or state = 'done'),
    check (reopened_ms is null or seq is not null and case_id is not null)
);
-- An account has one closing at a time that waits, and one that stands.
create unique index account_closing_one_open on account_closing (account_no) where state = 'proposed';
create unique index account_closing_one_stands on account_closing (account_no) where state = 'done' and reopened_ms is null;
create unique index account_closing_case on account_closing (case_id) where case_id is not null;
create index account_closing_queue on account_closing (state, proposed_ms);
create index account_closing_account on account_closing (account_no, proposed_ms);
