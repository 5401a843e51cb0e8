package io.aurumhub.adapter.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Puts tables of one schema in the place of those of another. Readers see the old tables until the commit, and wait for
 * it only while the names change hands.
 */
final class TableSwap {

    /** Whoever reads the tables waits no longer than this for an attempt to get them. */
    private static final String PATIENCE = "250ms";

    private static final int ATTEMPTS = 20;

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final JdbcTemplate database;
    private final String from;
    private final String to;

    TableSwap(JdbcTemplate database, String from, String to) {
        this.database = database;
        this.from = from;
        this.to = to;
    }

    /**
     * Gets hold of all tables, so that they can change places.
     *
     * @return whether they may; not so if somebody has tied something of his own to one of them, or does not let go of
     *     it: then their rows have to be replaced
     */
    boolean prepare(Collection<String> tables) {
        return tables.stream().noneMatch(this::isTied) && lock(tables);
    }

    /** Takes the place of the old table, which is dropped; who might use that may use this. */
    void swap(String table) {
        var grants = grants(table);
        database.execute("drop table " + to + "." + table);
        database.execute("alter table " + from + "." + table + " set schema " + to);
        grants.forEach(database::execute);
    }

    /**
     * There is more to the old table than the layout says: a view, trigger, policy, publication, foreign key, index of
     * somebody's own, another owner, other settings, columns in another order (which a prepared statement would stumble
     * over).
     */
    private boolean isTied(String table) {
        return Boolean.TRUE.equals(database.queryForObject("""
            with described as not materialized (
                    select c.*, (select array_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
                        order by a.attnum) from pg_attribute a
                        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
                    from pg_class c),
                 live as (select * from described where oid = ?::regclass),
                 fresh as (select * from described where oid = ?::regclass),
                 depending as (
                    select d.* from pg_depend d, live
                    where (d.refclassid = 'pg_class'::regclass and d.refobjid = live.oid
                        or d.refclassid = 'pg_type'::regclass and d.refobjid = live.reltype)
                      and d.deptype <> 'i' and d.classid <> 'pg_attrdef'::regclass)
            select live.columns <> fresh.columns
                or live.relowner <> fresh.relowner
                or live.reloptions is distinct from fresh.reloptions
                or live.relpersistence <> fresh.relpersistence
                or live.reltablespace <> fresh.reltablespace
                or live.relreplident <> fresh.relreplident
                or live.relrowsecurity
                or exists (select from pg_attribute a where a.attrelid = live.oid and a.attacl is not null)
                or exists (select from depending d
                    where not (d.classid = 'pg_constraint'::regclass and exists (
                        select from pg_constraint c join pg_constraint same on same.conname = c.conname
                        where c.oid = d.objid and c.conrelid = live.oid and same.conrelid = fresh.oid))
                      and not (d.classid = 'pg_class'::regclass and exists (
                        select from pg_index i join pg_class n on n.oid = i.indexrelid
                          join pg_class same on same.relname = n.relname and same.relnamespace = fresh.relnamespace
                        where i.indexrelid = d.objid and i.indrelid = live.oid)))
            from live, fresh\
            """, Boolean.class, to + "." + table, from + "." + table));
    }

    private boolean lock(Collection<String> tables) {
        var names = tables.stream().map(table -> to + "." + table).toList();
        database.execute("set local lock_timeout = '" + PATIENCE + "'");
        var locked = database.execute((ConnectionCallback<Boolean>) connection -> {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                if (lock(connection, String.join(", ", names))) {
                    return true;
                }
            }
            return false;
        });
        database.execute("set local lock_timeout to default");
        return Boolean.TRUE.equals(locked);
    }

    private static boolean lock(Connection connection, String tables) throws SQLException {
        var before = connection.setSavepoint();
        try (var statement = connection.createStatement()) {
            statement.execute("lock table " + tables + " in access exclusive mode");
            return true;
        } catch (SQLException e) {
            if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                throw e;
            }
            connection.rollback(before);
            return false;
        } finally {
            connection.releaseSavepoint(before);
        }
    }

    private List<String> grants(String table) {
        return database.queryForList("""
            select format('grant %s on %I.%I to %s%s', a.privilege_type, ?::text, c.relname,
                case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end,
                case when a.is_grantable then ' with grant option' else '' end)
            from pg_class c, aclexplode(c.relacl) a
            where c.oid = ?::regclass and a.grantee <> c.relowner\
            """, String.class, to, to + "." + table);
    }
}
