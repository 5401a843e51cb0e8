package io.aurumhub.adapter.yaml;

import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.Disclosure;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldFlow;
import io.aurumhub.core.definition.UpdateRule;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** Reads which way a field moves, and when. */
final class FlowBlock {

    /** Longer texts are cut for privacy, not to be kept whole. */
    private static final int LONGEST_TRUNCATED = 10_000;

    private final Reading reading;

    FlowBlock(Reading reading) {
        this.reading = reading;
    }

    /**
     * @param sync which way the sync moves
     * @param field empty if it is not known or has problems
     */
    FieldFlow read(Block map, Direction sync, Optional<FieldDefinition> field) {
        var said = map.choice("direction", Direction.class);
        var direction = said.orElse(Direction.BOTH);
        boolean in = sync.in() && direction.in();
        boolean out = sync.out() && direction.out();
        if (!in && !out) {
            map.problem(
                    "direction",
                    " is " + Words.of(direction) + ", but the sync only goes " + Words.of(sync),
                    "expected " + Words.of(sync) + ", or nothing");
        } else {
            if (!in) {
                complainAbout(map, "is for fields that are read", "read", "default", "absent");
            }
            if (!out) {
                complainAbout(map, "is for fields that are written", "write", "update", "send");
            }
        }
        return new FieldFlow(
                direction,
                map.choice("update", UpdateRule.class).orElse(UpdateRule.ALWAYS),
                field.flatMap(definition -> map.node("default")
                                .filter(node -> !reading.hasProblemAt(node))
                                .flatMap(node -> new Literals(reading).golden(definition, node, map.path("default"))))
                        .orElse(null),
                send(map, field).orElse(null),
                map.flag("lossy").orElse(false));
    }

    private static void complainAbout(Block map, String wrong, String... keys) {
        for (var key : keys) {
            if (map.node(key).isPresent()) {
                map.problem(key, " " + wrong + ", and this one is not", "remove it, or change the direction");
            }
        }
    }

    private Optional<Disclosure> send(Block map, Optional<FieldDefinition> field) {
        if (map.node("send").isPresent() && field.isPresent() && !field.get().sensitive()) {
            map.problem(
                    "send",
                    ": " + field.get().name() + " is not sensitive, so it is always sent as it is",
                    "expected sensitive: true at the field of the entity, or no send");
        }
        if (map.node("send").filter(MappingNode.class::isInstance).isPresent()) {
            return map.block("send", Shape.SEND)
                    .flatMap(block -> block.whole("truncate", 1, LONGEST_TRUNCATED))
                    .map(length -> new Disclosure(Disclosure.Kind.TRUNCATE, length));
        }
        if (map.text("send").filter(word -> word.filled().equals("truncate")).isPresent()) {
            map.problem("send", " does not say where to cut", "expected send: { truncate: 4 }");
            return Optional.empty();
        }
        return map.choice("send", Disclosure.Kind.class).map(kind -> new Disclosure(kind, 0));
    }
}
