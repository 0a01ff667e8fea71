-- Transfers between cities (异地转移接续). `in`: asked for here by the contributor, paid by another centre. `out`: the letter
-- of another centre, paid from an account here. What they do to money stands in the ledger; a row here points at it.
create table city_transfer (
    id             text primary key,     -- the id that the request carried: sent twice, made once
    request_hash   text not null,
    number         text not null,        -- twelve characters with a check character; of an `in` also that of our letter
    direction      text not null check (direction in ('in', 'out')),
    account_no     text not null references account (account_no), -- here
    person_id      text not null references person (id),
    holder_index   text not null,        -- keyed hash of the holder's identity number
    other_centre   text not null,        -- name of the other city's centre
    other_account  text not null,        -- number of the account there
    letter         text,                 -- number of the other centre's letter
    payee          text,                 -- whose the bank account is that an `out` pays
    payee_sealed   text,
    payee_tail     text,
    payee_bank     text,                 -- twelve digits of the bank
    state          text not null check (state in ('applied', 'letter_reviewed', 'negotiating', 'letter_confirmed', 'info_reviewed', 'paid', 'done', 'cancelled', 'rejected', 'failed')),
    principal_fen  integer check (principal_fen >= 0),  -- what stood in the old account
    interest_fen   integer check (interest_fen >= 0),   -- interest to date
    reference      text,                 -- serial under which the money was paid
    closing_id     text references account_closing (id),   -- of an `out`: how the account ended
    seq            integer references ledger_transfer (seq), -- of an `in`: the row that booked the money
    rule_version   text not null,
    filed_ms       integer not null,
    due_by         text,                 -- the day by which the next step was promised; none at the end
    version        integer not null default 0,
    constraint city_transfer_number unique (number),
    check ((direction = 'out') = (letter is not null)),
    check ((direction = 'out') = (payee_sealed is not null)),
    check (direction = 'out' or closing_id is null),
    check ((direction = 'in' and state = 'done') = (seq is not null)),
    check (state not in ('info_reviewed', 'paid', 'done') or principal_fen is not null and interest_fen is not null),
    check ((state in ('done', 'cancelled', 'rejected', 'failed')) = (due_by is null))
) strict;
-- One letter at a time for an account there; one way out at a time of an account here; a letter is taken once.
create unique index city_transfer_one_in on city_transfer (account_no, other_centre, other_account)
    where direction = 'in' and due_by is not null;
create unique index city_transfer_one_out on city_transfer (account_no) where direction = 'out' and due_by is not null;
create unique index city_transfer_letter on city_transfer (other_centre, letter) where letter is not null;
create unique index city_transfer_seq on city_transfer (seq) where seq is not null;
create index city_transfer_person on city_transfer (person_id, filed_ms);
create index city_transfer_live on city_transfer (due_by, id) where due_by is not null;

-- What of an `in` takes two people: sending the letter, booking the money.
create table city_transfer_proposal (
    id             text primary key,
    transfer_id    text not null references city_transfer (id),
    step           text not null check (step in ('send', 'book')),
    receipt_id     text references suspense_receipt (id),  -- the money that came
    amount_fen     integer check (amount_fen > 0),
    holder_index   text not null,
    state          text not null check (state in ('proposed', 'done', 'refused')),
    proposed_by    text not null references staff (id),
    proposed_index text not null,
    proposed_ms    integer not null,
    decided_by     text references staff (id),
    decided_index  text,
    decided_ms     integer,
    constraint city_transfer_proposal_two_people check (decided_index is null or decided_index <> proposed_index),
    constraint city_transfer_proposal_not_own check (proposed_index <> holder_index and (decided_index is null or decided_index <> holder_index)),
    check ((step = 'book') = (receipt_id is not null)),
    check ((step = 'book') = (amount_fen is not null)),
    check ((state = 'proposed') = (decided_by is null))
) strict;
create unique index city_transfer_proposal_one_open on city_transfer_proposal (transfer_id) where state = 'proposed';
create index city_transfer_proposal_of on city_transfer_proposal (transfer_id, proposed_ms);

create table city_transfer_event (
    seq         integer primary key autoincrement,
    transfer_id text not null references city_transfer (id),
    at_ms       integer not null,
    state       text not null,           -- where the event led
    party       text not null check (party in ('member', 'centre', 'other', 'bank')),
    actor       text not null,
    note        text
) strict;
create index city_transfer_event_of on city_transfer_event (transfer_id, seq);
create trigger city_transfer_event_no_update before update on city_transfer_event begin select raise(abort, 'city_transfer_event rows never change'); end;
create trigger city_transfer_event_no_delete before delete on city_transfer_event begin select raise(abort, 'city_transfer_event rows never change'); end;
