package io.aurumhub.core.definition;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How changes of a source are noticed, and how long one may wait for the record it refers to.
 *
 * @param pollEvery null: not polled
 * @param watermark the local field that grows with each change; null: each poll reads everything
 * @param lookBack how far a poll steps back behind the last one, for rows that committed late
 * @param scanDeletesEvery null: vanished keys are not looked for
 * @param webhookSecret null: no webhook; never to be logged
 * @param webhookType the first part of the type of the messages that belong to this sync, such as {@code customer}
 * @param waitAtMost how long a change may wait for the record it refers to before it is shown as overdue; it goes on
 *     waiting
 * @param scanEvery how often everything is read again, whatever the watermarks say; null: never
 */
public record Detection(
        @Nullable Duration pollEvery,
        @Nullable String watermark,
        Duration lookBack,
        @Nullable Duration scanDeletesEvery,
        @Nullable String webhookSecret,
        @Nullable String webhookType,
        Duration waitAtMost,
        @Nullable Duration scanEvery) {

    /** How long a change may wait where nothing is said. */
    public static final Duration USUAL_WAIT = Duration.ofDays(1);

    /** Where changes may wait as long as usual. */
    public Detection(
            @Nullable Duration pollEvery,
            @Nullable String watermark,
            Duration lookBack,
            @Nullable Duration scanDeletesEvery,
            @Nullable String webhookSecret,
            @Nullable String webhookType) {
        this(pollEvery, watermark, lookBack, scanDeletesEvery, webhookSecret, webhookType, USUAL_WAIT, null);
    }

    /** The same with another time to wait. */
    public Detection waitingAtMost(Duration most) {
        return new Detection(
                pollEvery, watermark, lookBack, scanDeletesEvery, webhookSecret, webhookType, most, scanEvery);
    }

    /** The same with everything read again so often; null: never. */
    public Detection scanningEvery(@Nullable Duration pause) {
        return new Detection(
                pollEvery, watermark, lookBack, scanDeletesEvery, webhookSecret, webhookType, waitAtMost, pause);
    }

    public static Detection none() {
        return new Detection(null, null, Duration.ZERO, null, null, null);
    }

    public static Detection pollEvery(Duration pause) {
        return new Detection(pause, null, Duration.ZERO, null, null, null);
    }

    @Override
    public String toString() {
        return "Detection[pollEvery=" + pollEvery + ", webhook=" + (webhookSecret != null) + "]";
    }
}
