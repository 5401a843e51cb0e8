package io.aurumhub.adapter.yaml;

import io.aurumhub.adapter.yaml.EntityBlocks.Draft;
import io.aurumhub.core.definition.FieldDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What must be true of all entities together. A record is taken in and delivered after those it points to, so entities
 * must not point at each other in a circle: two new records would wait for each other for ever, also where the
 * references need not be there, but are. An entity that points to itself is a tree, whose root comes first; so the root
 * must be allowed to point nowhere.
 */
final class EntityRules {

    private final Reading reading;

    EntityRules(Reading reading) {
        this.reading = reading;
    }

    void check(Map<String, Draft> entities) {
        var done = new HashSet<String>();
        entities.keySet().forEach(entity -> complainAboutCycles(entity, entities, new ArrayList<>(), done));
        entities.values().forEach(this::complainAboutRoot);
    }

    private void complainAboutCycles(String name, Map<String, Draft> entities, List<String> way, Set<String> done) {
        var entity = entities.get(name);
        if (entity == null || done.contains(name)) {
            return;
        }
        way.add(name);
        for (var next : entity.references()) {
            int begin = way.indexOf(next);
            if (begin < 0) {
                complainAboutCycles(next, entities, way, done);
            } else if (!next.equals(name)) {
                complain(entity, next, String.join(" -> ", way.subList(begin, way.size())) + " -> " + next);
            }
        }
        way.removeLast();
        done.add(name);
    }

    private void complain(Draft entity, String target, String cycle) {
        entity.fields()
                .forEach((name, field) -> field.filter(definition -> pointsTo(definition, target))
                        .ifPresent(definition -> reading.problem(
                                entity.place(name),
                                "entities.%s.fields.%s closes a cycle of references: %s"
                                        .formatted(entity.name(), name, cycle),
                                "expected one of them to keep the other's key as a string, since new records would"
                                        + " wait for each other")));
    }

    private void complainAboutRoot(Draft entity) {
        entity.fields()
                .forEach((name, field) -> field.filter(FieldDefinition::required)
                        .filter(definition -> pointsTo(definition, entity.name()))
                        .ifPresent(definition -> reading.problem(
                                entity.place(name),
                                "entities.%s.fields.%s is required and points to its own entity: %s -> %s"
                                        .formatted(entity.name(), name, entity.name(), entity.name()),
                                "expected it without required, since the first record has nothing to point to")));
    }

    private static boolean pointsTo(FieldDefinition field, String entity) {
        return field.reference() != null && field.reference().toString().equals(entity);
    }
}
