package io.aurumhub.core.record;

import static io.aurumhub.core.record.DefinitionsFixture.CONTACT;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.DeleteRule;
import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.Policies;
import io.aurumhub.core.definition.Policy;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** From one agreed state every system is edited once, unseen by the others; the reports arrive in any order. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ArrivalSimulation {

    private static final int HISTORIES = 2_000;
    private static final int ORDERS = 6;
    private static final List<SystemId> SYSTEMS =
            List.of(new SystemId("a"), new SystemId("b"), new SystemId("c"), new SystemId("d"));
    private static final List<String> AGREED = List.of("x", "y");
    private static final String[] MAPPED = {"name", "phone", "street", "city", "tags"};

    @Test
    void the_order_of_arrival_makes_no_difference() {
        LongStream.range(0, HISTORIES).forEach(ArrivalSimulation::check);
    }

    static void check(long seed) {
        var random = new Random(seed);
        var policies = policies(random);
        var mappings = new Mappings(definitions(policies));
        var edits = edits(random);
        var first = golden(mappings, edits);
        assertThat(first).as("seed %d, %s", seed, edits).containsEntry("tags", tags(edits));
        for (int i = 0; i < ORDERS; i++) {
            Collections.shuffle(edits, random);
            assertThat(golden(mappings, edits))
                    .as("seed %d, order %s, %s", seed, edits, policies)
                    .isEqualTo(first);
        }
    }

    /** Those that promise it: what waits for a steward depends on who came first, and so do expressions. */
    private static Policies policies(Random random) {
        var named = new LinkedHashMap<String, Policy>();
        named.put("name", policy(random));
        named.put("phone", policy(random));
        named.put("tags", new Policy.Union());
        named.put("address", random.nextBoolean() ? new Policy.Priority() : new Policy.Latest(Duration.ofHours(1)));
        return new Policies(new Policy.Priority(), named, Map.of("address", List.of("street", "city")));
    }

    private static Policy policy(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> new Policy.Priority();
            case 1 -> new Policy.Latest(Duration.ofHours(1));
            default -> new Policy.Owner(SYSTEMS.get(random.nextInt(SYSTEMS.size())));
        };
    }

    private static Definitions definitions(Policies policies) {
        var contact = new EntityDefinition(
                        CONTACT,
                        DefinitionsFixture.fields(
                                FieldDefinition.of("name", FieldType.STRING),
                                FieldDefinition.of("phone", FieldType.STRING),
                                FieldDefinition.of("street", FieldType.STRING),
                                FieldDefinition.of("city", FieldType.STRING),
                                FieldDefinition.of("tags", FieldType.SET)),
                        List.of())
                .with(policies);
        return Definitions.of(
                SYSTEMS.stream()
                        .map(id -> DefinitionsFixture.system(id, 1 + SYSTEMS.indexOf(id) / 2))
                        .toList(),
                List.of(contact),
                SYSTEMS.stream()
                        .map(id -> DefinitionsFixture.sync(
                                id, CONTACT, Direction.BOTH, DeleteRule.PROPAGATE, DefinitionsFixture.same(MAPPED)))
                        .toList(),
                "arrival");
    }

    /** What one system's users did. */
    private record Edit(SystemId system, Instant at, Map<String, Value> fields) {}

    private static List<Edit> edits(Random random) {
        var edits = new ArrayList<Edit>();
        for (var system : SYSTEMS) {
            var fields = new LinkedHashMap<String, Value>();
            for (var name : List.of("name", "phone", "street", "city")) {
                if (random.nextBoolean()) {
                    fields.put(name, Value.text(system + "-" + random.nextInt(3)));
                }
            }
            if (random.nextBoolean()) {
                fields.put("tags", Value.of(random.nextBoolean() ? List.of("x", "of " + system) : List.of("y")));
            }
            var at = FactsFixture.START.plusSeconds(600 + random.nextInt(4));
            edits.add(new Edit(system, at, fields));
        }
        return edits;
    }

    /** What was agreed, with all that was added, without all that was removed. */
    private static Value tags(List<Edit> edits) {
        var tags = new TreeSet<>(AGREED);
        for (var edit : edits) {
            if (edit.fields().get("tags") instanceof Value.Items(var items)) {
                var now = items.stream().map(Value::toString).toList();
                tags.addAll(now);
            }
        }
        for (var edit : edits) {
            if (edit.fields().get("tags") instanceof Value.Items(var items)) {
                var now = items.stream().map(Value::toString).toList();
                AGREED.stream().filter(tag -> !now.contains(tag)).forEach(tags::remove);
            }
        }
        return Value.of(List.copyOf(tags));
    }

    private static Map<String, Value> golden(Mappings mappings, List<Edit> edits) {
        var story = new Story(CONTACT, new FactsFixture(mappings));
        for (var system : SYSTEMS) {
            // Each owner says first what is its own, so that all have agreed on all of it.
            story.report(
                    story.changedAt(system, "L", FactsFixture.START),
                    Story.local("name", "n", "phone", "p", "street", "s", "city", "c", "tags", AGREED),
                    true);
        }
        assertThat(story.record().values()).hasSize(MAPPED.length);
        SYSTEMS.forEach(system -> story.deliver(system, "L"));
        for (var edit : edits) {
            story.report(story.changedAt(edit.system(), "L", edit.at()), edit.fields(), false);
        }
        return story.record().values();
    }
}
