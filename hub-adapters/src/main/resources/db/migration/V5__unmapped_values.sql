-- Values that the value maps do not list, and what stewards said of them.
create table hub_ops.unmapped_value (
    number     bigint generated always as identity primary key,
    sync       text        not null,
    field      text        not null,   -- golden
    direction  text        not null,   -- in: a local value; out: a golden one
    value      text        not null,   -- in any form it means the same
    shown      jsonb       not null,   -- as it came first
    state      text        not null default 'open', -- open, answered
    count      bigint      not null,
    first_seen timestamptz not null,
    last_seen  timestamptz not null,
    unique (sync, field, direction, value),
    constraint direction_is_known check (direction in ('in', 'out')),
    constraint state_is_known check (state in ('open', 'answered'))
);
create table hub_ops.value_answer (
    number      bigint generated always as identity primary key, -- the order they were given in
    sync        text        not null,
    field       text        not null,
    value       text        not null,   -- the local value, in any form
    local       jsonb       not null,   -- as it is written
    golden      jsonb       not null,   -- null: nothing
    state       text        not null default 'active', -- active, superseded: the file speaks of the value
    done        boolean     not null default false,    -- what had waited for it was taken up
    answered_by text        not null,
    reason      text        not null,
    answered_at timestamptz not null,
    constraint state_is_known check (state in ('active', 'superseded'))
);
create unique index value_answer_one_per_value on hub_ops.value_answer (sync, field, value) where state = 'active';
