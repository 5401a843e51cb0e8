-- Who put a change aside for good, and why.
alter table hub_ops.quarantine
    add column decided_by text,
    add column decision text,
    add column decided_at timestamptz;
comment on column hub_ops.quarantine.state is 'open, released, replaced, dismissed';
