package io.aurumhub.api.console;

import io.aurumhub.adapter.postgres.StatusView;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.record.Pin;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.Value;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Puts values, times and records into words; the templates call it by the name {@code words}. */
@Component
public final class Words {

    private static final int TITLE_FIELDS = 2;
    private static final DateTimeFormatter EXACT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Definitions definitions;
    private final Clock clock;

    Words(Definitions definitions, Clock clock) {
        this.definitions = definitions;
        this.clock = clock;
    }

    /** Such as {@code 12 s ago}. */
    public String ago(@Nullable Instant then) {
        if (then == null) {
            return "never";
        }
        var age = Duration.between(then, clock.instant());
        return age.toSeconds() < 2 ? "just now" : length(age) + " ago";
    }

    /** Such as {@code 5 min}. */
    public String length(long seconds) {
        return length(Duration.ofSeconds(seconds));
    }

    public String exact(@Nullable Instant then) {
        return then == null ? "" : EXACT.format(then);
    }

    /** Who holds a value, and for how long; null if nobody does, or not any more. */
    public @Nullable String pin(@Nullable Pin pin) {
        if (pin == null || !pin.holdsAt(clock.instant())) {
            return null;
        }
        return "pinned by " + pin.by() + (pin.until() == null ? "" : " until " + exact(pin.until()))
                + (pin.reason() == null ? "" : ": " + pin.reason());
    }

    /** What became of a conflict, or is to become of it. */
    public String conflict(String state) {
        return switch (state) {
            case "open" -> "waits for a steward";
            case "upheld" -> "upheld by a steward";
            case "agreed" -> "settled by the systems";
            case "superseded" -> "replaced by a later one";
            default -> state;
        };
    }

    /** How the hub stands, for the head of a page. */
    public Mark mark(StatusView status) {
        return Mark.of(status);
    }

    /** The colour of a state, by the name of a style. */
    public String tone(String state) {
        return Mark.tone(state);
    }

    /** Such as {@code 12,300}. */
    public String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A value on one line; a dash where there is none. */
    public String text(@Nullable Value value) {
        return switch (value) {
            case null -> "–";
            case Value.Nothing ignored -> "–";
            case Value.Text(String text) -> text.isEmpty() ? "“”" : text;
            case Value.Items(List<Value> items) ->
                items.stream().map(this::text).collect(Collectors.joining(", "));
            case Value.Nested(Map<String, Value> fields) ->
                fields.entrySet().stream()
                        .map(field -> field.getKey() + ": " + text(field.getValue()))
                        .collect(Collectors.joining(", "));
            case Value other -> other.toString();
        };
    }

    /** What a person would call the record: its first fields that say something. */
    public String title(String entity, Map<String, Value> fields) {
        var declared = definitions.entity(new EntityName(entity)).stream()
                .flatMap(definition -> definition.fields().values().stream())
                .filter(field -> field.type() == FieldType.STRING || field.type() == FieldType.EMAIL)
                .filter(field -> !field.sensitive())
                .flatMap(field -> Stream.ofNullable(fields.get(field.name())));
        var title = declared.filter(value -> !value.isNothing())
                .map(this::text)
                .filter(text -> !text.isBlank())
                .limit(TITLE_FIELDS)
                .collect(Collectors.joining(" "));
        return title.isEmpty() ? "a " + entity + " without a name" : title;
    }

    private static String length(Duration age) {
        var seconds = Math.max(0, age.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min";
        }
        return seconds < 172_800 ? seconds / 3_600 + " h" : seconds / 86_400 + " d";
    }
}
