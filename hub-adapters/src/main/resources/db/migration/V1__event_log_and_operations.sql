-- The truth: one row per event, never changed, never removed.
create schema hub_log;
create table hub_log.event (
    position    bigint generated always as identity primary key,
    record_id   uuid        not null,
    seq         bigint      not null,   -- 0, 1, 2 ... within its record; revision = seq + 1
    event_id    uuid        not null,
    type        text        not null,   -- logical name, never a class
    revision    text        not null,   -- of the payload's shape
    recorded_at timestamptz not null,   -- assigned under the append lock
    payload     bytea       not null,
    meta        bytea       not null,
    hash        bytea       not null,   -- SHA-256 over the record's previous hash and this row
    unique (record_id, seq)
);

-- What runs the hub but is not derived from events (the schema hub_ops is made by the migration tool itself).
create table hub_ops.sync_state (
    sync            text primary key,
    pointer         text,
    loaded          boolean not null default false, -- the first full read is done; deliveries may begin
    caught_up       boolean not null default false, -- the last read found nothing more
    last_read_at    timestamptz,
    last_success_at timestamptz,
    last_scan_at    timestamptz,
    last_error      text
);
create table hub_ops.run (
    run_id      uuid primary key,
    sync        text        not null,
    trigger     text        not null,   -- poll, manual, webhook
    actor       text        not null,
    state       text        not null,   -- running, done, failed
    started_at  timestamptz not null,
    ended_at    timestamptz,
    read        bigint      not null default 0,
    changed     bigint      not null default 0,
    quarantined bigint      not null default 0,
    error       text
);
create index run_by_time on hub_ops.run (started_at desc);
create table hub_ops.quarantine (
    number      bigint generated always as identity primary key,
    at          timestamptz not null,
    system      text        not null,
    entity      text        not null,
    local_id    text,
    kind        text        not null,   -- invalid, unreadable, waiting
    reasons     jsonb       not null,
    raw         jsonb       not null,   -- the whole change, or the piece of the source
    waits_for   text,                   -- system/entity/local id
    "full"      boolean     not null,   -- shows the whole record, so a later one replaces it
    state       text        not null default 'open', -- open, released, replaced
    constraint kind_is_known check (kind in ('invalid', 'unreadable', 'waiting'))
);
create index quarantine_open on hub_ops.quarantine (number) where state = 'open';
create index quarantine_waiting on hub_ops.quarantine (waits_for) where state = 'open' and kind = 'waiting';
create unique index quarantine_one_open_per_record on hub_ops.quarantine (system, entity, local_id) where state = 'open' and "full";
create index quarantine_by_record on hub_ops.quarantine (system, entity, local_id) where state = 'open';
