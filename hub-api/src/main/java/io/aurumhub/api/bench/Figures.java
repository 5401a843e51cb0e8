package io.aurumhub.api.bench;

import java.util.List;

/** All that can be measured, in the order of the table. */
final class Figures {

    static final List<String> WORDS = List.of(
            "load",
            "updates",
            "mixed",
            "http",
            "deliver",
            "deliver-updates",
            "endtoend",
            "latency",
            "poll",
            "replay",
            "read",
            "search",
            "asof",
            "storage",
            PeakMemory.WORD);

    private Figures() {}

    /** The figure of a word, but for that of memory, which needs no stage. */
    static Figure of(String word, Stage stage) {
        return switch (word) {
            case "load" -> new IntakeFigure(stage, IntakeFigure.Kind.LOAD);
            case "updates" -> new IntakeFigure(stage, IntakeFigure.Kind.UPDATES);
            case "mixed" -> new IntakeFigure(stage, IntakeFigure.Kind.MIXED);
            case "http" -> new HttpChanges(stage);
            case "deliver" -> Delivery.ofNew(stage);
            case "deliver-updates" -> Delivery.ofUpdates(stage);
            case "endtoend" -> new EndToEnd(stage);
            case "latency" -> new WebhookLatency(stage);
            case "poll" -> new PollLatency(stage);
            case "replay" -> new Replay(stage);
            case "read" -> new Reads(stage, Reads.Kind.BY_ID);
            case "search" -> new Reads(stage, Reads.Kind.BY_FIELD);
            case "asof" -> new Reads(stage, Reads.Kind.AS_OF);
            case "storage" -> new Storage(stage);
            default -> throw new IllegalArgumentException("There is no figure " + word);
        };
    }
}
