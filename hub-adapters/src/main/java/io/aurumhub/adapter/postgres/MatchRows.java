package io.aurumhub.adapter.postgres;

import io.aurumhub.core.intake.Change;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SystemId;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
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
        var before = known(admission.key()).orElse(null);
        if (before != null && before.isAsked(admission, reasons)) {
            return new Quarantine.Aside(before.number(), Set.of(), false);
        }
        var known = Optional.ofNullable(before).map(Known::number);
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

    /** What a steward is asked already. */
    private record Known(long number, Change change, List<String> reasons, Set<String> keys) {

        /** Whether that is all there is to ask: a read shows the same again and again. */
        boolean isAsked(Admission admission, List<String> newReasons) {
            var now = admission.change();
            return change.full() == now.full()
                    && change.fields().equals(now.fields())
                    && Objects.equals(change.version(), now.version())
                    && Objects.equals(change.changedAt(), now.changedAt())
                    && reasons.equals(newReasons)
                    && keys.equals(admission.matchKeys());
        }
    }

    private Optional<Known> known(LocalKey local) {
        return database
                .query(
                        """
                        select number, raw, reasons::text as reasons,
                               array(select w.key from hub_ops.match_wait w where w.number = q.number)
                        from hub_ops.quarantine q where state = 'open' and kind = 'match'
                          and system = ? and entity = ? and local_id = ? order by number desc limit 1 for update of q\
                        """,
                        (row, index) -> new Known(
                                row.getLong(1),
                                Quarantine.Raw.read(row.getString(2)),
                                new Columns(row).texts("reasons"),
                                Set.of((String[]) row.getArray(4).getArray())),
                        local.system().value(),
                        local.entity().value(),
                        local.localId())
                .stream()
                .findFirst();
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

    /** What waits of a local record, for a steward or for a parent, in whole; nobody else changes it meanwhile. */
    Optional<Waits> whole(LocalKey local) {
        return database
                .query(
                        """
                        select number, raw, kind from hub_ops.quarantine
                        where state = 'open' and system = ? and entity = ? and local_id = ?
                          and (kind = 'match' or kind = 'waiting' and "full" and raw ->> 'kind' = 'UPSERT')
                        order by number desc limit 1 for update\
                        """,
                        (row, index) -> new Waits(
                                new Quarantine.Held(row.getLong(1), Quarantine.Raw.read(row.getString(2))),
                                row.getString(3).equals(KIND)),
                        local.system().value(),
                        local.entity().value(),
                        local.localId())
                .stream()
                .findFirst();
    }

    /** @param asked a steward is asked which record it is; else it waits for something */
    record Waits(Quarantine.Held held, boolean asked) {}

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

    /** Whether any local record waits of which a part may come, for a steward or for a parent. */
    boolean any() {
        return Boolean.TRUE.equals(database.queryForObject("""
            select exists (select from hub_ops.match_wait)
                or exists (select from hub_ops.quarantine where state = 'open' and kind = 'waiting')\
            """, Boolean.class));
    }

    /**
     * The open rows for which it may matter that a record has one of these keys no more: of each system, the first
     * {@link KeyHolders#MOST_RIVALS} with a key. If those are clear by now, so may be the ones behind them.
     */
    List<Long> withOneOf(Collection<HolderKey> keys) {
        return withOneOf(keys, KeyHolders.MOST_RIVALS, true);
    }

    /**
     * The open rows for which it may matter that others with one of these keys wait no more: those that are the only
     * one of their system. Where two of one system still wait, the key tells as little of each as before.
     */
    List<Long> onlyOnesOf(Collection<HolderKey> keys) {
        return withOneOf(keys, 1, false);
    }

    private List<Long> withOneOf(Collection<HolderKey> keys, int most, boolean alsoOfSeveral) {
        return database.queryForList(
                """
                select distinct number from (
                    select w.number, count(*) over (partition by w.entity, w.key, w.system) as together,
                           row_number() over (partition by w.entity, w.key, w.system order by w.number) as place
                    from hub_ops.match_wait w
                    join unnest(?::text[], ?::text[]) k (entity, key) on w.entity = k.entity and w.key = k.key) all_of
                where place <= ? and (together = 1 or ?) order by number\
                """,
                Long.class,
                keys.stream().map(key -> key.entity().value()).toArray(String[]::new),
                keys.stream().map(HolderKey::key).toArray(String[]::new),
                most,
                alsoOfSeveral);
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
