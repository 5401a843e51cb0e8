-- When all records that were there had been brought to a version; null: that is still going on.
alter table hub_ops.definition_version
    add column applied_at timestamptz;
update hub_ops.definition_version set applied_at = loaded_at;
