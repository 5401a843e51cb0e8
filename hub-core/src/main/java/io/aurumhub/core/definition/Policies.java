package io.aurumhub.core.definition;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which policy decides what in an entity.
 *
 * @param otherwise for all that has none of its own
 * @param named by the name of a field or a group
 * @param groups fields that move as one, by the name of the group; a field is in one group at most
 * @param flapping when a field that goes back and forth is left to a steward
 */
public record Policies(
        Policy otherwise, Map<String, Policy> named, Map<String, List<String>> groups, Flapping flapping) {

    /** The better rank wins, field by field. */
    public static final Policies PRIORITY = new Policies(new Policy.Priority(), Map.of(), Map.of());

    /** Policies that stop what goes back and forth as usual. */
    public Policies(Policy otherwise, Map<String, Policy> named, Map<String, List<String>> groups) {
        this(otherwise, named, groups, Flapping.USUAL);
    }

    public Policies {
        named = Collections.unmodifiableMap(new LinkedHashMap<>(named));
        groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
    }

    /** The policy of a field or a group. */
    public Policy of(String name) {
        return named.getOrDefault(name, otherwise);
    }

    /** The name of the group that the field is in. */
    public Optional<String> groupOf(String field) {
        return groups.entrySet().stream()
                .filter(group -> group.getValue().contains(field))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The fields of a group; a name that is no group stands for the field itself. */
    public List<String> fields(String name) {
        return groups.getOrDefault(name, List.of(name));
    }
}
