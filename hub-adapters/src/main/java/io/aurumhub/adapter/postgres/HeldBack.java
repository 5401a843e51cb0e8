package io.aurumhub.adapter.postgres;

import io.aurumhub.adapter.postgres.DueDeliveries.Item;
import io.aurumhub.adapter.postgres.DueDeliveries.Postponed;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.mapping.MatchKeys;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SystemId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Due copies that have to wait, though their system would take them: of records that may turn out to be somebody
 * else's. None is made in a system where a steward is asked whether it is there already; and none is told of what a
 * system says whose first read is not done, as long as that may show that the two were linked by a key that is none.
 */
final class HeldBack {

    /** When such a copy is looked at again, should nobody call before. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final MatchRows rows;
    private final SyncStates states;
    private final Supplier<Mappings> mappings;
    private volatile @Nullable Definitions allRead;

    HeldBack(JdbcTemplate database, Supplier<Mappings> mappings) {
        this.rows = new MatchRows(database);
        this.states = new SyncStates(database);
        this.mappings = mappings;
    }

    /** Those of these claims that have to wait. */
    Map<Item, Postponed> among(Collection<Item> items, Instant now) {
        var postponed = new HashMap<Item, Postponed>();
        var asked = asked(items);
        var reading = reading();
        for (var item : items) {
            var number = asked.isEmpty() ? null : number(item, asked);
            var system = reading.isEmpty() ? null : unread(item, reading);
            if (number != null) {
                postponed.put(
                        item,
                        item.postponed(
                                now.plus(PAUSE),
                                DueDeliveries.WAITS_FOR_PARENT + "a steward, who is asked in match " + number
                                        + " whether it is there already",
                                true));
            } else if (system != null) {
                postponed.put(
                        item,
                        item.postponed(
                                now.plus(PAUSE),
                                DueDeliveries.WAITS_FOR_PARENT + "the end of the first read of " + system,
                                true));
            }
        }
        return postponed;
    }

    /** By match key, for which a steward is asked; of copies that are to be made. */
    private Map<String, Long> asked(Collection<Item> items) {
        var pending = items.stream().filter(HeldBack::isToBeMade).toList();
        if (pending.isEmpty()) {
            return Map.of();
        }
        var first = pending.getFirst();
        var keys = pending.stream()
                .flatMap(item -> item.record().matchKeys().stream())
                .map(MatchKeys::plain)
                .collect(Collectors.toSet());
        return rows.waiting(first.copy().system(), first.record().entity(), keys).stream()
                .collect(Collectors.toMap(MatchRows.Waiting::key, MatchRows.Waiting::number));
    }

    private static boolean isToBeMade(Item item) {
        return !item.record().deleted()
                && item.record()
                        .copy(item.copy())
                        .filter(copy -> copy.state() == Copy.State.PENDING)
                        .isPresent();
    }

    private static @Nullable Long number(Item item, Map<String, Long> asked) {
        return isToBeMade(item)
                ? item.record().matchKeys().stream()
                        .map(key -> asked.get(MatchKeys.plain(key)))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null)
                : null;
    }

    /** The systems whose first read of an entity is under way. */
    private Map<EntityName, Set<SystemId>> reading() {
        var definitions = mappings.get().definitions();
        if (definitions.equals(allRead)) {
            return Map.of();
        }
        var syncs = definitions.syncs().values().stream()
                .filter(sync -> sync.direction().in())
                .toList();
        var begun = states.firstReads();
        if (begun.isEmpty()) {
            var loaded = states.loaded();
            boolean all = syncs.stream()
                    .filter(sync -> sync.detect().pollEvery() != null)
                    .allMatch(sync -> loaded.contains(sync.id()));
            allRead = all ? definitions : null;
            return Map.of();
        }
        return syncs.stream()
                .filter(sync -> begun.contains(sync.id()))
                .collect(Collectors.groupingBy(
                        SyncDefinition::entity, Collectors.mapping(SyncDefinition::system, Collectors.toSet())));
    }

    /**
     * A system that is linked to the record, has told of something that this copy lacks, and is not read to its end.
     */
    private static @Nullable SystemId unread(Item item, Map<EntityName, Set<SystemId>> reading) {
        var record = item.record();
        var copy = record.copy(item.copy()).orElse(null);
        if (copy == null) {
            return null;
        }
        return reading.getOrDefault(record.entity(), Set.of()).stream()
                .filter(system -> !system.equals(item.copy().system()))
                .filter(system -> isLinked(record, system) && isLinkedBeside(record, system))
                .filter(system -> record.fields().values().stream()
                        .anyMatch(field -> system.equals(field.system()) && field.revision() > copy.held()))
                .findFirst()
                .orElse(null);
    }

    private static boolean isLinked(GoldenRecord record, SystemId system) {
        return linked(record).contains(system);
    }

    private static boolean isLinkedBeside(GoldenRecord record, SystemId system) {
        return linked(record).stream().anyMatch(other -> !other.equals(system));
    }

    private static List<SystemId> linked(GoldenRecord record) {
        return record.copies().values().stream()
                .filter(copy -> copy.state() == Copy.State.LINKED)
                .map(copy -> copy.id().system())
                .toList();
    }
}
