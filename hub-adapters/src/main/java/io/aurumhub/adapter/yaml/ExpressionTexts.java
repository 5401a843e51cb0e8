package io.aurumhub.adapter.yaml;

import io.aurumhub.adapter.yaml.ExpressionCheck.Finding;
import io.aurumhub.adapter.yaml.ExpressionCheck.Kind;
import io.aurumhub.adapter.yaml.ExpressionCheck.Use;
import io.aurumhub.core.definition.FieldDefinition;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Takes expressions from the file, and reports what is wrong with them at their own place in it. */
final class ExpressionTexts {

    private final Reading reading;
    private final ExpressionCheck check;

    ExpressionTexts(Reading reading, ExpressionCheck check) {
        this.reading = reading;
        this.check = check;
    }

    /**
     * @param entity empty if it is not known
     * @param field null if the expression is about no single field
     */
    Optional<String> read(
            Block block, String key, Kind kind, Optional<EntityBlocks.Draft> entity, @Nullable FieldDefinition field) {
        return block.node(key).flatMap(node -> {
            if (isTag(node)) {
                reading.problem(
                        node,
                        block.path(key) + " begins with '!', which YAML takes for something else",
                        "expected the expression in quotes: '!has(record.x)'");
                return Optional.empty();
            }
            var text = reading.literal(node, block.path(key));
            text.ifPresent(it -> entity.filter(EntityBlocks.Draft::isComplete)
                    .ifPresent(draft -> check.check(it, new Use(kind, draft.definition(), field))
                            .forEach(finding -> report(block.path(key), node, finding))));
            return text;
        });
    }

    /** The top-level local fields that a {@code read} needs; none of one that has mistakes. */
    Set<String> localFields(String read) {
        return check.localFields(read);
    }

    private static boolean isTag(Node node) {
        var tag = node.getTag().getValue();
        return node instanceof ScalarNode && tag.startsWith("!") && tag.length() > 1;
    }

    private void report(String path, Node node, Finding finding) {
        reading.problem(
                (ScalarNode) node,
                finding.line(),
                finding.column(),
                path + ": " + finding.wrong(),
                finding.expected(),
                finding.nearest());
    }
}
