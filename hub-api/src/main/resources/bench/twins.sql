-- Tables of the very same form as those that the hub and B keep, with the same rows, for the baselines to write to.
drop schema if exists aurum_bench_twin cascade;
create schema aurum_bench_twin;
create table aurum_bench_twin.event (like hub_log.event including all);
create table aurum_bench_twin.golden_record (like hub_read.golden_record including all);
create table aurum_bench_twin.crosswalk (like hub_read.crosswalk including all);
create table aurum_bench_twin.match_key (like hub_read.match_key including all);
create table aurum_bench_twin.b_customer (like aurum_bench.b_customer including all);
-- "including all" leaves the fill factor and its like behind
do $$
declare
    twin record;
begin
    for twin in
        select t.relname, array_to_string(o.reloptions, ', ') as options
        from pg_class t join pg_class o on o.relname = t.relname and o.relkind = 'r'
        where t.relnamespace = 'aurum_bench_twin'::regnamespace and t.relkind = 'r' and o.reloptions is not null
          and o.relnamespace in ('hub_log'::regnamespace, 'hub_read'::regnamespace, 'aurum_bench'::regnamespace)
    loop
        execute format('alter table aurum_bench_twin.%I set (%s)', twin.relname, twin.options);
    end loop;
end $$;
insert into aurum_bench_twin.event overriding system value select * from hub_log.event order by position;
insert into aurum_bench_twin.golden_record select * from hub_read.golden_record order by record_id;
insert into aurum_bench_twin.crosswalk select * from hub_read.crosswalk order by record_id;
insert into aurum_bench_twin.match_key select * from hub_read.match_key order by record_id;
insert into aurum_bench_twin.b_customer select * from aurum_bench.b_customer order by id;
