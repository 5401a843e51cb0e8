-- Tables derived from the events are laid out afresh where they are missing; those that are there get what is new.
alter table if exists hub_read.golden_record
    add column if not exists turns jsonb not null default '{}';
