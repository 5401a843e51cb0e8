-- What callers sent under an Idempotency-Key: the same again gets the same answer, anything else is refused.
create table hub_ops.idempotency_key (
    key         text primary key,
    fingerprint bytea       not null,   -- SHA-256 of what was sent
    status      int,                    -- with the answer; null: not answered yet, or found by the id of the change
    answer      text,
    at          timestamptz not null    -- when it came first
);
create index idempotency_key_by_time on hub_ops.idempotency_key (at);
