package io.aurumhub.core.record;

import static io.aurumhub.core.record.DefinitionsFixture.CONTACT;
import static io.aurumhub.core.record.DefinitionsFixture.CRM;
import static io.aurumhub.core.record.DefinitionsFixture.LEADS;
import static io.aurumhub.core.record.DefinitionsFixture.SHOP;
import static io.aurumhub.core.record.DefinitionsFixture.WAREHOUSE;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.Policy;
import io.aurumhub.core.record.GoldenRecordCommand.Overturn;
import io.aurumhub.core.record.GoldenRecordCommand.PinField;
import io.aurumhub.core.record.GoldenRecordCommand.UnpinField;
import io.aurumhub.core.record.GoldenRecordCommand.Uphold;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** One random history, all of it made from its seed. */
final class SimulatedHistory {

    private static final SystemId ERP = new SystemId("erp");
    private static final SystemId MAIL = new SystemId("mail");
    private static final List<SystemId> SYSTEMS = List.of(ERP, MAIL, CRM, SHOP, WAREHOUSE, LEADS);
    private static final List<UnaryOperator<String>> FORMS = List.of(
            text -> text,
            text -> text,
            text -> text.toUpperCase(Locale.ROOT),
            text -> text.substring(0, Math.min(7, text.length())));
    private static final int LARGEST_ROUNDS = 25;
    private static final int LARGEST_WRITES_PER_COPY = 8;

    /** What may happen. */
    enum Life {
        /** Everything, decided by the better rank. */
        ANYTHING,
        /** Everything, decided by all policies, and by stewards. */
        ALL_POLICIES,
        /** Only the first system is edited, nothing crashes, and reports wait while their copy is being written. */
        ONE_EDITOR
    }

    private final Random random;
    private final Life life;
    private final boolean oneEditor;
    private final List<SimulatedSystem> systems = new ArrayList<>();
    final SimulatedHub hub;
    private int tokens;

    SimulatedHistory(long seed, Life life) {
        this.random = new Random(seed);
        this.life = life;
        this.oneEditor = life == Life.ONE_EDITOR;
        int count = 2 + random.nextInt(SYSTEMS.size() - 1);
        for (var id : SYSTEMS.subList(SYSTEMS.size() - count, SYSTEMS.size())) {
            var form = FORMS.get(random.nextInt(FORMS.size()));
            systems.add(new SimulatedSystem(id, random.nextBoolean(), !id.equals(LEADS), form));
        }
        var ids = systems.stream().map(system -> system.id).toList();
        var definitions = new SimulatedDefinitions(random, life == Life.ALL_POLICIES, SYSTEMS).of(ids);
        this.hub = new SimulatedHub(new FactsFixture(definitions), systems);
    }

    void play(int steps) {
        hub.meanwhile = oneEditor ? hub.meanwhile : this::editBesides;
        IntStream.range(0, steps).forEach(step -> step());
        hub.meanwhile = (system, written) -> {};
    }

    private void step() {
        hub.facts.tick(Duration.ofSeconds(1));
        var system = systems.get(random.nextInt(systems.size()));
        switch (random.nextInt(oneEditor ? 16 : life == Life.ANYTHING ? 20 : 23)) {
            case 0, 1, 2, 3 -> edit(oneEditor ? systems.getFirst() : system);
            case 4, 5, 6, 7 -> hear(system);
            case 8, 9 -> read(system);
            case 10, 11, 12 -> deliver();
            case 13, 14 -> confirm();
            case 15 -> system.out = random.nextInt(3) == 0;
            case 16 -> delete(system);
            case 17 -> repeat(system);
            case 18 -> hub.unconfirmed.clear();
            case 19 -> rollBack();
            case 20 -> pin();
            case 21 -> overturn();
            default -> uphold();
        }
    }

    private void edit(SimulatedSystem system) {
        var changes = new LinkedHashMap<String, Value>();
        for (var map : fields(system).values()) {
            if (system.rows.isEmpty() || random.nextInt(3) == 0) {
                changes.put(map.local(), random.nextInt(8) == 0 ? Value.nothing() : value(system, map));
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
                            Map.of(map.local(), value(system, map)),
                            hub.facts.tick(Duration.ofMillis(10))));
        }
    }

    private Map<String, FieldMap> fields(SimulatedSystem system) {
        return hub.facts.mappings().sync(system.id, CONTACT).orElseThrow().fields();
    }

    /** Of a set, something is added to or removed from what is there. */
    private Value value(SimulatedSystem system, FieldMap map) {
        if (!map.golden().equals("tags")) {
            return token();
        }
        var tags = new ArrayList<Value>();
        if (!system.rows.isEmpty()
                && system.rows.firstEntry().getValue().fields().get(map.local()) instanceof Value.Items(var held)) {
            tags.addAll(held);
        }
        if (!tags.isEmpty() && random.nextBoolean()) {
            tags.remove(random.nextInt(tags.size()));
        } else {
            tags.add(token());
        }
        return new Value.Items(tags);
    }

    private Value token() {
        return Value.text("v%05d-Tail".formatted(++tokens));
    }

    private void pin() {
        var record = hub.record;
        if (record == null || record.fields().isEmpty()) {
            return;
        }
        var names = List.copyOf(record.fields().keySet());
        var field = names.get(random.nextInt(names.size()));
        if (record.pins().containsKey(field)) {
            hub.send(new UnpinField(Story.ID, field, hub.facts, SimulatedHub.SIMULATION));
        } else {
            var until = hub.facts.now().plusSeconds(random.nextInt(20));
            var value = random.nextBoolean() || field.equals("tags") ? null : token();
            hub.send(new PinField(
                    Story.ID, field, value, new Pin("kim", null, until), hub.facts, SimulatedHub.SIMULATION));
        }
    }

    private void overturn() {
        var conflicts = hub.conflictsByRevision();
        if (!conflicts.isEmpty()) {
            var revisions = List.copyOf(conflicts.keySet());
            long revision = revisions.get(random.nextInt(revisions.size()));
            var conflict = Objects.requireNonNull(conflicts.get(revision));
            hub.send(new Overturn(
                    Story.ID, revision, conflict.field(), conflict.loser(), hub.facts, SimulatedHub.SIMULATION));
        }
    }

    private void uphold() {
        hub.copies().stream()
                .flatMap(copy -> copy.open().stream())
                .findFirst()
                .ifPresent(field ->
                        hub.send(new Uphold(Story.ID, hub.events.size(), field, hub.facts, SimulatedHub.SIMULATION)));
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
        checkOwners();
        checkNothingIsForgotten();
    }

    private void checkOwners() {
        var policies = hub.facts.mappings().entity(CONTACT).policies();
        if (hub.record != null) {
            hub.record.fields().forEach((name, field) -> {
                if (policies.of(policies.groupOf(name).orElse(name)) instanceof Policy.Owner(var owner)) {
                    assertThat(field.system()).as("who set %s", name).isIn(owner, null);
                }
            });
        }
    }

    /** Every value that a system told is in the history, whatever became of it. */
    private void checkNothingIsForgotten() {
        var observations = hub.observations();
        SimulatedHub.tokens(hub.heard)
                .forEach(token -> assertThat(observations).as("what was told").contains(token));
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
        var policies = hub.facts.mappings().entity(CONTACT).policies();
        fields(system)
                .forEach((golden, map) -> system.rows.forEach((key, row) -> {
                    var open = record.copyOf(system.id, key).map(Copy::open).orElse(Set.of());
                    if (open.contains(policies.groupOf(golden).orElse(golden))
                            || !record.fields().containsKey(golden)) {
                        return;
                    }
                    var value = record.values().getOrDefault(golden, Value.nothing());
                    assertThat(row.fields().getOrDefault(map.local(), Value.nothing()))
                            .as("%s of %s %s", golden, system.id, key)
                            .isEqualTo(system.stored(value));
                }));
    }
}
