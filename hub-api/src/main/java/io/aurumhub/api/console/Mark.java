package io.aurumhub.api.console;

import io.aurumhub.adapter.postgres.StatusView;
import io.aurumhub.adapter.postgres.StatusView.SyncView;
import io.aurumhub.adapter.postgres.StatusView.Trouble;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The mark in the head of every page that says how the hub stands.
 *
 * @param tone its colour, by the name of a style
 * @param word the state
 * @param detail what it is about; empty: nothing to add
 * @param page where that is shown
 */
public record Mark(String tone, String word, String detail, String page) {

    static Mark of(StatusView status) {
        var word = status.state().substring(0, 1).toUpperCase(Locale.ROOT)
                + status.state().substring(1);
        var tone = tone(status.state());
        if (!status.trouble().isEmpty()) {
            var systems = status.trouble().stream().map(Trouble::system).distinct();
            return new Mark(tone, word, systems.collect(Collectors.joining(", ")), "/#systems");
        }
        if (!status.toDo().isEmpty()) {
            var first = status.toDo().getFirst();
            return status.toDo().size() == 1
                    ? new Mark(tone, word, first.words(), first.page())
                    : new Mark(tone, word, first.words() + " and more", "/#todo");
        }
        if (status.due() > 0) {
            return new Mark(tone, word, "%,d due".formatted(status.due()), "/deliveries");
        }
        if (status.waiting() > 0) {
            return new Mark(tone, word, "%,d for another record".formatted(status.waiting()), "/quarantine");
        }
        return new Mark(tone, word, status.moving() ? "reading " + behind(status) : "", "/");
    }

    /** How a state looks. */
    static String tone(String state) {
        return switch (state) {
            case "converged" -> "good";
            case "moving" -> "busy";
            case "waiting for a person" -> "warn";
            default -> "bad";
        };
    }

    private static String behind(StatusView status) {
        return status.systems().stream()
                .filter(system -> system.syncs().stream().anyMatch(SyncView::moving))
                .map(StatusView.SystemView::id)
                .collect(Collectors.joining(", "));
    }
}
