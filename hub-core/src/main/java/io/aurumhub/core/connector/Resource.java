package io.aurumhub.core.connector;

import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.Value;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where in a system one sync's records live: a table, a path, a file pattern. The settings are the {@code resource:}
 * block of the sync, in the connector's own words; the connector checks them when it is opened.
 *
 * @param sync the sync this belongs to, for messages
 * @param settings the block as written, with secrets filled in; never to be logged: text, numbers, flags, nested blocks
 * @param fields the top-level local fields that the sync maps; a connector may read only these and the technical ones
 */
public record Resource(SyncId sync, Map<String, Value> settings, Set<String> fields) {
    public Resource {
        settings = Map.copyOf(settings);
        fields = Set.copyOf(fields);
    }

    /** A setting as text, if it is there. */
    public Optional<String> setting(String name) {
        return Optional.ofNullable(settings.get(name))
                .filter(value -> !value.isNothing())
                .map(Value::toString);
    }

    /**
     * A setting that must be there.
     *
     * @throws IllegalArgumentException naming the sync and the setting
     */
    public String required(String name) {
        return setting(name)
                .orElseThrow(() -> new IllegalArgumentException("syncs." + sync + ".resource." + name + " is missing"));
    }

    /** Without the settings: parameters of a URL may be secrets. */
    @Override
    public String toString() {
        return "Resource[sync=" + sync + ", settings=" + settings.keySet() + "]";
    }
}
