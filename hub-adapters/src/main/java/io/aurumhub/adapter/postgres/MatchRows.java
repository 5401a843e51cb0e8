package io.aurumhub.adapter.postgres;

import io.aurumhub.core.intake.Change;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SystemId;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Local records of which a steward is asked which golden record they are: rows of the quarantine, each with its match
 * keys as long as it is open. There is one open row of a local record at most, with what its system said last.
 */
record MatchRows(JdbcTemplate database) {

    /** The kind of such a row. */
    static final String KIND = "match";

    /** Rows taken up again at once. */
    static final int LARGEST_PAGE = 500;

    /** Asks of a local record, or goes on asking; answers the number of its row, and keys that it has no more. */
    Quarantine.Aside ask(Admission admission, List<String> reasons, Instant now) {
        var change = admission.change();
        var known = numberOf(admission.key());
        var aside = known.isPresent() && !change.full()
                ? renewed(known.get(), change, reasons)
                : set(change, known, reasons, now);
        if (aside.outdated()) {
            return aside;
        }
        for (var key : admission.matchKeys()) {
            database.update(
                    "insert into hub_ops.match_wait (entity, key, system, local_id, number) values (?, ?, ?, ?, ?)",
                    change.entity().value(),
                    key,
                    change.system().value(),
                    change.localId(),
                    aside.number());
        }
        return new Quarantine.Aside(
                aside.number(),
                aside.freed().stream()
                        .filter(key -> !admission.matchKeys().contains(key.key()))
                        .collect(Collectors.toSet()),
                false);
    }

    /** A full change takes the place of all that was open of its local record. */
    private Quarantine.Aside set(Change change, Optional<Long> known, List<String> reasons, Instant now) {
        var aside = new Quarantine(database).setAside(change, KIND, reasons, null, now);
        if (!aside.outdated() && known.isPresent() && known.get() != aside.number()) {
            database.update("delete from hub_ops.match_wait where number = ?", known.get());
            database.update("update hub_ops.quarantine set state = 'replaced' where number = ?", known.get());
        }
        return aside;
    }

    private Quarantine.Aside renewed(long number, Change change, List<String> reasons) {
        database.update(
                "update hub_ops.quarantine set raw = ?::jsonb, reasons = ?::jsonb, changed_at = ? where number = ?",
                HubJson.write(Quarantine.Raw.of(change)),
                HubJson.write(reasons),
                Times.timestamp(Times.micros(change.changedAt())),
                number);
        var freed = database.query(
                "delete from hub_ops.match_wait where number = ? returning key",
                (row, index) -> new HolderKey(change.entity(), row.getString(1)),
                number);
        return new Quarantine.Aside(number, Set.copyOf(freed), false);
    }

    private Optional<Long> numberOf(LocalKey local) {
        return open(local).map(Quarantine.Held::number);
    }

    /** The open row of a local record; nobody else changes it until the end of the transaction. */
    Optional<Quarantine.Held> open(LocalKey local) {
        return database
                .query(
                        """
                        select number, raw from hub_ops.quarantine where state = 'open' and kind = 'match'
                          and system = ? and entity = ? and local_id = ? order by number desc limit 1 for update\
                        """,
                        (row, index) -> new Quarantine.Held(row.getLong(1), Quarantine.Raw.read(row.getString(2))),
                        local.system().value(),
                        local.entity().value(),
                        local.localId())
                .stream()
                .findFirst();
    }

    /** An open row; nobody else changes it until the end of the transaction. */
    Optional<Quarantine.Held> open(long number) {
        return database
                .query(
                        "select number, raw from hub_ops.quarantine where number = ? and state = 'open' and kind ="
                                + " 'match' for update",
                        (row, index) -> new Quarantine.Held(row.getLong(1), Quarantine.Raw.read(row.getString(2))),
                        number)
                .stream()
                .findFirst();
    }

    boolean any() {
        return Boolean.TRUE.equals(
                database.queryForObject("select exists (select from hub_ops.match_wait)", Boolean.class));
    }

    /** The open rows that have one of these keys, up to {@link #LARGEST_PAGE}, after a number. */
    List<Long> withOneOf(Collection<HolderKey> keys, long after) {
        return database.queryForList(
                """
                select distinct w.number from hub_ops.match_wait w
                join unnest(?::text[], ?::text[]) k (entity, key) on w.entity = k.entity and w.key = k.key
                where w.number > ? order by w.number limit ?\
                """,
                Long.class,
                keys.stream().map(key -> key.entity().value()).toArray(String[]::new),
                keys.stream().map(HolderKey::key).toArray(String[]::new),
                after,
                LARGEST_PAGE);
    }

    /** All open rows, up to {@link #LARGEST_PAGE}, after a number. */
    List<Long> all(long after) {
        return database.queryForList(
                "select number from hub_ops.quarantine where state = 'open' and kind = 'match' and number > ?"
                        + " order by number limit ?",
                Long.class,
                after,
                LARGEST_PAGE);
    }

    /** A steward has said what becomes of it. */
    void decided(long number, Provenance cause, Instant now) {
        database.update(
                "update hub_ops.quarantine set decided_by = ?, decision = ?, decided_at = ? where number = ?",
                cause.actor(),
                cause.reason(),
                Timestamp.from(now),
                number);
    }

    /** A steward has said once which record it is. */
    boolean isDecided(LocalKey local) {
        return Boolean.TRUE.equals(database.queryForObject(
                """
                select exists (select from hub_ops.quarantine where kind = 'match' and decided_by is not null
                    and system = ? and entity = ? and local_id = ?)\
                """, Boolean.class, local.system().value(), local.entity().value(), local.localId()));
    }

    /** The local records of a system that wait and have one of these keys: the number of a row, by key. */
    List<Waiting> waiting(SystemId system, EntityName entity, Set<String> keys) {
        return database.query(
                """
                select key, min(number) from hub_ops.match_wait
                where system = ? and entity = ? and key = any(?) group by key\
                """,
                (row, index) -> new Waiting(row.getString(1), row.getLong(2)),
                system.value(),
                entity.value(),
                keys.toArray(String[]::new));
    }

    /** A key for which a local record waits. */
    record Waiting(String key, long number) {}
}
