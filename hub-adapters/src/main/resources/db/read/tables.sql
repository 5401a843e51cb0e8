-- Derived from the events, and from nothing else: drop it all, replay, and it is the same again.
create schema if not exists hub_read;

create table if not exists hub_read.golden_record (
    record_id  uuid primary key,
    entity     text        not null,
    revision   bigint      not null,
    deleted    boolean     not null,
    fields     jsonb       not null,   -- name -> value
    provenance jsonb       not null,   -- name -> {"r": revision, "s": system or "steward", "t": time of the change}
    match_keys text[]      not null,
    pins       jsonb       not null default '{}', -- name -> {"by", "reason", "until"}
    turns      jsonb       not null default '{}', -- name -> {"each": [{"system", "value", "at"}], "parked"}
    changed_at timestamptz not null    -- when its last event was recorded that told more than that a copy caught up
) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);
create index if not exists golden_record_fields on hub_read.golden_record using gin (fields jsonb_path_ops);
create index if not exists golden_record_entity on hub_read.golden_record (entity, record_id);

-- The link, the copy, and the work item: due while wanted > held and nothing refused it.
create table if not exists hub_read.crosswalk (
    record_id   uuid    not null,
    system      text    not null,
    number      int     not null,      -- 0 for the first copy of a record in a system
    entity      text    not null,
    local_id    text,                  -- null while the copy waits to be created
    state       text    not null,      -- pending, linked, gone
    local       jsonb   not null,      -- local values as read or written
    sent        jsonb   not null,      -- values we wrote where the system stored something else
    version     text,
    source_time timestamptz,
    written_at  timestamptz,           -- when our last write to it ended
    held        bigint  not null,      -- the golden revision it reflects
    wanted      bigint  not null,      -- the golden revision it should reflect
    refused     text,                  -- the system's own words
    open        text[]  not null default '{}', -- fields and groups about which a steward has to decide
    skipped     jsonb,                 -- {"by", "reason", "revision", "fields"}: differs on purpose; beside refused
    resend      text,                  -- decide, overwrite: to be looked at and written again
    -- work in progress; empty when nothing is due
    since           timestamptz,       -- when it became due, refused or skipped; null: not known
    lease_owner     text,
    lease_until     timestamptz,
    attempts        int not null default 0,
    next_attempt_at timestamptz,
    last_error      text,
    made        boolean not null default false, -- by the hub: it was not there by itself
    primary key (record_id, system, number)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
create unique index if not exists crosswalk_local on hub_read.crosswalk (system, entity, local_id) where local_id is not null;
create index if not exists crosswalk_due on hub_read.crosswalk (system, entity, next_attempt_at nulls first, record_id) where wanted > held and refused is null;
create index if not exists crosswalk_refused on hub_read.crosswalk (system) where refused is not null;

create table if not exists hub_read.match_key (
    entity    text not null,
    key       text not null,
    record_id uuid not null,
    primary key (entity, key)
);

-- Records that have a match key, too, which another one owns.
create table if not exists hub_read.match_rival (
    entity    text not null,
    key       text not null,
    record_id uuid not null,
    primary key (entity, key, record_id)
);

create table if not exists hub_read.conflict (
    record_id     uuid        not null,
    revision      bigint      not null,
    field         text        not null,
    entity        text        not null,
    winner_system text        not null,
    winner_value  jsonb       not null,
    loser_system  text        not null,
    loser_value   jsonb       not null,
    rule          text        not null,   -- in words
    at            timestamptz not null,
    state         text        not null,   -- open, decided, overturned, upheld, agreed, superseded
    primary key (record_id, revision, field)
);
create index if not exists conflict_open on hub_read.conflict (record_id, field) where state = 'open';
create index if not exists conflict_by_time on hub_read.conflict (at desc);

-- The words of each record for searching, made from its row some time after that; of the change that was made then.
create table if not exists hub_read.words (
    record_id  uuid primary key,
    entity     text        not null,
    words      tsvector    not null,   -- field:word, in the form that is searched for
    changed_at timestamptz not null,   -- that of the record's row from which they were made
    made_for   uuid                    -- which fields, and in which form; null: those of an older hub
);
create index if not exists words_words on hub_read.words using gin (words);

create table if not exists hub_read.seen_change (
    system    text   not null,
    change_id text   not null,
    record_id uuid   not null,
    revision  bigint not null,
    primary key (system, change_id)
);
