-- That a copy caught up is no change of the record, and the index was of no use to any question.
drop index if exists hub_read.golden_record_changed;
do $$
begin
    if to_regclass('hub_read.golden_record') is not null then
        alter table hub_read.golden_record set (fillfactor = 85);
        update hub_read.golden_record g set changed_at = e.at
        from (select record_id, max(recorded_at) as at from hub_log.event
              where type not in ('delivered', 'removed') group by record_id) e
        where e.record_id = g.record_id and g.changed_at <> e.at;
    end if;
end $$;
