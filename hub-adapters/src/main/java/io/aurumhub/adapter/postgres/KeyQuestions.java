package io.aurumhub.adapter.postgres;

import io.aurumhub.core.intake.Change;
import io.aurumhub.core.mapping.MatchKeys;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Local records that come under a new key while the same system is known to hold a record of the same match key under
 * an old one: it has two of them, or it has given its record another key. Which it is, is known once somebody has
 * looked whether the old one is still there; until then the change waits in the quarantine.
 */
public final class KeyQuestions {

    /** Questions answered at once. */
    public static final int LARGEST_PAGE = 2_000;

    /** Records looked for at once that somebody has missed. */
    public static final int MOST_MISSED = 10_000;

    private static final String IS_OPEN = "%1$s.state = 'open' and %1$s.kind = 'waiting' and %1$s.old_keys is not null";

    private static final String IS_MISSED = """
        q.state = 'open' and q.kind = 'waiting' and q.raw ->> 'kind' = 'DELETE'
        and not exists (select from hub_ops.quarantine o where %s and o.system = q.system
            and o.entity = q.entity and o.old_keys @> array[q.local_id])\
        """.formatted(IS_OPEN.formatted("o"));

    private final JdbcTemplate database;
    private final Consumer<Task> lane;

    /** @param lane takes changes in; never used by the lane itself, which would wait for itself */
    KeyQuestions(JdbcTemplate database, Consumer<Task> lane) {
        this.database = database;
        this.lane = lane;
    }

    /** One that takes nothing in: for the lane itself. */
    static KeyQuestions read(JdbcTemplate database) {
        return new KeyQuestions(database, task -> {
            throw new IllegalStateException("A batch takes in nothing beside itself: " + task);
        });
    }

    /**
     * What is to be known of a change.
     *
     * @param oldKeys the local ids under which its system is known to hold what it may be; empty: what it is depends on
     *     where the record has gone that was under its key
     * @param sure it is that record, if its system does not hold it under the old key any more
     */
    record Asked(Set<String> oldKeys, boolean sure, String reason) {}

    /**
     * One that is open.
     *
     * @param localId the new key
     * @param oldKeys the old ones, as far as they are still linked
     * @param wanted what was under the new key before may be under another one, about which there is a question, too
     */
    public record Open(long number, String localId, SortedMap<String, Old> oldKeys, boolean sure, boolean wanted) {}

    /**
     * An old key that is asked about.
     *
     * @param alone no other new key asks about it
     * @param taken there is something else under it now, about which there is a question, too
     */
    public record Old(GoldenRecordId record, boolean alone, boolean taken) {}

    /**
     * What there is to look at.
     *
     * @param open how many questions there are
     * @param last the number of the last one
     * @param missed somebody did not find a record where it was, see {@link KeyQuestions#missed}
     * @param held deletes of the sync wait for a steward
     */
    public record Pulse(long open, long last, boolean missed, boolean held) {

        public boolean asksTheSameAs(@Nullable Pulse other) {
            return other != null && open == other.open && last == other.last;
        }
    }

    /**
     * What must be known before a change is taken in.
     *
     * @param record the record that the change is about; null: none that has room for it
     * @param moved whether the record that was under this key may be under another one by now
     */
    static Optional<Asked> about(
            Admission admission, @Nullable GoldenRecordId record, BatchFacts facts, Predicate<GoldenRecord> moved) {
        var change = admission.change();
        if (!mayAsk(admission, facts) || admission.matchKeys().isEmpty()) {
            return Optional.empty();
        }
        var own = record == null ? null : facts.state(record);
        if (own != null && (!change.full() || !isAnothersNow(own, admission))) {
            return Optional.empty();
        }
        var holders = new HashSet<GoldenRecordId>();
        // Whoever shares a key with its owner may have got another local id as well as the owner.
        admission
                .matchKeys()
                .forEach(key -> holders.addAll(
                        facts.holders().of(new HolderKey(change.entity(), key)).records()));
        facts.prepareStates(holders);
        var oldKeys = new TreeSet<String>();
        boolean sure = holders.size() == 1;
        for (var id : holders) {
            var holder = facts.state(id);
            for (var copy : holder == null || holder.equals(own)
                    ? List.<Copy>of()
                    : List.copyOf(holder.copies().values())) {
                var localId = copy.localId();
                if (copy.id().system().equals(change.system())
                        && copy.state() == Copy.State.LINKED
                        && localId != null) {
                    oldKeys.add(localId);
                    sure &= isEqual(holder, admission);
                }
            }
        }
        boolean asks = !oldKeys.isEmpty() || (own != null && moved.test(own));
        if (!asks || (own != null && isKnown(own, admission, facts))) {
            return Optional.empty();
        }
        if (oldKeys.isEmpty()) {
            return Optional.of(new Asked(oldKeys, false, reasonOfReuse(change)));
        }
        return Optional.of(new Asked(oldKeys, sure && oldKeys.size() == 1, reason(change, oldKeys)));
    }

    /** Somebody will look whether the old one is still there; a row of a file is gone when its file is. */
    static boolean mayAsk(Admission admission, BatchFacts facts) {
        var system =
                facts.mappings().definitions().systems().get(admission.change().system());
        return admission.sync().detect().pollEvery() != null
                && admission.sync().direction().in()
                && system != null
                && !system.connector().equals("file");
    }

    /** Under the key of one record there is what goes by the match keys of others, and by none of its own. */
    private static boolean isAnothersNow(GoldenRecord own, Admission admission) {
        return !own.deleted()
                && !own.matchKeys().isEmpty()
                && own.matchKeys().stream().map(MatchKeys::plain).noneMatch(admission.matchKeys()::contains);
    }

    /** That is no news: its system is known to hold it so. */
    private static boolean isKnown(GoldenRecord own, Admission admission, BatchFacts facts) {
        return own.copyOf(admission.change().system(), admission.change().localId())
                .map(copy -> Admission.asKnown(own, copy, facts.mappings()).matchKeys())
                .orElse(Set.of())
                .containsAll(admission.matchKeys());
    }

    /** No match key of one contradicts the other. */
    private static boolean isEqual(@Nullable GoldenRecord holder, Admission admission) {
        if (holder == null) {
            return false;
        }
        var held = holder.matchKeys().stream().map(MatchKeys::plain).collect(Collectors.toSet());
        return held.containsAll(admission.matchKeys()) || admission.matchKeys().containsAll(held);
    }

    private static String reason(Change change, Set<String> oldKeys) {
        return "%s is known to hold the same %s as %s: it has two of them, or a new key for one. The hub looks whether"
                        .formatted(change.system(), change.entity(), String.join(", ", oldKeys))
                + " the old one is still there; a steward can say POST /api/v1/quarantine/{number}/same, or release it"
                + " if it is another one";
    }

    private static String reasonOfReuse(Change change) {
        return "%s holds another %s under this key than before, and the one of before perhaps under another key. It"
                        .formatted(change.system(), change.entity())
                + " waits until the hub has looked; a steward can release it, so that it is taken for the one of"
                + " before";
    }

    /** Notes that a change which is set aside asks this. */
    void note(long number, LocalKey newKey, Asked asked) {
        database.update(
                """
                update hub_ops.quarantine
                set kind = 'waiting', waits_for = ?, reasons = ?::jsonb, old_keys = ?, sure = ?
                where number = ?\
                """,
                newKey.toString(),
                HubJson.write(List.of(asked.reason())),
                asked.oldKeys().toArray(String[]::new),
                asked.sure(),
                number);
    }

    /** The open questions about these old keys. */
    Map<LocalKey, List<Open>> about(Collection<LocalKey> oldKeys) {
        var found = new HashMap<LocalKey, List<Open>>();
        database.query(
                """
                select w.system, w.entity, w.local_id, q.number, q.local_id, q.sure
                from unnest(?::text[], ?::text[], ?::text[]) w(system, entity, local_id)
                join hub_ops.quarantine q
                    on q.system = w.system and q.entity = w.entity and q.old_keys @> array[w.local_id]
                where q.state = 'open' and q.kind = 'waiting' and q.old_keys is not null order by q.number\
                """,
                row -> {
                    var key = new LocalKey(
                            new SystemId(row.getString(1)), new EntityName(row.getString(2)), row.getString(3));
                    found.computeIfAbsent(key, any -> new ArrayList<>())
                            .add(new Open(row.getLong(4), row.getString(5), new TreeMap<>(), row.getBoolean(6), false));
                },
                oldKeys.stream().map(key -> key.system().value()).toArray(String[]::new),
                oldKeys.stream().map(key -> key.entity().value()).toArray(String[]::new),
                oldKeys.stream().map(LocalKey::localId).toArray(String[]::new));
        return found;
    }

    public Pulse pulse(SyncId sync, SystemId system, EntityName entity) {
        return Objects.requireNonNull(database.queryForObject(
                """
                select count(*), coalesce(max(q.number), 0),
                       exists (select from hub_ops.quarantine q where %s and q.system = ? and q.entity = ?),
                       exists (select from hub_ops.held_deletes where sync = ?)
                from hub_ops.quarantine q where %s and q.system = ? and q.entity = ?\
                """.formatted(IS_MISSED, IS_OPEN.formatted("q")),
                (row, index) -> new Pulse(row.getLong(1), row.getLong(2), row.getBoolean(3), row.getBoolean(4)),
                system.value(),
                entity.value(),
                sync.value(),
                system.value(),
                entity.value()));
    }

    /** The open questions of a system, after the given number, up to {@link #LARGEST_PAGE}. */
    public List<Open> open(SystemId system, EntityName entity, long after) {
        return open(
                "q.system = ? and q.entity = ? and q.number > ?", system.value(), entity.value(), after, LARGEST_PAGE);
    }

    /** One open question; empty if the row asks none. */
    Optional<Open> open(long number) {
        return open("q.number = ?", number, 1).stream().findFirst();
    }

    private List<Open> open(String which, Object... parameters) {
        var found = new LinkedHashMap<Long, Open>();
        database.query(
                """
                select q.number, q.local_id, q.sure, c.local_id, c.record_id,
                       not exists (select from hub_ops.quarantine o where %2$s and o.system = q.system
                            and o.entity = q.entity and o.old_keys @> array[c.local_id] and o.local_id <> q.local_id),
                       exists (select from hub_ops.quarantine o where %2$s and o.system = q.system
                            and o.entity = q.entity and o.local_id = c.local_id),
                       exists (select from hub_ops.quarantine o where %2$s and o.system = q.system
                            and o.entity = q.entity and o.old_keys @> array[q.local_id] and o.local_id <> q.local_id)
                from (select * from hub_ops.quarantine q where %1$s and %3$s order by q.number limit ?) q
                left join hub_read.crosswalk c on c.system = q.system and c.entity = q.entity and c.state = 'linked'
                     and c.local_id = any(q.old_keys)
                order by q.number\
                """.formatted(IS_OPEN.formatted("q"), IS_OPEN.formatted("o"), which),
                row -> {
                    var one = new Open(
                            row.getLong(1), row.getString(2), new TreeMap<>(), row.getBoolean(3), row.getBoolean(8));
                    var old = row.getString(4);
                    var known = found.computeIfAbsent(one.number(), any -> one);
                    if (old != null) {
                        var record = new GoldenRecordId(row.getObject(5, UUID.class));
                        known.oldKeys().put(old, new Old(record, row.getBoolean(6), row.getBoolean(7)));
                    }
                },
                parameters);
        return List.copyOf(found.values());
    }

    /**
     * The local ids of records that were not found where they were, up to {@link #MOST_MISSED}: nobody has looked yet
     * whether they are there under other keys.
     */
    public List<String> missed(SystemId system, EntityName entity) {
        return database.queryForList(
                """
                select q.local_id from hub_ops.quarantine q where %s and q.system = ? and q.entity = ?
                order by q.number limit ?\
                """.formatted(IS_MISSED), String.class, system.value(), entity.value(), MOST_MISSED);
    }

    /** The local ids of all records that a system is known to hold. */
    Set<String> linked(SystemId system, EntityName entity) {
        return new HashSet<>(database.queryForList(
                "select local_id from hub_read.crosswalk where system = ? and entity = ? and state = 'linked'",
                String.class,
                system.value(),
                entity.value()));
    }

    /** Takes these changes in as records of their own, though others go by the same match key. */
    public CompletableFuture<?> takeAsOwn(Collection<Long> numbers) {
        var tasks = new Quarantine(database)
                .open(numbers).stream()
                        .map(held -> new Task.TakeIn(
                                held.change(),
                                held.number(),
                                null,
                                Twins.NONE,
                                Task.Certainty.SETTLED,
                                new CompletableFuture<>()))
                        .toList();
        tasks.forEach(lane);
        return CompletableFuture.allOf(tasks.stream().map(Task.TakeIn::answer).toArray(CompletableFuture[]::new));
    }
}
