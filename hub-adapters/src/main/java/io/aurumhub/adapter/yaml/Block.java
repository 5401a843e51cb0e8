package io.aurumhub.adapter.yaml;

import io.aurumhub.adapter.yaml.Reading.Entry;
import io.aurumhub.adapter.yaml.Reading.Text;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A block of the file that has a {@link Shape}. On the way in it complains about keys that its shape does not know and
 * about missing ones; asking it for a key that its shape does not know is a bug.
 */
final class Block {

    private final Shape shape;
    private final String path;
    private final Node at;
    private final Map<String, Entry> entries;
    private final Reading reading;

    private Block(Shape shape, String path, Node at, Map<String, Entry> entries, Reading reading) {
        this.shape = shape;
        this.path = path;
        this.at = at;
        this.entries = entries;
        this.reading = reading;
    }

    /**
     * @param at where to complain about what is missing
     * @param node the block
     */
    static Block of(Shape shape, String path, Node at, Node node, Reading reading) {
        var block = new Block(shape, path, at, reading.entries(node, path), reading);
        block.complainAboutUnknown();
        if (node instanceof MappingNode) {
            block.complainAboutMissing();
        }
        return block;
    }

    /** A block whose missing keys may stand in another file. */
    static Block part(Shape shape, Node node, Reading reading) {
        var block = new Block(shape, "", node, reading.entries(node, "the file"), reading);
        block.complainAboutUnknown();
        return block;
    }

    private void complainAboutUnknown() {
        for (var entry : entries.values()) {
            if (shape.comesLater(entry.name())) {
                reading.comesLater(entry.key(), path(entry.name()));
            } else if (!shape.keys().contains(entry.name())) {
                reading.unknown(entry.key(), path(entry.name()) + " is not known", entry.name(), shape.keys());
            }
        }
    }

    private void complainAboutMissing() {
        for (var key : shape.required()) {
            if (node(key).isEmpty()) {
                reading.problem(at, path(key) + " is missing", "required here: " + String.join(", ", shape.required()));
            }
        }
    }

    Shape shape() {
        return shape;
    }

    Node at() {
        return at;
    }

    String path(String key) {
        return Reading.join(path, key);
    }

    /** The value of a key, unless it is absent or null. */
    Optional<Node> node(String key) {
        if (!shape.keys().contains(key)) {
            throw new IllegalStateException(shape + " has no key " + key);
        }
        return Optional.ofNullable(entries.get(key)).map(Entry::value).filter(node -> !Reading.isNull(node));
    }

    boolean isAbsent(String key) {
        return !entries.containsKey(key);
    }

    /** Where to complain about a key: its value, or the block. */
    Node place(String key) {
        return shape.keys().contains(key) ? node(key).orElse(at) : at;
    }

    Optional<Text> text(String key) {
        return node(key).flatMap(node -> reading.text(node, path(key)));
    }

    /** A text that must hold something once its placeholders are filled. */
    Optional<Text> nonBlank(String key) {
        var text = text(key);
        if (text.isPresent() && text.get().filled().isBlank()) {
            reading.problem(text.get().node(), path(key) + " is blank", "expected a value");
            return Optional.empty();
        }
        return text;
    }

    Optional<String> choice(String key, Collection<String> known, Collection<String> later) {
        return text(key).flatMap(text -> reading.choice(text, path(key), known, later));
    }

    <E extends Enum<E>> Optional<E> choice(String key, Class<E> choice) {
        return choice(key, Words.of(choice), List.of()).map(word -> Words.constant(choice, word));
    }

    /** A text as it stands, without placeholders. */
    Optional<String> literal(String key) {
        return node(key).flatMap(node -> reading.literal(node, path(key)));
    }

    Optional<Integer> whole(String key, int least, int most) {
        return node(key).flatMap(node -> reading.whole(node, path(key), least, most));
    }

    void problem(String key, String wrong, String expected) {
        reading.problem(place(key), path(key) + wrong, expected);
    }

    Optional<Boolean> flag(String key) {
        return node(key).flatMap(node -> reading.flag(node, path(key)));
    }

    Optional<Block> block(String key, Shape inner) {
        return Optional.ofNullable(entries.get(key))
                .filter(entry -> node(key).isPresent())
                .map(entry -> of(inner, path(key), entry.key(), entry.value(), reading));
    }

    /** Entries under names of the user's choice. */
    Map<String, Entry> named(String key) {
        return node(key).map(node -> reading.named(node, path(key))).orElse(Map.of());
    }

    List<Node> items(String key) {
        return node(key).map(node -> reading.items(node, path(key))).orElse(List.of());
    }
}
