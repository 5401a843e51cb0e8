package io.aurumhub.api.console;

import io.aurumhub.core.connector.Guard;
import io.aurumhub.core.connector.Guards;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.shared.SyncId;
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
        return definitions.syncs().values().stream()
                .filter(sync -> guards.containsKey(sync.id()))
                .collect(Collectors.groupingBy(
                        sync -> sync.system().value(),
                        Collectors.mapping(
                                sync -> words(sync, guards),
                                Collectors.collectingAndThen(
                                        Collectors.toSet(),
                                        same -> same.stream().sorted().collect(Collectors.joining("; "))))));
    }

    /** With the name of the sync where the time is its own. */
    private static String words(SyncDefinition sync, Map<SyncId, Guard> guards) {
        var guard = Objects.requireNonNull(guards.get(sync.id()));
        return guard instanceof Guard.BestEffort ? sync.entity() + " " + guard.words() : guard.words();
    }
}
