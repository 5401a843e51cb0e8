-- Deletes that a full read has found, and that are too many to be believed before a steward has looked.
create table hub_ops.held_deletes (
    sync        text primary key,
    vanished    bigint      not null,
    known       bigint      not null,   -- records that were there before
    held_at     timestamptz not null,
    approved    bigint,                 -- so many may pass, once; null: none
    approved_by text,
    reason      text
);
-- Why somebody let a run do more than it would by itself.
alter table hub_ops.run add column reason text;
