-- As a hub that has just been laid out.
truncate hub_log.event;
truncate hub_read.golden_record, hub_read.crosswalk, hub_read.match_key, hub_read.conflict, hub_read.seen_change;
truncate hub_ops.sync_state, hub_ops.run, hub_ops.quarantine, hub_ops.drift, hub_ops.unmapped_value;
truncate aurum_bench.a_customer, aurum_bench.b_customer restart identity;
alter table aurum_bench.b_customer disable trigger tell;
drop schema if exists aurum_bench_twin cascade;
