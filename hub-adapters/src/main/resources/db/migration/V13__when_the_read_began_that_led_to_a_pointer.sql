-- When the read began that led to the pointer: the next one steps back by as long as it took up to last_success_at.
alter table hub_ops.sync_state add column read_began_at timestamptz;
update hub_ops.sync_state s
set read_began_at = s.last_success_at - (least(last.ended_at, s.last_success_at) - last.started_at)
from (select distinct on (r.sync) r.sync, r.started_at, r.ended_at
      from hub_ops.run r join hub_ops.sync_state t using (sync)
      where r.started_at <= t.last_success_at
      order by r.sync, r.started_at desc) last
where last.sync = s.sync;
