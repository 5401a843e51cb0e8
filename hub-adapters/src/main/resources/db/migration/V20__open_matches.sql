-- Changes of local records of which a steward has to say to which golden record they belong: rows of the quarantine of
-- the kind 'match'. These are their match keys, as long as they are open.
create table hub_ops.match_wait (
    entity   text   not null,
    key      text   not null,
    system   text   not null,
    local_id text   not null,
    number   bigint not null,  -- of the row in quarantine
    primary key (entity, key, number)
);
create index match_wait_number on hub_ops.match_wait (number);
create index match_wait_system on hub_ops.match_wait (system, entity);
create index quarantine_match on hub_ops.quarantine (number) where kind = 'match';
create index quarantine_decided_match on hub_ops.quarantine (system, entity, local_id)
    where kind = 'match' and decided_by is not null;
alter table hub_ops.quarantine drop constraint kind_is_known;
alter table hub_ops.quarantine add constraint kind_is_known
    check (kind in ('invalid', 'waiting', 'unreadable', 'match'));
comment on column hub_ops.quarantine.kind is 'invalid, waiting, unreadable, match';
-- Tables derived from the events are laid out afresh where they are missing; those that are there get what is new.
alter table if exists hub_read.crosswalk
    add column if not exists made boolean not null default false;
