package io.aurumhub.api.change;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Drift;
import io.aurumhub.core.shared.Nearest;
import java.util.List;
import java.util.Set;

/**
 * Names the fields of a change that no map reads: an adapter may send more than is mapped, but a typing error hurts.
 */
public final class IgnoredFields {

    private IgnoredFields() {}

    /** Each name, with the names that were perhaps meant: {@code firstName (did you mean first_name?)}. */
    static List<String> of(Change change, Definitions definitions) {
        return definitions
                .sync(change.system(), change.entity())
                .map(sync -> of(change.fields().keySet(), sync))
                .orElse(List.of());
    }

    /** As {@link #of(Change, Definitions)}. */
    public static List<String> of(Set<String> names, SyncDefinition sync) {
        var read = sync.resource().fields();
        var technical = Drift.technical(sync);
        return names.stream()
                .filter(name -> !read.contains(name) && !technical.contains(name))
                .map(name -> {
                    var nearest = Nearest.to(name, read);
                    return nearest.isEmpty()
                            ? name
                            : "%s (did you mean %s?)".formatted(name, String.join(" or ", nearest));
                })
                .toList();
    }
}
