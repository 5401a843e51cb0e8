-- Which run an event belongs to stands in its circumstances; here it can be looked for. Derived, so not in the hash.
alter table hub_log.event
    add column run_id uuid;
update hub_log.event set run_id = (convert_from(meta, 'UTF8')::jsonb ->> 'run')::uuid
    where convert_from(meta, 'UTF8')::jsonb ->> 'run' is not null;
create index event_by_run on hub_log.event (run_id, record_id) where run_id is not null;
create index event_by_time on hub_log.event using brin (recorded_at);

-- What a steward ordered about many deliveries at once.
create table hub_ops.delivery_order (
    order_id     uuid primary key,
    action       text        not null,   -- retry, skip, resend
    found        text,                   -- of a resend: decide, overwrite
    one_record   boolean     not null,   -- a record was named, so that what was skipped is meant, too
    node         text        not null,   -- goes on with it after a restart
    actor        text        not null,
    reason       text,
    state        text        not null default 'running', -- running, done, failed
    selected     bigint      not null,
    taken        bigint      not null default 0,
    skipped      bigint      not null default 0,         -- left alone, since a steward has said so before
    not_affected bigint      not null default 0,         -- there was nothing to do any more
    started_at   timestamptz not null,
    ended_at     timestamptz,
    error        text,
    constraint action_is_known check (action in ('retry', 'skip', 'resend')),
    constraint state_is_known check (state in ('running', 'done', 'failed'))
);
create index delivery_order_by_time on hub_ops.delivery_order (started_at desc);
-- What is still to be done of it.
create table hub_ops.delivery_order_item (
    order_id  uuid not null references hub_ops.delivery_order,
    record_id uuid not null,
    system    text not null,
    number    int  not null,
    primary key (order_id, record_id, system, number)
);

-- Tables derived from the events are laid out afresh where they are missing; those that are there get what is new.
alter table if exists hub_read.crosswalk
    add column if not exists skipped jsonb,
    add column if not exists resend text,
    add column if not exists since timestamptz;
