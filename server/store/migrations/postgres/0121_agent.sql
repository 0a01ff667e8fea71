-- Agents of units (单位经办人): who may speak for one unit, and for no other.
create table unit_agent (
    id         text primary key,
    unit_id    text not null references unit (id),
    login      text not null,
    name       text not null,
    id_index   text not null,            -- the same keyed hash as person.id_index: nobody settles an own objection
    created_ms bigint not null,
    constraint unit_agent_login unique (login)
);
create index unit_agent_unit on unit_agent (unit_id);

-- Sessions of agents.
alter table session drop constraint session_role_check;
alter table session add constraint session_role_check
    check (role in ('visitor', 'member', 'counter', 'first_reviewer', 'second_reviewer', 'agent'));
