-- Signed certificates, their revocation, and who looked at them.

create table certificate (
    id           text primary key,       -- 80 random bits in hex; people see them in base 32 with a check character
    request_id   text not null,          -- the form that asked for it: sent twice, it makes one certificate
    person_id    text not null references person (id),
    account_no   text not null references account (account_no),
    kind         text not null check (kind in ('contribution')),
    payload_hash text not null,          -- SHA-256 of the signed bytes: a good signature that is not here was never issued
    digits       text not null,          -- what the QR code holds after '#'
    symbol       text not null,          -- the drawn QR code, so that it is drawn once
    issued_ms    integer not null,
    expires_ms   integer not null,
    status_list  integer not null,
    status_index integer not null,
    status       integer not null default 0 check (status between 0 and 3),
    status_ms    integer,
    constraint certificate_request unique (person_id, request_id),
    constraint certificate_status_place unique (status_list, status_index)
) strict;
create index certificate_person on certificate (person_id, issued_ms);

-- One row per look by staff or by number; rows never change.
create table certificate_look (
    id             text primary key,
    certificate_id text not null references certificate (id),
    at_ms          integer not null,
    channel        text not null check (channel in ('scan', 'photo', 'number')),
    staff_id       text references staff (id),
    verdict        text not null
) strict;
create index certificate_look_certificate on certificate_look (certificate_id, at_ms);
create trigger certificate_look_no_update before update on certificate_look begin select raise(abort, 'certificate_look rows never change'); end;
create trigger certificate_look_no_delete before delete on certificate_look begin select raise(abort, 'certificate_look rows never change'); end;
create trigger certificate_no_delete before delete on certificate begin select raise(abort, 'certificates are revoked, not deleted'); end;
create trigger certificate_signed_once before update of id, request_id, person_id, account_no, kind, payload_hash, digits, issued_ms, expires_ms, status_list, status_index on certificate begin select raise(abort, 'what is signed never changes'); end;
