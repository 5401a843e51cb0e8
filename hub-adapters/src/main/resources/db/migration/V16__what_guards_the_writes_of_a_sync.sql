-- What guards the writes of each sync, as the node saw it that last wrote something: known after a restart, and to others.
create table hub_ops.guard (
    sync     text primary key,
    kind     text        not null,   -- own_statement, if_match, best_effort
    noted_at timestamptz not null
);
