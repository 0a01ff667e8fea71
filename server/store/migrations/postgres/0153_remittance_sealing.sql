-- What lines of files have sealed and unsealed: with the acts of two people (account_act) it tells which months of an
-- account were sealed. An account that is frozen is sealed by its line once it is unfrozen.
create table remittance_sealing (
    batch_id   text not null,
    line_no    bigint not null,
    account_no text not null references account (account_no),
    sealed     bigint not null check (sealed in (0, 1)),
    day        text not null,              -- of posting
    noted_ms   bigint not null,
    primary key (batch_id, line_no)
);
create index remittance_sealing_of on remittance_sealing (account_no, noted_ms);
create trigger remittance_sealing_no_change before update or delete or truncate on remittance_sealing for each statement execute function rows_never_change();
