package io.aurumhub.adapter.yaml;

import io.aurumhub.core.definition.DeleteRule;
import io.aurumhub.core.definition.Deletes;
import io.aurumhub.core.definition.Deletes.Missing;
import io.aurumhub.core.definition.Deletes.Orphans;
import io.aurumhub.core.definition.Deletes.Referenced;
import io.aurumhub.core.definition.Direction;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** Reads {@code deletes:}, {@code orphans:} and {@code missing:} of a sync. */
final class DeletesBlock {

    private final Block sync;

    DeletesBlock(Block sync) {
        this.sync = sync;
    }

    Deletes read(Direction direction) {
        var inner = sync.node("deletes")
                .filter(MappingNode.class::isInstance)
                .flatMap(node -> sync.block("deletes", Shape.DELETES));
        var rule = inner.isPresent()
                ? inner.flatMap(block -> block.choice("rule", DeleteRule.class))
                : sync.choice("deletes", DeleteRule.class);
        var referenced = inner.flatMap(block -> block.choice("referenced", Referenced.class));
        if (referenced.isPresent() && !rule.filter(DeleteRule.PROPAGATE::equals).isPresent()) {
            inner.ifPresent(block -> block.problem(
                    "referenced",
                    " is for rule: propagate; by any other rule the record lives on",
                    "remove it, or change the rule"));
        }
        var orphans = ofWriters("orphans", Orphans.class, direction);
        var missing = ofWriters("missing", Missing.class, direction);
        if (rule.equals(Optional.of(DeleteRule.RECREATE)) && missing.equals(Optional.of(Missing.LEAVE))) {
            sync.problem(
                    "missing",
                    " is leave, so that nothing is created here, and deletes is recreate",
                    "expected deletes: ignore, or missing: create");
        }
        return new Deletes(
                rule.orElse(DeleteRule.PROPAGATE),
                referenced.orElse(Referenced.REVIEW),
                orphans.orElse(Orphans.DELETE),
                missing.orElse(Missing.CREATE));
    }

    private <E extends Enum<E>> Optional<E> ofWriters(String key, Class<E> choice, Direction direction) {
        var word = sync.choice(key, choice);
        if (word.isPresent() && !direction.out()) {
            sync.problem(key, " is for syncs that write, and this one is not", "remove it, or change the direction");
        }
        return word;
    }
}
