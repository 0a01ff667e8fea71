-- Up to when a person has read the messages: what happened later is new.
create table message_read (
    person_id text primary key references person (id),
    read_ms   bigint not null
);
