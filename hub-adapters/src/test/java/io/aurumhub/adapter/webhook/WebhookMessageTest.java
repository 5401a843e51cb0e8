package io.aurumhub.adapter.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WebhookMessageTest {

    @Test
    void says_what_happened_to_which_record() {
        var message = parse("""
            {"type":"customer.updated","timestamp":"2026-01-31T13:00:00+01:00",
             "data":{"id":"7","email":null,"total":12345678901234567890.10}}\
            """);

        assertThat(message.type()).isEqualTo("customer.updated");
        assertThat(message.subject()).isEqualTo("customer");
        assertThat(message.timestamp()).isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
        assertThat(message.data())
                .containsExactly(Map.of(
                        "id", Value.text("7"),
                        "email", Value.nothing(),
                        "total", Value.number(new BigDecimal("12345678901234567890.1"))));
    }

    @Test
    void may_be_about_several_records_and_without_a_time() {
        var message = parse("{\"type\":\"ping\",\"data\":[{\"id\":1},{\"id\":2}]}");

        assertThat(message.subject()).isEqualTo("ping");
        assertThat(message.timestamp()).isNull();
        assertThat(message.data()).hasSize(2);
        assertThat(parse("{\"type\":\"ping\",\"data\":[]}").data()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{\"type\":\"a\"}",
                "{\"type\":\"a\",\"data\":7}",
                "{\"type\":\"a\",\"data\":[7]}",
                "{\"type\":7,\"data\":{}}",
                "{\"type\":\"\",\"data\":{}}",
                "{\"type\":\"a\",\"type\":\"b\",\"data\":{}}",
                "{\"type\":\"a\",\"data\":{}} trailing",
                "{\"type\":\"a\",\"timestamp\":\"yesterday\",\"data\":{}}",
                "{\"type\":\"a\",\"timestamp\":5,\"data\":{}}",
                "{\"type\":\"a\",\"data\":{\"n\":1e-999999999}}"
            })
    void is_refused_when_it_is_something_else(String body) {
        assertThatThrownBy(() -> parse(body)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void is_refused_when_it_is_nested_too_deeply_or_carries_too_much() {
        assertThatThrownBy(() -> parse("{\"type\":\"a\",\"data\":{\"x\":" + "[".repeat(500) + "]".repeat(500) + "}}"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> parse("{\"type\":\"a\",\"data\":[" + "{},".repeat(1_000) + "{}]}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1000");
    }

    private static WebhookMessage parse(String body) {
        return WebhookMessage.parse(body.getBytes(StandardCharsets.UTF_8));
    }
}
