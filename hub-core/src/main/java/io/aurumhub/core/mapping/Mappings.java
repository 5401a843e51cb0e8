package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.expression.Expressions;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The definitions with the map of every sync made ready. Immutable; made once when the definitions are loaded. */
public final class Mappings {

    private final Definitions definitions;
    private final Map<SyncId, Mapping> maps;
    private final RecordRules rules;
    private final PolicyChoices choices;
    private final TextPatterns patterns;
    private final @Nullable KeyedHash hash;
    private final Expressions expressions;

    /** Maps without a key: fields that are to be hashed have no local form. */
    public Mappings(Definitions definitions) {
        this(definitions, TextPatterns.bounded(), null, NoExpressions.INSTANCE);
    }

    /**
     * Maps and rules.
     *
     * @param hash for fields that a system is shown as hashes; null: the hub has no key
     * @throws IllegalArgumentException if a map has faults, or an expression cannot be used
     */
    public Mappings(Definitions definitions, TextPatterns patterns, @Nullable KeyedHash hash, Expressions expressions) {
        this.definitions = definitions;
        this.patterns = patterns;
        this.hash = hash;
        this.expressions = expressions;
        this.rules = new RecordRules(definitions, expressions);
        this.choices = new PolicyChoices(definitions, expressions);
        this.maps = definitions.syncs().values().stream()
                .collect(Collectors.toUnmodifiableMap(
                        SyncDefinition::id,
                        sync -> new Mapping(sync, entity(definitions, sync.entity()), patterns, hash, expressions)));
    }

    /**
     * Whether the sync's system gets a record with these golden fields: its {@code when} holds, or it has none. One
     * that asks for what the record lacks does not hold.
     */
    public boolean applies(SyncId sync, Map<String, Value> golden) {
        return rules.applies(sync, golden);
    }

    /** The checks of its entity that a record with these golden fields breaks, one sentence each. */
    public List<String> broken(EntityName entity, Map<String, Value> golden) {
        return rules.broken(entity, golden);
    }

    /**
     * Whether the expression of a policy lets the reported value win.
     *
     * @param name a field or a group
     * @param golden value, system, rank and at of the golden value; of a group, the values of its fields
     * @param reported the same of the reported one
     * @throws io.aurumhub.core.expression.ExpressionFailed if the values do not allow an answer
     */
    public boolean prefersReported(
            EntityName entity, String name, Map<String, Value> golden, Map<String, Value> reported) {
        return choices.prefersReported(entity, name, golden, reported);
    }

    /** The same patterns, key and expressions for other definitions. */
    public Mappings with(Definitions other) {
        return new Mappings(other, patterns, hash, expressions);
    }

    TextPatterns patterns() {
        return patterns;
    }

    public Definitions definitions() {
        return definitions;
    }

    public EntityDefinition entity(EntityName name) {
        return entity(definitions, name);
    }

    /** The map of a sync; throws IllegalArgumentException if the sync is not defined. */
    public Mapping of(SyncId sync) {
        var map = maps.get(sync);
        if (map == null) {
            throw new IllegalArgumentException("There is no sync '" + sync + "'; there are " + maps.keySet());
        }
        return map;
    }

    public Optional<SyncDefinition> sync(SystemId system, EntityName entity) {
        return definitions.sync(system, entity);
    }

    private static EntityDefinition entity(Definitions definitions, EntityName name) {
        return definitions
                .entity(name)
                .orElseThrow(() -> new IllegalArgumentException("There is no entity '" + name + "'; there are "
                        + definitions.entities().keySet()));
    }
}
