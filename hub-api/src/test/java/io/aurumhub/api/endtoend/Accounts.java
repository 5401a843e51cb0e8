package io.aurumhub.api.endtoend;

import io.aurumhub.api.endtoend.HubHistory.Said;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of each value that a system's own users wrote: the hub has heard of it, or they overwrote it themselves
 * before. Anything else is lost.
 *
 * @param own values written by the system's users
 * @param accepted values that became golden
 * @param lost values that lost a conflict, with a reason
 * @param late values that came too late to count
 * @param agreed values that somebody else had said as well
 * @param unread values that their own users overwrote before the hub read them
 * @param overwrites writes of the hub, field by field
 * @param mistakes all that must not be, in words
 */
record Accounts(
        int own, int accepted, int lost, int late, int agreed, int unread, int overwrites, List<String> mistakes) {

    /** Some systems tell the time in whole milliseconds only. */
    private static final Duration CLOCK_STEP = Duration.ofMillis(1);

    /** @param touches of one system, in order */
    static Accounts of(List<Touch> touches, HubHistory history) {
        return new Auditor(history).audit(touches);
    }

    private static final class Auditor {
        private final HubHistory history;
        private final List<String> mistakes = new ArrayList<>();
        private final Map<String, Integer> counts = new HashMap<>();

        private Auditor(HubHistory history) {
            this.history = history;
        }

        private Accounts audit(List<Touch> touches) {
            var last = new HashMap<Touch.Place, Touch>();
            for (var touch : touches) {
                followed(last.put(touch.place(), touch), touch);
            }
            last.values().forEach(touch -> followed(touch, null));
            return new Accounts(
                    count("own"),
                    count("accepted"),
                    count("lost"),
                    count("late"),
                    count("agreed"),
                    count("unread"),
                    count("overwrites"),
                    mistakes);
        }

        private int count(String what) {
            return counts.getOrDefault(what, 0);
        }

        /** @param next what was written over it; null: nothing, it still stands there */
        private void followed(@Nullable Touch touch, @Nullable Touch next) {
            if (next != null && next.byHub()) {
                counts.merge("overwrites", 1, Integer::sum);
            }
            if (touch == null || touch.byHub() || touch.value() == null) {
                return;
            }
            counts.merge("own", 1, Integer::sum);
            var event = history.firstSaid(new Said(touch.system(), touch.row(), touch.field(), touch.value()));
            if (event != null) {
                var fate = fate(event, touch);
                counts.merge(fate, 1, Integer::sum);
                if (fate.equals("late") && (next == null || next.byHub())) {
                    mistakes.add("%s was taken for old news (event %d), and was followed by %s"
                            .formatted(touch, event.position(), next));
                }
                if (next != null && next.byHub() && event.at().isAfter(next.at().plus(CLOCK_STEP))) {
                    mistakes.add("the hub wrote %s over %s before it had stored that value (event %d, %s)"
                            .formatted(next, touch, event.position(), event.at()));
                }
            } else if (next == null || next.byHub()) {
                mistakes.add("the hub never heard of %s, which was followed by %s".formatted(touch, next));
            } else {
                counts.merge("unread", 1, Integer::sum);
            }
        }

        private String fate(HubHistory.Event event, Touch touch) {
            if (event.isLate()) {
                return "late";
            }
            var value = Objects.requireNonNull(touch.value());
            var payload = event.payload();
            if (payload.path("fields").properties().stream()
                    .anyMatch(field -> field.getValue().asString("").equals(value))) {
                return "accepted";
            }
            for (var conflict : payload.path("conflicts")) {
                if (conflict.path("loser").toString().contains('"' + value + '"')
                        && !conflict.path("rule").asString("").isBlank()) {
                    return "lost";
                }
            }
            return "agreed";
        }
    }
}
