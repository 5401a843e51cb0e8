-- Which copies the hub had made, as the events tell it: the first that is told of such a copy is its delivery, and it has
-- not been gone since. Unlinked, it begins anew. So that this needs no rebuild of the tables.
do $$
begin
    if to_regclass('hub_read.crosswalk') is not null then
        update hub_read.crosswalk c set made = true
        from (select record_id, copy
              from (select record_id, copy, seq, type,
                           max(seq) filter (where type = 'record-unlinked')
                               over (partition by record_id, copy) as unlinked
                    from (select record_id, seq, type,
                                 case when type in ('delivered', 'removed', 'record-unlinked')
                                      then convert_from(payload, 'UTF8')::json ->> 'copy'
                                      else convert_from(payload, 'UTF8')::json #>> '{observation,copy}' end as copy
                          from hub_log.event
                          where type in ('delivered', 'removed', 'record-unlinked', 'record-created', 'record-changed',
                                         'record-restored', 'record-deleted', 'copy-gone')) told) told
              where unlinked is null or seq > unlinked
              group by record_id, copy
              having (array_agg(type order by seq))[1] = 'delivered'
                 and not bool_or(type in ('removed', 'record-deleted', 'copy-gone'))) made
        where c.record_id = made.record_id and not c.made and c.state = 'linked'
          and made.copy = c.system || case when c.number = 0 then '' else '#' || c.number end;
    end if;
end $$;
-- Of which fields the words of a record are: others are made where these are not the fields of today any more.
alter table if exists hub_read.words add column if not exists made_for uuid;
