-- What is done to an account by two people: sealed, unsealed, frozen, unfrozen, moved to another unit.

-- Frozen money (冻结): it stays, whatever else is taken out. Of an account that is frozen whole it is larger
-- than any balance. Credits never ask for it.
alter table ledger_account add column frozen_fen bigint not null default 0 check (frozen_fen >= 0);

create table account_act (
    id             text primary key,     -- the id that the request carried: sent twice, made once
    account_no     text not null references account (account_no),
    holder_index   text not null,
    kind           text not null check (kind in ('seal', 'unseal', 'freeze', 'unfreeze', 'move')),
    amount_fen     bigint check (amount_fen > 0), -- of a freeze of a part; null freezes the account whole
    unit_no        text,                 -- where a move leads
    basis          text not null,        -- the order or notice that it rests on
    state          text not null check (state in ('proposed', 'done', 'refused')),
    proposed_by    text not null references staff (id),
    proposed_index text not null,
    proposed_ms    bigint not null,
    decided_by     text references staff (id),
    decided_index  text,
    decided_ms     bigint,
    account_version bigint,                -- of the account after it: the order in which things were done
    constraint account_act_two_people check (decided_index is null or decided_index <> proposed_index),
    constraint account_act_not_own check (proposed_index <> holder_index and (decided_index is null or decided_index <> holder_index)),
    check ((kind = 'move') = (unit_no is not null)),
    check (kind = 'freeze' or amount_fen is null),
    check ((state = 'proposed') = (decided_by is null)),
    check ((state = 'done') = (account_version is not null))
);
create unique index account_act_one_open on account_act (account_no) where state = 'proposed';
create index account_act_account on account_act (account_no, account_version);
create index account_act_queue on account_act (state, proposed_ms);
