package io.aurumhub.core.record;

import static io.aurumhub.core.record.DefinitionsFixture.CONTACT;
import static io.aurumhub.core.record.DefinitionsFixture.CRM;
import static io.aurumhub.core.record.DefinitionsFixture.LEADS;
import static io.aurumhub.core.record.DefinitionsFixture.SHOP;
import static io.aurumhub.core.record.DefinitionsFixture.WAREHOUSE;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.DeleteRule;
import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** One random history, all of it made from its seed. */
final class SimulatedHistory {

    private static final List<SystemId> SYSTEMS = List.of(CRM, SHOP, WAREHOUSE, LEADS);
    private static final List<UnaryOperator<String>> FORMS = List.of(
            text -> text,
            text -> text,
            text -> text.toUpperCase(Locale.ROOT),
            text -> text.substring(0, Math.min(7, text.length())));
    private static final int LARGEST_ROUNDS = 25;
    private static final int LARGEST_WRITES_PER_COPY = 8;

    private final Random random;
    private final boolean oneEditor;
    private final List<SimulatedSystem> systems = new ArrayList<>();
    final SimulatedHub hub;
    private int tokens;

    static SimulatedHistory anything(long seed) {
        return new SimulatedHistory(seed, false);
    }

    /** Only the first system is edited, nothing crashes, and reports wait while their copy is being written. */
    static SimulatedHistory oneEditor(long seed) {
        return new SimulatedHistory(seed, true);
    }

    private SimulatedHistory(long seed, boolean oneEditor) {
        this.random = new Random(seed);
        this.oneEditor = oneEditor;
        int count = 2 + random.nextInt(3);
        for (var id : SYSTEMS.subList(SYSTEMS.size() - count, SYSTEMS.size())) {
            var form = FORMS.get(random.nextInt(FORMS.size()));
            systems.add(new SimulatedSystem(id, random.nextBoolean(), !id.equals(LEADS), form));
        }
        this.hub = new SimulatedHub(new FactsFixture(definitions()), systems);
    }

    private Definitions definitions() {
        var rules = DeleteRule.values();
        var ids = systems.stream().map(system -> system.id).toList();
        return Definitions.of(
                ids.stream()
                        .map(id -> DefinitionsFixture.system(id, 1 + SYSTEMS.indexOf(id)))
                        .toList(),
                List.of(DefinitionsFixture.contact()),
                ids.stream()
                        .map(id -> sync(id, rules[random.nextInt(rules.length)]))
                        .toList(),
                "simulation");
    }

    private static SyncDefinition sync(SystemId id, DeleteRule deletes) {
        var direction = id.equals(LEADS) ? Direction.IN : Direction.BOTH;
        var maps = id.equals(SHOP)
                ? List.of(
                        FieldMap.named("name", "full_name"),
                        FieldMap.named("phone", "contact.phone"),
                        FieldMap.named("city", "contact.city"))
                : id.equals(LEADS)
                        ? DefinitionsFixture.same("name", "phone")
                        : DefinitionsFixture.same("name", "phone", "city");
        return DefinitionsFixture.sync(id, CONTACT, direction, deletes, maps);
    }

    void play(int steps) {
        hub.meanwhile = oneEditor ? hub.meanwhile : this::editBesides;
        IntStream.range(0, steps).forEach(step -> step());
        hub.meanwhile = (system, written) -> {};
    }

    private void step() {
        hub.facts.tick(Duration.ofSeconds(1));
        var system = systems.get(random.nextInt(systems.size()));
        switch (random.nextInt(oneEditor ? 16 : 20)) {
            case 0, 1, 2, 3 -> edit(oneEditor ? systems.getFirst() : system);
            case 4, 5, 6, 7 -> hear(system);
            case 8, 9 -> read(system);
            case 10, 11, 12 -> deliver();
            case 13, 14 -> confirm();
            case 15 -> system.out = random.nextInt(3) == 0;
            case 16 -> delete(system);
            case 17 -> repeat(system);
            case 18 -> hub.unconfirmed.clear();
            default -> rollBack();
        }
    }

    private void edit(SimulatedSystem system) {
        var changes = new LinkedHashMap<String, Value>();
        for (var map : fields(system).values()) {
            if (system.rows.isEmpty() || random.nextInt(3) == 0) {
                changes.put(map.local(), random.nextInt(8) == 0 ? Value.nothing() : token());
            }
        }
        var now = hub.facts.tick(Duration.ofMillis(10));
        if (system.rows.isEmpty()) {
            if (!oneEditor || hub.record == null) {
                system.create(changes, now);
            }
        } else {
            var keys = List.copyOf(system.rows.keySet());
            system.put(keys.get(random.nextInt(keys.size())), changes, now);
        }
    }

    private void editBesides(SimulatedSystem system, Set<String> written) {
        if (random.nextInt(3) == 0) {
            fields(system).values().stream()
                    .filter(map -> !written.contains(map.local()))
                    .findFirst()
                    .ifPresent(map -> system.put(
                            system.rows.lastKey(),
                            Map.of(map.local(), token()),
                            hub.facts.tick(Duration.ofMillis(10))));
        }
    }

    private Map<String, FieldMap> fields(SimulatedSystem system) {
        return hub.facts.mappings().sync(system.id, CONTACT).orElseThrow().fields();
    }

    private Value token() {
        return Value.text("v%05d-Tail".formatted(++tokens));
    }

    private void delete(SimulatedSystem system) {
        if (!system.rows.isEmpty()) {
            system.delete(system.rows.firstKey(), hub.facts.tick(Duration.ofMillis(10)));
        }
    }

    /** Where the source tells its time, reports may overtake each other. */
    private void hear(SimulatedSystem system) {
        if (system.told.isEmpty() || (oneEditor && isBeingWritten(system))) {
            return;
        }
        hub.take(system.told.remove(system.tells && !oneEditor ? random.nextInt(system.told.size()) : 0));
    }

    private boolean isBeingWritten(SimulatedSystem system) {
        return hub.unconfirmed.keySet().stream().anyMatch(copy -> copy.system().equals(system.id));
    }

    private void repeat(SimulatedSystem system) {
        if (!system.told.isEmpty()) {
            system.told.addFirst(system.told.getFirst());
        }
    }

    private void read(SimulatedSystem system) {
        if (!system.out) {
            system.read(hub.known(system.id), hub.facts.tick(Duration.ofMillis(10)));
        }
    }

    private void deliver() {
        var due = hub.due();
        if (!due.isEmpty()) {
            hub.deliver(due.get(random.nextInt(due.size())));
        }
    }

    private void confirm() {
        var first = hub.unconfirmed.pollFirstEntry();
        if (first != null) {
            hub.send(first.getValue());
        }
    }

    private void rollBack() {
        if (random.nextInt(3) == 0 && !hub.events.isEmpty()) {
            hub.rollBack(1 + random.nextInt(hub.events.size()));
        }
    }

    /** Lets the systems be, until nothing is due and a read of everything is no news. */
    void settleAndCheck() {
        int writesBefore = systems.stream().mapToInt(system -> system.writes).sum();
        int rounds = 0;
        while (round() > 0 || !hub.due().isEmpty()) {
            assertThat(++rounds).as("rounds until quiet; due: %s", hub.due()).isLessThan(LARGEST_ROUNDS);
        }
        int writes = systems.stream().mapToInt(system -> system.writes).sum() - writesBefore;
        assertThat(writes)
                .isLessThanOrEqualTo(
                        LARGEST_WRITES_PER_COPY * Math.max(1, hub.copies().size()));
        assertThat(round()).as("events by echoes").isZero();
        GoldenRecord folded = null;
        for (var event : hub.events) {
            folded = GoldenRecord.evolve(folded, event);
        }
        assertThat(folded).isEqualTo(hub.record);
        systems.forEach(this::checkEqual);
    }

    private int round() {
        int before = hub.events.size();
        confirmAll();
        for (var system : systems) {
            hub.facts.tick(Duration.ofSeconds(1));
            system.out = false;
            system.told.forEach(hub::take);
            system.told.clear();
            read(system);
            system.told.forEach(hub::take);
            system.told.clear();
        }
        hub.due().forEach(hub::deliver);
        confirmAll();
        return hub.events.size() - before;
    }

    private void confirmAll() {
        while (!hub.unconfirmed.isEmpty()) {
            confirm();
        }
    }

    private void checkEqual(SimulatedSystem system) {
        var record = hub.record;
        if (record == null) {
            assertThat(system.rows).isEmpty();
            return;
        }
        assertThat(hub.known(system.id)).containsExactlyInAnyOrderElementsOf(system.rows.keySet());
        if (!system.writable) {
            return;
        }
        if (record.deleted()) {
            assertThat(system.rows)
                    .as("rows of a deleted record in %s", system.id)
                    .isEmpty();
        }
        fields(system)
                .forEach((golden, map) -> system.rows.forEach((key, row) -> {
                    var value = record.values().getOrDefault(golden, Value.nothing());
                    assertThat(row.fields().getOrDefault(map.local(), Value.nothing()))
                            .as("%s of %s %s", golden, system.id, key)
                            .isEqualTo(system.stored(value));
                }));
    }
}
