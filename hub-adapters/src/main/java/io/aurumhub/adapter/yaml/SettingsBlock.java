package io.aurumhub.adapter.yaml;

import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Takes a block as settings for a connector: values by name, secrets filled in. What would not be written again as it
 * stands in the file (1e5, which may be a password) is text.
 */
final class SettingsBlock {

    private static final Set<String> DURATIONS = Set.of("timeout");

    private final Reading reading;

    SettingsBlock(Reading reading) {
        this.reading = reading;
    }

    Map<String, Value> read(Block block) {
        var settings = new LinkedHashMap<String, Value>();
        for (var key : block.shape().keys()) {
            var inner = block.shape().inner(key);
            if (inner.isPresent()) {
                block.block(key, inner.get()).ifPresent(it -> settings.put(key, new Value.Nested(read(it))));
            } else if (block.shape().isFree(key)) {
                block.node(key).ifPresent(node -> settings.put(key, free(node, block.path(key))));
            } else {
                block.node(key).ifPresent(node -> single(node, block.path(key), key, settings));
            }
        }
        block.shape().required().forEach(key -> complainIfBlank(block, key, settings));
        return settings;
    }

    private void complainIfBlank(Block block, String key, Map<String, Value> settings) {
        if (settings.get(key) instanceof Value.Text(String text) && text.isBlank()) {
            reading.problem(block.place(key), block.path(key) + " is blank", "expected a value");
        }
    }

    private void single(Node node, String path, String key, Map<String, Value> settings) {
        var value = single(node, path);
        value.ifPresent(it -> settings.put(key, it));
        if (value.isPresent() && DURATIONS.contains(key)) {
            reading.pause(node, path);
        }
    }

    private Optional<Value> single(Node node, String path) {
        return reading.text(node, path).map(text -> {
            var value = value(node, text.filled());
            return value.toString().equals(text.filled()) ? value : Value.text(text.filled());
        });
    }

    private Value free(Node node, String path) {
        var values = new LinkedHashMap<String, Value>();
        reading.entries(node, path)
                .forEach((name, entry) ->
                        single(entry.value(), path + "." + name).ifPresent(value -> values.put(name, value)));
        return new Value.Nested(values);
    }

    /** A plain number or flag as such, everything else as text. */
    static Value value(Node node, String text) {
        if (!(node instanceof ScalarNode scalar) || !scalar.isPlain()) {
            return Value.text(text);
        }
        if (node.getTag().equals(Tag.BOOL)) {
            return Value.flag(Boolean.parseBoolean(text));
        }
        if (node.getTag().equals(Tag.INT) || node.getTag().equals(Tag.FLOAT)) {
            try {
                return Value.number(new BigDecimal(text));
            } catch (NumberFormatException infinite) {
                return Value.text(text);
            }
        }
        return Value.text(text);
    }
}
