package io.aurumhub.adapter.webhook;

import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a webhook says: {@code {"type": "customer.updated", "timestamp": "2026-01-31T12:00:00Z", "data": {...}}}.
 *
 * @param type what happened to what, such as {@code customer.updated}
 * @param timestamp when it happened, if the sender says so
 * @param data the records it is about, as the sender shows them; several where {@code data} is an array
 */
public record WebhookMessage(String type, @Nullable Instant timestamp, List<Map<String, Value>> data) {

    /** The most records one message may carry. */
    public static final int MOST_RECORDS = 1_000;

    private static final int LONGEST_TYPE = 200;
    private static final int LARGEST_EXPONENT = 1_000;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(50)
                            .maxNumberLength(500)
                            .maxStringLength(1_000_000)
                            .maxDocumentLength(5_000_000)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    public WebhookMessage {
        data = List.copyOf(data);
    }

    /** The first part of the type: {@code customer} of {@code customer.updated}. */
    public String subject() {
        int dot = type.indexOf('.');
        return dot < 0 ? type : type.substring(0, dot);
    }

    /**
     * Reads the body of a genuine message.
     *
     * @throws IllegalArgumentException saying what is wrong, without repeating the data
     */
    public static WebhookMessage parse(byte[] body) {
        if (!(json(body) instanceof Value.Nested(Map<String, Value> fields))) {
            throw new IllegalArgumentException("The body must be a JSON object with type and data");
        }
        if (!(fields.get("type") instanceof Value.Text(String type))
                || type.isBlank()
                || type.length() > LONGEST_TYPE) {
            throw new IllegalArgumentException("type must be a text such as customer.updated");
        }
        return new WebhookMessage(type, timestamp(fields.get("timestamp")), records(fields.get("data")));
    }

    private static Value json(byte[] body) {
        try {
            var value = Value.of(MAPPER.readValue(body, Object.class));
            checkNumbers(value);
            return value;
        } catch (JacksonException e) {
            throw new IllegalArgumentException("The body is not JSON within the limits", e);
        }
    }

    /** A few characters such as 1e-999999999 would become a gigabyte as soon as somebody prints them. */
    private static void checkNumbers(Value value) {
        switch (value) {
            case Value.Decimal(BigDecimal number)
            when Math.abs((long) number.scale()) > LARGEST_EXPONENT ->
                throw new IllegalArgumentException("The body has a number with an exponent beyond " + LARGEST_EXPONENT);
            case Value.Items items -> items.items().forEach(WebhookMessage::checkNumbers);
            case Value.Nested nested -> nested.fields().values().forEach(WebhookMessage::checkNumbers);
            default -> {
                // any other value is as large as its text
            }
        }
    }

    private static @Nullable Instant timestamp(@Nullable Value value) {
        return switch (value) {
            case null -> null;
            case Value.Nothing ignored -> null;
            case Value.Text(String text) -> instant(text);
            default -> throw new IllegalArgumentException("timestamp must be a text in ISO 8601 with a zone");
        };
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("timestamp must be a text in ISO 8601 with a zone", e);
        }
    }

    private static List<Map<String, Value>> records(@Nullable Value data) {
        return switch (data) {
            case Value.Nested record -> List.of(record.fields());
            case Value.Items(List<Value> items)
            when items.size() <= MOST_RECORDS ->
                items.stream().map(WebhookMessage::record).toList();
            case Value.Items ignored ->
                throw new IllegalArgumentException("data must not have more than " + MOST_RECORDS + " records");
            case null, default -> throw new IllegalArgumentException("data must be an object or an array of objects");
        };
    }

    private static Map<String, Value> record(Value item) {
        if (item instanceof Value.Nested record) {
            return record.fields();
        }
        throw new IllegalArgumentException("data must be an object or an array of objects");
    }
}
