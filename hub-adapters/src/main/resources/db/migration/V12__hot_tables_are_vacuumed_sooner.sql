-- Every delivery updates a row of each: a fifth of a large table, as by default, is too much to leave lying about.
do $$
begin
    if to_regclass('hub_read.golden_record') is not null then
        alter table hub_read.golden_record
            set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);
    end if;
    if to_regclass('hub_read.crosswalk') is not null then
        alter table hub_read.crosswalk
            set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
    end if;
end $$;
