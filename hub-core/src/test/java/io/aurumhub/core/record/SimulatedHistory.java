package io.aurumhub.core.record;

import static io.aurumhub.core.record.DefinitionsFixture.CONTACT;
import static io.aurumhub.core.record.DefinitionsFixture.CRM;
import static io.aurumhub.core.record.DefinitionsFixture.LEADS;
import static io.aurumhub.core.record.DefinitionsFixture.SHOP;
import static io.aurumhub.core.record.DefinitionsFixture.WAREHOUSE;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.definition.FieldMap;
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
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** One random history, all of it made from its seed. */
final class SimulatedHistory {

    private static final SystemId ERP = new SystemId("erp");
    private static final SystemId MAIL = new SystemId("mail");
    private static final List<SystemId> SYSTEMS = List.of(ERP, MAIL, CRM, SHOP, WAREHOUSE, LEADS);
    private static final int LARGEST_ROUNDS = 25;
    private static final int LARGEST_WRITES_PER_COPY = 8;

    /** What may happen. */
    enum Life {
        /** Everything, decided by the better rank. */
        ANYTHING,
        /** Everything, decided by all policies, and by stewards. */
        ALL_POLICIES,
        /** Everything, with a system that answers writes of one field as if it had stored them, and does not. */
        IGNORED_WRITES,
        /** Only the first system is edited, nothing crashes, and reports wait while their copy is being written. */
        ONE_EDITOR,
        /**
         * One field is set once, by all policies; most systems give it a form of their own whenever they are written.
         */
        ONE_EDIT
    }

    private final Random random;
    final Life life;
    private final boolean oneEditor;
    private final List<SimulatedSystem> systems = new ArrayList<>();
    final SimulatedHub hub;
    private int tokens;
    private int decisions;

    SimulatedHistory(long seed, Life life) {
        this.random = new Random(seed);
        this.life = life;
        this.oneEditor = life == Life.ONE_EDITOR;
        int count = 2 + random.nextInt(SYSTEMS.size() - 1);
        for (var id : SYSTEMS.subList(SYSTEMS.size() - count, SYSTEMS.size())) {
            var form = SimulatedSystem.FORMS.get(random.nextInt(SimulatedSystem.FORMS.size()));
            var system = new SimulatedSystem(id, random.nextBoolean(), !id.equals(LEADS), form);
            if (!oneEditor && random.nextInt(3) < (life == Life.ONE_EDIT ? 2 : 1)) {
                system.habit = SimulatedSystem.HABITS.get(random.nextInt(SimulatedSystem.HABITS.size()));
            }
            systems.add(system);
        }
        var ids = systems.stream().map(system -> system.id).toList();
        var definitions =
                new SimulatedDefinitions(random, life == Life.ALL_POLICIES || life == Life.ONE_EDIT, SYSTEMS).of(ids);
        this.hub = new SimulatedHub(new FactsFixture(definitions), systems);
        if (life == Life.IGNORED_WRITES) {
            var deaf = systems.get(random.nextInt(systems.size()));
            deaf.ignores = List.copyOf(hub.fields(deaf).values())
                    .get(random.nextInt(2))
                    .local();
        }
    }

    void play(int steps) {
        boolean others = !oneEditor && life != Life.ONE_EDIT;
        hub.meanwhile = others ? this::editBesides : hub.meanwhile;
        IntStream.range(0, steps).forEach(step -> step());
        hub.meanwhile = (system, written) -> {};
    }

    private void step() {
        hub.facts.tick(Duration.ofSeconds(1));
        var system = systems.get(random.nextInt(systems.size()));
        int kinds = switch (life) {
            case ONE_EDITOR, ONE_EDIT -> 16;
            case ANYTHING, IGNORED_WRITES -> 21;
            case ALL_POLICIES -> 24;
        };
        switch (random.nextInt(kinds)) {
            case 0, 1, 2, 3 -> edit(oneEditor ? systems.getFirst() : system);
            case 4, 5, 6, 7 -> hear(system);
            case 8, 9 -> read(system);
            case 10, 11, 12 -> deliver();
            case 13, 14 -> confirm();
            case 15 -> {
                system.out = random.nextInt(3) == 0;
                system.followHabit(hub.facts.tick(Duration.ofMillis(10)));
            }
            case 16 -> delete(system);
            case 17 -> repeat(system);
            case 18 -> hub.unconfirmed.clear();
            case 19 -> rollBack();
            case 20 -> hub.refer(random.nextBoolean());
            case 21 -> pin();
            case 22 -> overturn();
            default -> uphold();
        }
    }

    private void edit(SimulatedSystem system) {
        if (life == Life.ONE_EDIT) {
            if (systems.stream().allMatch(one -> one.rows.isEmpty())) {
                var name =
                        Objects.requireNonNull(hub.fields(system).get("name")).local();
                system.create(Map.of(name, token()), hub.facts.tick(Duration.ofMillis(10)));
            }
            return;
        }
        var changes = new LinkedHashMap<String, Value>();
        for (var map : hub.fields(system).values()) {
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
            hub.fields(system).values().stream()
                    .filter(map -> !written.contains(map.local()))
                    .findFirst()
                    .ifPresent(map -> system.put(
                            system.rows.lastKey(),
                            Map.of(map.local(), value(system, map)),
                            hub.facts.tick(Duration.ofMillis(10))));
        }
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
        hub.refer(random.nextInt(4) == 0);
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
        new SimulationEnd(hub, systems).check();
        if (life == Life.ONE_EDIT) {
            var policies = hub.facts.mappings().entity(CONTACT).policies();
            int most = 1 + policies.flapping().rounds() + decisions + Math.max(0, systems.size() - 2);
            systems.forEach(system ->
                    assertThat(system.writes).as("writes to %s", system.id).isLessThanOrEqualTo(most));
        }
    }

    /** Days later a steward lets the golden values stand; whoever goes on is written once, and parked again. */
    void upholdAndCheck() {
        long parked = parked();
        if (parked
                < hub.copies().stream().filter(copy -> !copy.open().isEmpty()).count()) {
            return; // some wait because of the policy alone, and may still quarrel
        }
        long refused =
                hub.copies().stream().filter(copy -> copy.refused() != null).count();
        int before = systems.stream().mapToInt(system -> system.writes).sum();
        hub.facts.tick(Duration.ofDays(3));
        decisions++;
        uphold();
        settleAndCheck();
        int writes = systems.stream().mapToInt(system -> system.writes).sum() - before;
        assertThat(writes).as("writes after a steward's decision").isLessThanOrEqualTo((int) (parked + refused));
    }

    /** Copies that stand against the golden value since they flap. */
    long parked() {
        return hub.copies().stream()
                .filter(copy -> copy.open().stream()
                        .anyMatch(unit -> String.valueOf(hub.openRule(copy.id().system(), unit))
                                .startsWith("flapping: ")))
                .count();
    }

    private int round() {
        int before = hub.events.size();
        confirmAll();
        for (var system : systems) {
            hub.facts.tick(Duration.ofSeconds(1));
            system.out = false;
            system.followHabit(hub.facts.now());
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
}
