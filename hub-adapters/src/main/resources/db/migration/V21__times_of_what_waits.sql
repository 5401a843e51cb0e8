-- When the system says that what is set aside was made: an older change that comes late does not take its place.
alter table hub_ops.quarantine add column changed_at timestamptz;
