package io.aurumhub.adapter.postgres;

import io.aurumhub.core.intake.Change;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Local records that come under a new key while the same system is known to hold a record of the same match key under
 * an old one: it has two of them, or it has given its record another key. Which it is, is known once somebody has looked
 * whether the old one is still there; until then the change waits in the quarantine.
 */
public final class KeyQuestions {

    /** Questions answered at once. */
    public static final int LARGEST_PAGE = 500;

    private final JdbcTemplate database;
    private final Consumer<Task> lane;

    /** @param lane takes changes in; never used by the lane itself, which would wait for itself */
    KeyQuestions(JdbcTemplate database, Consumer<Task> lane) {
        this.database = database;
        this.lane = lane;
    }

    /**
     * What is to be known of a change.
     *
     * @param oldKeys the local ids under which its system is known to hold what it may be
     * @param sure it is that record, if its system does not hold it under the old key any more
     */
    record Asked(Set<String> oldKeys, boolean sure, String reason) {}

    /**
     * One that is open.
     *
     * @param localId the new key
     * @param oldKeys the records of the old ones, as far as they are still linked
     */
    public record Open(long number, String localId, Map<String, GoldenRecordId> oldKeys, boolean sure) {}

    /**
     * What must be known before a change is taken in.
     *
     * @param record the record that the change is about; null: none that has room for it
     */
    static Optional<Asked> about(Admission admission, @Nullable GoldenRecordId record, BatchFacts facts) {
        var change = admission.change();
        if (!mayAsk(admission, facts) || admission.matchKeys().isEmpty() || !change.full()) {
            return Optional.empty();
        }
        var own = record == null ? null : facts.state(record);
        if (own != null && !isAnothersNow(own, admission)) {
            return Optional.empty();
        }
        var holders = new HashSet<GoldenRecordId>();
        admission.matchKeys().forEach(key -> facts.holderOf(change.entity(), key).ifPresent(holders::add));
        facts.prepareStates(holders);
        var oldKeys = new TreeSet<String>();
        boolean sure = holders.size() == 1;
        for (var id : holders) {
            var holder = facts.state(id);
            for (var copy : holder == null || holder == own ? List.<Copy>of() : List.copyOf(holder.copies().values())) {
                var localId = copy.localId();
                if (copy.id().system().equals(change.system())
                        && copy.state() == Copy.State.LINKED
                        && localId != null) {
                    oldKeys.add(localId);
                    sure &= isEqual(holder, admission);
                }
            }
        }
        return oldKeys.isEmpty()
                ? Optional.empty()
                : Optional.of(new Asked(oldKeys, sure && oldKeys.size() == 1, reason(change, oldKeys)));
    }

    /** Somebody will look whether the old one is still there; a row of a file is gone when its file is. */
    static boolean mayAsk(Admission admission, BatchFacts facts) {
        var system = facts.mappings().definitions().systems().get(admission.change().system());
        return admission.sync().detect().pollEvery() != null
                && system != null
                && !system.connector().equals("file");
    }

    /** Under the key of one record there is what goes by the match keys of others, and by none of its own. */
    private static boolean isAnothersNow(GoldenRecord own, Admission admission) {
        return !own.deleted()
                && !own.matchKeys().isEmpty()
                && own.matchKeys().stream().noneMatch(admission.matchKeys()::contains);
    }

    /** No match key of one contradicts the other. */
    private static boolean isEqual(@Nullable GoldenRecord holder, Admission admission) {
        return holder != null
                && (holder.matchKeys().containsAll(admission.matchKeys())
                        || admission.matchKeys().containsAll(holder.matchKeys()));
    }

    private static String reason(Change change, Set<String> oldKeys) {
        return "%s is known to hold the same %s as %s: it has two of them, or a new key for one. The hub looks whether the"
                        .formatted(change.system(), change.entity(), String.join(", ", oldKeys))
                + " old one is still there; a steward can say POST /api/v1/quarantine/{number}/same, or release it as one"
                + " of its own";
    }

    /** Notes that a change which is set aside asks this. */
    void note(long number, LocalKey newKey, Asked asked) {
        database.update(
                """
                update hub_ops.quarantine set kind = 'waiting', waits_for = ?, reasons = ?::jsonb, old_keys = ?, sure = ?
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
                join hub_ops.quarantine q on q.system = w.system and q.entity = w.entity and q.old_keys @> array[w.local_id]
                where q.state = 'open' and q.kind = 'waiting' and q.old_keys is not null order by q.number\
                """,
                row -> {
                    var key = new LocalKey(
                            new SystemId(row.getString(1)), new EntityName(row.getString(2)), row.getString(3));
                    found.computeIfAbsent(key, any -> new ArrayList<>())
                            .add(new Open(row.getLong(4), row.getString(5), Map.of(), row.getBoolean(6)));
                },
                oldKeys.stream().map(key -> key.system().value()).toArray(String[]::new),
                oldKeys.stream().map(key -> key.entity().value()).toArray(String[]::new),
                oldKeys.stream().map(LocalKey::localId).toArray(String[]::new));
        return found;
    }

    /** The open questions of a system, after the given number, up to {@link #LARGEST_PAGE}. */
    public List<Open> open(SystemId system, EntityName entity, long after) {
        return database.query(
                """
                select q.number, q.local_id, q.sure,
                       array(select c.local_id || ' ' || c.record_id from hub_read.crosswalk c
                             where c.system = q.system and c.entity = q.entity and c.state = 'linked'
                               and c.local_id = any(q.old_keys)) as links
                from hub_ops.quarantine q
                where q.state = 'open' and q.kind = 'waiting' and q.old_keys is not null
                  and q.system = ? and q.entity = ? and q.number > ? order by q.number limit ?\
                """,
                KeyQuestions::open,
                system.value(),
                entity.value(),
                after,
                LARGEST_PAGE);
    }

    /** One open question; empty if the row asks none. */
    Optional<Open> open(long number) {
        return database
                .query(
                        """
                        select q.number, q.local_id, q.sure,
                               array(select c.local_id || ' ' || c.record_id from hub_read.crosswalk c
                                     where c.system = q.system and c.entity = q.entity and c.state = 'linked'
                                       and c.local_id = any(q.old_keys)) as links
                        from hub_ops.quarantine q
                        where q.state = 'open' and q.kind = 'waiting' and q.old_keys is not null and q.number = ?\
                        """,
                        KeyQuestions::open,
                        number)
                .stream()
                .findFirst();
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
                        .map(held ->
                                new Task.TakeIn(held.change(), held.number(), null, true, new CompletableFuture<>()))
                        .toList();
        tasks.forEach(lane);
        return CompletableFuture.allOf(
                tasks.stream().map(Task.TakeIn::answer).toArray(CompletableFuture[]::new));
    }

    private static Open open(ResultSet row, int index) throws SQLException {
        var links = new TreeMap<String, GoldenRecordId>();
        for (var link : (String[]) row.getArray(4).getArray()) {
            int blank = link.lastIndexOf(' ');
            links.put(link.substring(0, blank), GoldenRecordId.parse(link.substring(blank + 1)));
        }
        return new Open(row.getLong(1), row.getString(2), links, row.getBoolean(3));
    }
}
