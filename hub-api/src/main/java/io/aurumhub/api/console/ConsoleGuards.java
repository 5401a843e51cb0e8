package io.aurumhub.api.console;

import io.aurumhub.core.connector.Guard;
import io.aurumhub.core.connector.Guards;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.shared.SyncId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Says on the pages, by system, what guards the hub's writes. */
@ControllerAdvice(assignableTypes = ConsoleController.class)
class ConsoleGuards {

    private final Definitions definitions;
    private final ObjectProvider<Guards> engine;

    ConsoleGuards(Definitions definitions, ObjectProvider<Guards> engine) {
        this.definitions = definitions;
        this.engine = engine;
    }

    @ModelAttribute("guards")
    Map<String, String> guards() {
        var running = engine.getIfAvailable();
        if (running == null) {
            return Map.of();
        }
        var guards = running.guards();
        var advice = running.advice();
        return definitions.syncs().values().stream()
                .filter(sync -> guards.containsKey(sync.id()))
                .collect(Collectors.groupingBy(
                        sync -> sync.system().value(),
                        Collectors.collectingAndThen(
                                Collectors.toList(), syncs -> words(syncs, guards) + advised(syncs, advice))));
    }

    private static String advised(List<SyncDefinition> syncs, Map<SyncId, String> advice) {
        return syncs.stream()
                .filter(sync -> advice.containsKey(sync.id()))
                .map(sync -> "; " + sync.entity() + ": " + advice.get(sync.id()))
                .collect(Collectors.joining());
    }

    /** With the names of the entities where they are guarded in different ways. */
    static String words(List<SyncDefinition> syncs, Map<SyncId, Guard> guards) {
        var entities = syncs.stream()
                .collect(Collectors.groupingBy(
                        sync -> Objects.requireNonNull(guards.get(sync.id())).words(),
                        LinkedHashMap::new,
                        Collectors.mapping(sync -> sync.entity().value(), Collectors.joining(", "))));
        return entities.size() == 1
                ? entities.keySet().iterator().next()
                : entities.entrySet().stream()
                        .map(one -> one.getValue() + ": " + one.getKey())
                        .collect(Collectors.joining("; "));
    }
}
