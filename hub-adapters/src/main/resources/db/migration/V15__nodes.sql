-- The hubs that work on this database. One that is silent loses its term, and all that it began in it is void.
create table hub_ops.node (
    node          text primary key,
    process       uuid        not null,   -- of one start
    term          bigint      not null,   -- raised by each start, and by the others when it is silent
    beat          bigint      not null,   -- raised every second
    sessions      text,                   -- the application name of its connections; null: not its own
    seen_at       timestamptz not null,
    started_at    timestamptz not null,
    silent_since  timestamptz,            -- the others have ended its term; null: it lives
    taken_over_at timestamptz             -- what it had begun is free
) with (fillfactor = 50);

-- Who reads a sync: one node at a time, named with its term.
create table hub_ops.sync_reader (
    sync   text primary key,
    reader text        not null,
    since  timestamptz not null
);

alter table hub_ops.run add column node text;
