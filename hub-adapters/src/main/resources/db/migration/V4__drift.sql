-- Where the form of a system's records is not what the maps know.
create table hub_ops.drift (
    sync       text        not null,
    field      text        not null,
    kind       text        not null,   -- unknown, vanished, retyped
    state      text        not null default 'open', -- open, accepted
    count      bigint      not null,
    first_seen timestamptz not null,
    last_seen  timestamptz not null,
    accepted_by text,
    reason     text,
    primary key (sync, field, kind),
    constraint kind_is_known check (kind in ('unknown', 'vanished', 'retyped'))
);
