-- A change that came under a new key waits here until it is known whether its system still holds the record under an old one.
alter table hub_ops.quarantine
    add column old_keys text[],  -- local ids of the same system and entity; null: the change asks no such question
    add column sure     boolean; -- only one old key, and equal by all match keys: if that is gone, it is the same record
create index quarantine_old_keys on hub_ops.quarantine using gin (old_keys) where state = 'open' and old_keys is not null;
create index quarantine_key_questions on hub_ops.quarantine (system, entity, number)
    where state = 'open' and kind = 'waiting' and old_keys is not null;
create index quarantine_missed on hub_ops.quarantine (system, entity, number)
    where state = 'open' and kind = 'waiting' and raw ->> 'kind' = 'DELETE';
