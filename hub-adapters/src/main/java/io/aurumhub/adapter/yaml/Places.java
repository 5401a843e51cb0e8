package io.aurumhub.adapter.yaml;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Knows by which keys each node of the files is reached; for one that is used again, by those of its first use. */
final class Places {

    private final IdentityHashMap<Node, String> paths = new IdentityHashMap<>();
    private final Map<String, Node> nodes = new HashMap<>();

    void add(Node root) {
        add(root, "");
    }

    String of(Node node) {
        return paths.getOrDefault(node, "");
    }

    /** The node at a path, or the nearest one that it would stand in. */
    Optional<Node> at(String path) {
        var near = path;
        while (!nodes.containsKey(near) && !near.isEmpty()) {
            near = near.substring(0, Math.max(0, near.lastIndexOf('.')));
        }
        return Optional.ofNullable(nodes.get(near));
    }

    private void add(Node node, String path) {
        if (paths.putIfAbsent(node, path) != null) {
            return;
        }
        nodes.putIfAbsent(path, node);
        switch (node) {
            case MappingNode mapping ->
                mapping.getValue().forEach(tuple -> {
                    var key = tuple.getKeyNode() instanceof ScalarNode name ? name.getValue() : "?";
                    paths.putIfAbsent(tuple.getKeyNode(), Reading.join(path, key));
                    add(tuple.getValueNode(), Reading.join(path, key));
                });
            case SequenceNode sequence -> {
                for (int i = 0; i < sequence.getValue().size(); i++) {
                    add(sequence.getValue().get(i), path + "[" + i + "]");
                }
            }
            default -> {}
        }
    }
}
