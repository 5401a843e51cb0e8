package io.aurumhub.adapter.yaml;

import io.aurumhub.adapter.yaml.Reading.Entry;
import io.aurumhub.core.definition.SystemDefinition;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads {@code systems:}. */
final class SystemBlocks {

    private static final List<String> LATER_CONNECTORS = List.of("cdc", "kafka");

    private final Reading reading;
    private final ConnectorProblems connectors;

    SystemBlocks(Reading reading, ConnectorProblems connectors) {
        this.reading = reading;
        this.connectors = connectors;
    }

    /**
     * A system as far as it could be read.
     *
     * @param connector null if its type is not known
     * @param complete whether it could be read whole, and its connector takes the settings
     */
    record Draft(Entry entry, @Nullable String connector, int rank, Map<String, Value> settings, boolean complete) {
        SystemDefinition definition() {
            if (connector == null) {
                throw new IllegalStateException(entry.name() + " has problems");
            }
            return new SystemDefinition(new SystemId(entry.name()), rank, connector, settings);
        }
    }

    Map<String, Draft> read(Map<String, Entry> entries) {
        var drafts = new LinkedHashMap<String, Draft>();
        entries.forEach((name, entry) -> drafts.put(name, read(entry)));
        return drafts;
    }

    private Draft read(Entry entry) {
        int gaps = reading.gaps();
        var system = Block.of(Shape.SYSTEM, "systems." + entry.name(), entry.key(), entry.value(), reading);
        int rank = rank(system);
        var type = system.node("connector").flatMap(node -> type(system.path("connector"), node));
        if (type.isEmpty()) {
            return new Draft(entry, null, rank, Map.of(), false);
        }
        var settings = system.block("connector", Shape.connector(type.get()))
                .map(new SettingsBlock(reading)::read)
                .orElse(Map.of());
        var rest = new LinkedHashMap<>(settings);
        rest.remove("type");
        var draft = new Draft(entry, type.get(), rank, rest, false);
        if (reading.gaps() == gaps) {
            connectors.check(draft.definition());
        }
        return new Draft(entry, type.get(), rank, rest, reading.gaps() == gaps);
    }

    private int rank(Block system) {
        var rank = system.text("rank");
        if (rank.isEmpty()) {
            return 0;
        }
        if (!rank.get().filled().matches("[1-9]\\d{0,5}")) {
            reading.problem(
                    rank.get().node(),
                    system.path("rank") + " is '" + rank.get() + "'",
                    "expected a whole number from 1, the best, to 999999");
            return 0;
        }
        return Integer.parseInt(rank.get().filled());
    }

    /** The type decides which keys the rest may have, so it is read before the block. */
    private Optional<String> type(String path, Node connector) {
        if (!(connector instanceof MappingNode)) {
            reading.problem(connector, path + " is " + Reading.kind(connector), "expected a block with a type");
            return Optional.empty();
        }
        return Reading.peek(connector, "type")
                .flatMap(node -> reading.text(node, path + ".type"))
                .flatMap(text -> reading.choice(text, path + ".type", Shape.CONNECTORS, LATER_CONNECTORS))
                .or(() -> missing(path, connector));
    }

    private Optional<String> missing(String path, Node connector) {
        if (Reading.peek(connector, "type").isEmpty()) {
            reading.problem(
                    connector, path + ".type is missing", "expected one of " + String.join(", ", Shape.CONNECTORS));
        }
        return Optional.empty();
    }
}
