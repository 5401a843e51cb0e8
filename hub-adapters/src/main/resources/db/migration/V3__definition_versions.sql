-- Every version of the definitions that the hub was started with, in order; without addresses and secrets.
create table hub_ops.definition_version (
    number    bigint generated always as identity primary key,
    version   text        not null,   -- SHA-256 of the text
    loaded_at timestamptz not null,
    outline   jsonb       not null,   -- path to rule
    changes   jsonb       not null    -- path to what it was and is, compared with the row before
);
