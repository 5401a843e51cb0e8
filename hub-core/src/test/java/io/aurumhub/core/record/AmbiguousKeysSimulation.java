package io.aurumhub.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.identity.DoubtfulLinks;
import io.aurumhub.core.identity.DoubtfulLinks.Step;
import io.aurumhub.core.identity.Matching;
import io.aurumhub.core.identity.Matching.Holders;
import io.aurumhub.core.identity.Matching.Verdict;
import io.aurumhub.core.mapping.MatchKeys;
import io.aurumhub.core.record.GoldenRecordCommand.Report;
import io.aurumhub.core.record.GoldenRecordCommand.Reported;
import io.aurumhub.core.record.GoldenRecordCommand.Unlink;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The first reads of systems that are filled already, row by row, in random orders; some e-mail addresses are shared by
 * several rows of a system. Whatever comes first, nobody is linked by those, and everybody by the others.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AmbiguousKeysSimulation {

    private static final int HISTORIES = 300;
    private static final List<SystemId> SYSTEMS = List.of(DefinitionsFixture.CRM, DefinitionsFixture.SHOP);
    private static final Provenance READ = Provenance.of("simulation");

    /** What may be forgotten; each must be noticed. */
    enum Bug {
        NONE,
        /** The first record that has the key and room is taken, as if a key were a key. */
        FIRST_RECORD_WINS,
        /** Rows that wait are forgotten. */
        WHO_WAITS_IS_FORGOTTEN,
        /** A link that was made before the second row came stays. */
        LINKS_ARE_KEPT,
        /** A link is taken back, and the values that came by it stay. */
        VALUES_ARE_KEPT
    }

    private record Row(SystemId system, String localId, String name, String mail) {}

    @Test
    void no_row_is_linked_by_a_key_that_is_none() {
        for (int seed = 0; seed < HISTORIES; seed++) {
            new World(seed, Bug.NONE).play();
        }
    }

    @ParameterizedTest
    @EnumSource(value = Bug.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void every_planted_bug_is_caught(Bug bug) {
        assertThat(caught(bug)).as(bug.name()).isTrue();
    }

    private static boolean caught(Bug bug) {
        for (int seed = 0; seed < HISTORIES; seed++) {
            try {
                new World(seed, bug).play();
            } catch (AssertionError caught) {
                return true;
            }
        }
        return false;
    }

    private static final class World {
        private final Random chance;
        private final Bug bug;
        private final FactsFixture facts = new FactsFixture(DefinitionsFixture.definitions());
        private final List<Row> rows = new ArrayList<>();
        private final Map<GoldenRecordId, List<Step>> histories = new LinkedHashMap<>();
        private final Map<Row, GoldenRecordId> linked = new HashMap<>();
        private final Set<Row> waiting = new HashSet<>();
        private int ids;

        private World(int seed, Bug bug) {
            this.chance = new Random(seed);
            this.bug = bug;
        }

        private void play() {
            for (int mail = 0; mail < 3; mail++) {
                for (var system : SYSTEMS) {
                    int several = chance.nextInt(4) == 0 ? 2 : chance.nextInt(5) == 0 ? 0 : 1;
                    for (int i = 0; i < several; i++) {
                        var localId = system + "-" + rows.size();
                        rows.add(new Row(system, localId, "name of " + localId, "m" + mail + "@example.org"));
                    }
                }
            }
            Collections.shuffle(rows, chance);
            rows.forEach(this::arrive);
            check();
        }

        /** A row comes, and those that wait look again as long as something comes of it. */
        private void arrive(Row row) {
            Deque<Row> toTake = new ArrayDeque<>(List.of(row));
            while (!toTake.isEmpty()) {
                var next = toTake.remove();
                if (take(next)) {
                    waiting.stream().filter(one -> !toTake.contains(one)).forEach(toTake::add);
                }
            }
        }

        private boolean take(Row row) {
            var verdict = verdict(row);
            if (verdict instanceof Verdict.Open open && bug != Bug.LINKS_ARE_KEPT && takeBack(row, open)) {
                verdict = verdict(row);
            }
            return switch (verdict) {
                case Verdict.Same(var record) -> report(record.id(), row);
                case Verdict.Own ignored -> report(newId(), row);
                case Verdict.Open ignored -> {
                    waiting.add(row);
                    yield false;
                }
            };
        }

        private GoldenRecordId newId() {
            return new GoldenRecordId(new UUID(0x0197_0000_0000_7000L, 0x8000_0000_0000_0000L | ++ids));
        }

        private boolean report(GoldenRecordId id, Row row) {
            waiting.remove(row);
            linked.put(row, id);
            var reported =
                    new Reported(row.system(), DefinitionsFixture.CONTACT, row.localId(), null, null, null, null);
            var local = Story.local(
                    LocalNames.of(facts, row.system(), "name"),
                    row.name(),
                    LocalNames.of(facts, row.system(), "email"),
                    row.mail());
            send(new Report(id, reported, local, true, facts, READ));
            return true;
        }

        private void send(GoldenRecordCommand command) {
            facts.tick(Duration.ofMillis(1));
            var history = histories.computeIfAbsent(command.recordId(), id -> new ArrayList<>());
            for (var event : GoldenRecordRules.decide(state(command.recordId()), command)) {
                var after = GoldenRecord.evolve(state(command.recordId()), event);
                history.add(new Step(event, null, after));
                after.matchKeys().stream()
                        .filter(key -> !MatchKeys.isRival(key))
                        .forEach(key -> facts.hold(DefinitionsFixture.CONTACT, key, after.id()));
            }
        }

        private @Nullable GoldenRecord state(GoldenRecordId id) {
            var history = histories.getOrDefault(id, List.of());
            return history.isEmpty() ? null : history.getLast().after();
        }

        private String key(Row row) {
            return MatchKeys.of(
                            facts.mappings().entity(DefinitionsFixture.CONTACT),
                            Map.of("email", Value.text(row.mail())))
                    .iterator()
                    .next();
        }

        private Verdict verdict(Row row) {
            var key = key(row);
            var records = histories.keySet().stream()
                    .flatMap(id -> Optional.ofNullable(state(id)).stream())
                    .filter(record ->
                            record.matchKeys().stream().map(MatchKeys::plain).anyMatch(key::equals))
                    .toList();
            if (bug == Bug.FIRST_RECORD_WINS) {
                return records.stream()
                        .filter(record -> record.copies().values().stream()
                                .noneMatch(copy ->
                                        copy.id().system().equals(row.system()) && copy.state() == Copy.State.LINKED))
                        .findFirst()
                        .<Verdict>map(Verdict.Same::new)
                        .orElseGet(() -> new Verdict.Own());
            }
            var others = new HashMap<SystemId, Set<String>>();
            if (bug != Bug.WHO_WAITS_IS_FORGOTTEN) {
                waiting.stream()
                        .filter(one -> one.mail().equals(row.mail()))
                        .forEach(one -> others.computeIfAbsent(one.system(), system -> new HashSet<>())
                                .add(one.localId()));
            }
            return Matching.of(row.system(), row.localId(), List.of(new Holders(records, others)));
        }

        private boolean takeBack(Row row, Verdict.Open open) {
            boolean any = false;
            for (var record : open.candidates()) {
                var found = DoubtfulLinks.in(
                        histories.getOrDefault(record.id(), List.of()), row.system(), Set.of(key(row)));
                for (var link : found.takeBack()) {
                    var now = Objects.requireNonNull(state(record.id()));
                    var localId =
                            String.valueOf(now.copy(link.copy()).orElseThrow().localId());
                    var before = bug == Bug.VALUES_ARE_KEPT ? now : link.before();
                    send(new Unlink(record.id(), link.copy(), before, facts, READ));
                    var taken = linked.keySet().stream()
                            .filter(one -> one.localId().equals(localId))
                            .findFirst()
                            .orElseThrow();
                    linked.remove(taken);
                    waiting.add(taken);
                    any = true;
                }
            }
            return any;
        }

        private void check() {
            var counts = new TreeMap<String, Map<SystemId, Integer>>();
            rows.forEach(row ->
                    counts.computeIfAbsent(row.mail(), mail -> new HashMap<>()).merge(row.system(), 1, Integer::sum));
            for (var mail : counts.entrySet()) {
                var those = rows.stream()
                        .filter(row -> row.mail().equals(mail.getKey()))
                        .toList();
                boolean isKey = mail.getValue().values().stream().allMatch(count -> count == 1);
                var records = those.stream()
                        .filter(linked::containsKey)
                        .map(linked::get)
                        .toList();
                if (isKey) {
                    assertThat(waiting).doesNotContainAnyElementsOf(those);
                    assertThat(new HashSet<>(records)).hasSize(1);
                } else {
                    assertThat(records).as("%s in %s", mail.getKey(), rows).doesNotHaveDuplicates();
                }
                for (var row : those) {
                    assertThat(linked.containsKey(row) ^ waiting.contains(row)).isTrue();
                    if (!isKey && linked.containsKey(row)) {
                        assertThat(Objects.requireNonNull(state(linked.get(row)))
                                        .values())
                                .containsEntry("name", Value.text(row.name()));
                    }
                }
                if (those.size() > 2 && mail.getValue().size() == 2) {
                    assertThat(waiting).containsAnyElementsOf(those);
                }
            }
        }
    }

    /** What a system calls a golden field. */
    private static final class LocalNames {
        private LocalNames() {}

        static String of(FactsFixture facts, SystemId system, String field) {
            return Objects.requireNonNull(facts.mappings()
                            .sync(system, DefinitionsFixture.CONTACT)
                            .orElseThrow()
                            .fields()
                            .get(field))
                    .local();
        }
    }
}
