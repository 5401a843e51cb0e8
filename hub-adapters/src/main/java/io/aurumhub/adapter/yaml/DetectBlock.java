package io.aurumhub.adapter.yaml;

import io.aurumhub.adapter.yaml.Reading.Text;
import io.aurumhub.core.definition.Detection;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** Reads {@code detect:}. */
final class DetectBlock {

    /** Rows that were written a moment before a poll and committed after it are found by the next. */
    static final Duration USUAL_LOOK_BACK = Duration.ofSeconds(5);

    private static final Duration FOLDER_PAUSE = Duration.ofSeconds(1);

    private final Reading reading;

    DetectBlock(Reading reading) {
        this.reading = reading;
    }

    /**
     * @param connector null if it is not known
     * @param changed the local field that the resource names as the time of the last change
     */
    Detection read(Block detect, @Nullable String connector, @Nullable String changed) {
        var poll = detect.block("poll", Shape.POLL);
        var every = poll.flatMap(it -> it.node("every").flatMap(node -> reading.pause(node, it.path("every"))));
        var watermark = poll.flatMap(it -> it.nonBlank("watermark")).map(Text::filled);
        var lookBack =
                poll.flatMap(it -> it.node("lookBack").flatMap(node -> reading.duration(node, it.path("lookBack"))));
        boolean folder = folder(detect, connector);
        var webhook = detect.block("webhook", Shape.WEBHOOK);
        var scan = detect.node("scanDeletes").flatMap(node -> reading.pause(node, detect.path("scanDeletes")));
        var pause = every.or(() -> folder ? Optional.of(FOLDER_PAUSE) : Optional.empty());
        return new Detection(
                        pause.orElse(null),
                        pause.isEmpty() ? null : watermark.orElse(changed),
                        pause.isEmpty() ? Duration.ZERO : lookBack.orElse(USUAL_LOOK_BACK),
                        scan.orElse(null),
                        webhook.flatMap(it -> it.nonBlank("secret"))
                                .map(Text::filled)
                                .orElse(null),
                        webhook.flatMap(it -> it.nonBlank("type"))
                                .map(Text::filled)
                                .orElse(null))
                .scanningEvery(scanEvery(detect, pause.isPresent()).orElse(null));
    }

    /** {@code scan: 1h}, or {@code scan: { every: 1h }} as a poll is written. */
    private Optional<Duration> scanEvery(Block detect, boolean read) {
        var scan = detect.node("scan");
        if (scan.isPresent() && !read) {
            reading.problem(
                    scan.get(),
                    detect.path("scan") + " has no poll beside it, so nothing would be read",
                    "expected poll: { every: 30s } beside it");
        }
        if (scan.filter(MappingNode.class::isInstance).isEmpty()) {
            return scan.flatMap(node -> reading.pause(node, detect.path("scan")));
        }
        return detect.block("scan", Shape.SCAN)
                .flatMap(it -> it.node("every").flatMap(node -> reading.pause(node, it.path("every"))));
    }

    private boolean folder(Block detect, @Nullable String connector) {
        boolean folder = detect.flag("folder").orElse(false);
        if (folder && connector != null && !connector.equals("file")) {
            reading.problem(
                    detect.place("folder"),
                    detect.path("folder") + " is for systems of type file, not " + connector,
                    "expected poll: { every: 30s }");
        }
        return folder;
    }
}
