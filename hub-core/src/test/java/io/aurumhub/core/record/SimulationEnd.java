package io.aurumhub.core.record;

import static io.aurumhub.core.record.DefinitionsFixture.CONTACT;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.definition.Policy;
import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What must hold once a history is quiet. */
record SimulationEnd(SimulatedHub hub, List<SimulatedSystem> systems) {

    void check() {
        systems.forEach(this::checkEqual);
        checkOwners();
        checkParked();
        checkNothingIsForgotten();
        checkNothingWaitsInVain();
    }

    /** A delete waits only as long as somebody refers to the record, or has updated it since. */
    private void checkNothingWaitsInVain() {
        hub.refer(false);
        assertThat(hub.copies().stream()
                        .filter(copy -> copy.open().contains(Conflict.WHILE_REFERRED))
                        .filter(copy -> hub.copies().stream().noneMatch(Copy::due)))
                .allMatch(copy -> Objects.requireNonNull(hub.record).fields().values().stream()
                        .anyMatch(field -> field.revision() > copy.held()));
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

    /** Of fields, where no steward was to be asked by the policy, only what flaps waits for one. */
    private void checkParked() {
        var policies = hub.facts.mappings().entity(CONTACT).policies();
        for (var copy : hub.copies()) {
            for (var unit : copy.open()) {
                if (unit.equals(Conflict.WHOLE_RECORD) || unit.equals(Conflict.WHILE_REFERRED)) {
                    continue;
                }
                var rule = hub.openRule(copy.id().system(), unit);
                assertThat(rule).as("why %s of %s is open", unit, copy.id()).isNotNull();
                if (!(policies.of(unit) instanceof Policy.Manual)) {
                    assertThat(rule).as("why %s of %s is open", unit, copy.id()).startsWith("flapping: ");
                }
            }
        }
    }

    /** Every value that a system told is in the history, whatever became of it. */
    private void checkNothingIsForgotten() {
        var observations = hub.observations();
        SimulatedHub.tokens(hub.heard)
                .forEach(token -> assertThat(observations).as("what was told").contains(token));
    }

    private static boolean isOpen(GoldenRecord record, SimulatedSystem system, String key) {
        return record.copyOf(system.id, key)
                .filter(copy -> copy.open().contains(Conflict.WHOLE_RECORD))
                .isPresent();
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
            boolean keeps = hub.facts
                    .mappings()
                    .sync(system.id, CONTACT)
                    .orElseThrow()
                    .deletes()
                    .keepsOrphans();
            assertThat(system.rows.keySet())
                    .as("rows of a deleted record in %s", system.id)
                    .allMatch(key -> keeps || isOpen(record, system, key));
            return;
        }
        var policies = hub.facts.mappings().entity(CONTACT).policies();
        hub.fields(system)
                .forEach((golden, map) -> system.rows.forEach((key, row) -> {
                    var open = record.copyOf(system.id, key).map(Copy::open).orElse(Set.of());
                    if (open.contains(policies.groupOf(golden).orElse(golden))
                            || !record.fields().containsKey(golden)) {
                        return;
                    }
                    var value = record.values().getOrDefault(golden, Value.nothing());
                    if (map.local().equals(system.ignores) && isNoticed(record, system, key, value)) {
                        return;
                    }
                    assertThat(row.fields().getOrDefault(map.local(), Value.nothing()))
                            .as("%s of %s %s", golden, system.id, key)
                            .isEqualTo(system.stored(value));
                }));
    }

    /** What differs in case only may be the system's own form; all else that was ignored is shown as refused. */
    private static boolean isNoticed(GoldenRecord record, SimulatedSystem system, String key, Value golden) {
        var held = Objects.requireNonNull(system.rows.get(key)).fields().getOrDefault(system.ignores, Value.nothing());
        return held.toString().equalsIgnoreCase(golden.toString())
                || record.copyOf(system.id, key)
                        .map(Copy::refused)
                        .filter(reason -> reason.contains("'" + system.ignores + "'"))
                        .isPresent();
    }
}
