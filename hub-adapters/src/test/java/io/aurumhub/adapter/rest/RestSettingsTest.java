package io.aurumhub.adapter.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.definition.SystemDefinition;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RestSettingsTest {

    private static final String URL = "https://shop.example/api/";

    @Test
    void have_defaults() {
        var settings = of(Map.of("baseUrl", URL));

        assertThat(settings.baseUrl()).isEqualTo("https://shop.example/api");
        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.maxConcurrent()).isEqualTo(8);
        assertThat(settings.header()).isNull();
    }

    @Test
    void know_three_kinds_of_credentials() {
        assertThat(of(Map.of("baseUrl", URL, "auth", Map.of("bearer", "t0ken"))).credentials())
                .isEqualTo("Bearer t0ken");
        assertThat(of(Map.of(
                                "baseUrl",
                                URL,
                                "auth",
                                Map.of("basic", Map.of("user", "Aladdin", "password", "open sesame"))))
                        .credentials())
                .isEqualTo("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        var own = of(Map.of("baseUrl", URL, "auth", Map.of("header", "X-Key", "value", "t0ken")));
        assertThat(own.header()).isEqualTo("X-Key");
        assertThat(own.credentials()).isEqualTo("t0ken");
        assertThat(own.toString()).doesNotContain("t0ken");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://shop.example",
                "file:///etc/passwd",
                "shop.example",
                "https://user:s3cret@shop.example",
                "http://good.example\\@127.0.0.1/s3cret",
                "https://shop.example/?key=s3cret",
                "https://shop.example/#s3cret",
                "https:///s3cret"
            })
    void refuse_an_unsafe_base_url_without_repeating_it(String url) {
        assertThatThrownBy(() -> of(Map.of("baseUrl", url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("systems.shop.connector.baseUrl")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void refuse_what_is_unknown_or_contradictory_or_cannot_be_sent() {
        assertThatThrownBy(() -> of(Map.of("baseUrl", URL, "timeuot", "5s"))).hasMessageContaining("timeuot");
        assertThatThrownBy(() -> of(Map.of("baseUrl", URL, "auth", Map.of("bearer", "a", "header", "b"))))
                .hasMessageContaining("only one");
        assertThatThrownBy(() -> of(Map.of("baseUrl", URL, "auth", Map.of("bearer", "s3cret\r\nX: y"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
        assertThatThrownBy(() -> of(Map.of("baseUrl", URL, "timeout", "soon"))).hasMessageContaining("10s");
        assertThatThrownBy(() -> of(Map.of("baseUrl", URL, "maxConcurrent", 0))).hasMessageContaining("1 to 256");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"customers", "//evil.example/x", "/a?b=c", "/a/../b", "/a b", "/a#b", "http://evil.example"})
    void refuse_a_path_that_leads_elsewhere(String path) {
        assertThatThrownBy(() -> resource(Map.of("path", path)))
                .hasMessageContaining("syncs.shop-customers.resource.path");
    }

    @Test
    void refuse_a_resource_that_would_be_ignored_in_part() {
        assertThatThrownBy(() -> resource(Map.of("path", "/a", "since", "since")))
                .hasMessageContaining("changed");
        assertThatThrownBy(() -> resource(Map.of("path", "/a", "paging", Map.of("page", "p"))))
                .hasMessageContaining("size");
        assertThatThrownBy(() -> resource(Map.of("path", "/a", "paging", Map.of("size", "s"))))
                .hasMessageContaining("one of");
        assertThatThrownBy(() -> resource(Map.of("path", "/a", "update", "post")))
                .hasMessageContaining("patch, put");
    }

    @Test
    void keep_ids_inside_of_their_path_segment() {
        var at = resource(Map.of("path", "/customers"));

        assertThat(at.one("http://h", "a/../b?c#d e+ü").orElseThrow())
                .hasToString("http://h/customers/a%2F..%2Fb%3Fc%23d%20e%2B%C3%BC");
        assertThat(at.one("http://h", "..")).isEmpty();
        assertThat(at.one("http://h", "")).isEmpty();
    }

    @Test
    void read_numbers_exactly_and_merge_patches_lose_what_is_left_out() {
        var number = "12345678901234567890.123456789012345678901234567890";
        assertThat(Json.read(number.getBytes(StandardCharsets.UTF_8))).contains(Value.number(new BigDecimal(number)));
        assertThat(Json.text(Value.number(new BigDecimal(number))))
                .isEqualTo(new BigDecimal(number).stripTrailingZeros().toString());

        var old = Value.of(Map.of("city", "Ulm", "zip", "89073"));
        var patch = Json.mergePatch(Map.of("address", Value.of(Map.of("city", "Bonn"))), Map.of("address", old));
        var address = Map.of("city", Value.text("Bonn"), "zip", Value.nothing());
        assertThat(patch).isEqualTo(new Value.Nested(Map.of("address", new Value.Nested(address))));
    }

    private static RestSettings of(Map<String, Object> settings) {
        return RestSettings.of(new SystemDefinition(new SystemId("shop"), 2, "rest", values(settings)));
    }

    private static RestResource resource(Map<String, Object> settings) {
        return RestResource.of(new Resource(new SyncId("shop-customers"), values(settings), Set.of()));
    }

    private static Map<String, Value> values(Map<String, Object> settings) {
        var values = new HashMap<String, Value>();
        settings.forEach((name, value) -> values.put(name, Value.of(value)));
        return values;
    }
}
