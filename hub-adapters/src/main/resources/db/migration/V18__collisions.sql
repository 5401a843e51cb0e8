-- Deliveries that are kept back since what they bring may stand in one record only, and stands in another one: which
-- one that is, and how it was seen, so that they are tried again once it moves. Work in progress: what has been refused
-- stands in the log, and a delivery that is not due any more has no row here.
create table hub_ops.collision (
    record_id  uuid        not null,
    system     text        not null,
    number     int         not null,
    entity     text        not null,
    local_id   text,                            -- null while the copy waits to be created
    in_the_way text        not null,            -- the local id of the other record
    seen       text,                            -- how the hub knew that one; null: not at all
    found      text,                            -- how the system itself showed it last; null: not looked at
    stuck      boolean     not null default false, -- all in its circle were tried together, in vain
    tries      int         not null default 1,  -- in a row, because of the same record
    aside      jsonb,                           -- what was written for a moment, so that others can go on
    at         timestamptz not null,
    primary key (record_id, system, number)
);
create index collision_of on hub_ops.collision (system, entity);
