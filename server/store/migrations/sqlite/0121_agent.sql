-- Agents of units (单位经办人): who may speak for one unit, and for no other.
create table unit_agent (
    id         text primary key,
    unit_id    text not null references unit (id),
    login      text not null,
    name       text not null,
    id_index   text not null,            -- the same keyed hash as person.id_index: nobody settles an own objection
    created_ms integer not null,
    constraint unit_agent_login unique (login)
) strict;
create index unit_agent_unit on unit_agent (unit_id);

-- Sessions of agents.
create table session_of_all (
    token_hash  text primary key,        -- SHA-256 of the cookie; the cookie itself is stored nowhere
    role        text not null check (role in ('visitor', 'member', 'counter', 'first_reviewer', 'second_reviewer', 'agent')),
    subject_id  text,
    created_ms  integer not null,
    seen_ms     integer not null,
    expires_ms  integer not null,
    check ((role = 'visitor') = (subject_id is null))
) strict;
insert into session_of_all select token_hash, role, subject_id, created_ms, seen_ms, expires_ms from session;
drop table session;
alter table session_of_all rename to session;
create index session_subject on session (subject_id) where subject_id is not null;
create index session_expiry on session (expires_ms);
