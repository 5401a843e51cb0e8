package io.aurumhub.adapter.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import io.aurumhub.adapter.webhook.WebhookVerifier.Verification;
import io.aurumhub.adapter.webhook.WebhookVerifier.Verification.Reason;
import io.aurumhub.adapter.webhook.WebhookVerifier.Verification.Rejected;
import io.aurumhub.adapter.webhook.WebhookVerifier.Verification.Verified;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WebhookVerifierTest {

    private static final String SECRET = secret("a secret that nobody knows..");
    private static final String OLD_SECRET = secret("the secret of the last year.");
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final byte[] BODY = bytes("{\"type\":\"customer.updated\",\"data\":{\"name\":\"Zoë 🚀\"}}");

    private final WebhookVerifier verifier = at(NOW);

    @Nested
    class A_standard_message {

        @Test
        void is_genuine_when_the_reference_library_signed_it() throws Exception {
            assertThat(verifier.verify(signed("msg_1", NOW.getEpochSecond(), BODY), BODY))
                    .isEqualTo(new Verified("msg_1", NOW));
        }

        @Test
        void is_genuine_for_the_reference_library_as_well() throws Exception {
            long seconds = Clock.systemUTC().instant().getEpochSecond();
            var headers = signed("msg_1", seconds, BODY);

            assertThat(WebhookVerifier.standard(List.of(SECRET), Clock.systemUTC())
                            .verify(headers, BODY))
                    .isInstanceOf(Verified.class);
            assertThatCode(() -> new Webhook(SECRET).verify(new String(BODY, StandardCharsets.UTF_8), headers))
                    .doesNotThrowAnyException();
        }

        @Test
        void may_have_headers_in_any_case_and_several_signatures() throws Exception {
            var headers = signed("msg_1", NOW.getEpochSecond(), BODY);
            var signature = first(headers, "webhook-signature");
            var odd = Map.of(
                    "Webhook-Id", List.of("msg_1"),
                    "WEBHOOK-TIMESTAMP", List.of(first(headers, "webhook-timestamp")),
                    "Webhook-Signature", List.of("v1a,AAAA v1,AAAA " + signature + " v2,BBBB"));

            assertThat(verifier.verify(odd, BODY)).isInstanceOf(Verified.class);
        }

        @Test
        void may_be_signed_with_any_of_our_secrets() throws Exception {
            var both = WebhookVerifier.standard(List.of(SECRET, OLD_SECRET), Clock.fixed(NOW, ZoneOffset.UTC));
            var old = signed(OLD_SECRET, "msg_1", NOW.getEpochSecond(), BODY);

            assertThat(both.verify(old, BODY)).isInstanceOf(Verified.class);
            assertThat(both.verify(signed("msg_1", NOW.getEpochSecond(), BODY), BODY))
                    .isInstanceOf(Verified.class);
            assertThat(reason(verifier.verify(old, BODY))).isEqualTo(Reason.SIGNATURE_WRONG);
        }

        @Test
        void is_taken_within_five_minutes_either_way_and_not_a_second_more() throws Exception {
            var headers = signed("msg_1", NOW.getEpochSecond(), BODY);

            assertThat(at(NOW.plusSeconds(300)).verify(headers, BODY)).isInstanceOf(Verified.class);
            assertThat(at(NOW.minusSeconds(300)).verify(headers, BODY)).isInstanceOf(Verified.class);
            assertThat(reason(at(NOW.plusSeconds(301)).verify(headers, BODY))).isEqualTo(Reason.TOO_OLD);
            assertThat(reason(at(NOW.minusSeconds(301)).verify(headers, BODY))).isEqualTo(Reason.TOO_NEW);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "NaN",
                    "-1",
                    "+1769860800",
                    "1769860800.0",
                    "17698608001769860800",
                    "١٢٣٤٥٦٧٨٩٠",
                    " 1769860800",
                    "0x10"
                })
        void needs_a_time_of_digits(String time) throws Exception {
            var headers = with(signed("msg_1", NOW.getEpochSecond(), BODY), "webhook-timestamp", time);

            assertThat(reason(verifier.verify(headers, BODY))).isEqualTo(Reason.TIMESTAMP_MALFORMED);
        }

        @Test
        void needs_an_id_without_a_dot_and_of_sensible_length() throws Exception {
            for (var id : List.of("msg.1", "a b", "x".repeat(201), "ü", "a\nb")) {
                var verification = verifier.verify(signed(id, NOW.getEpochSecond(), BODY), BODY);
                assertThat(reason(verification)).isEqualTo(Reason.ID_MALFORMED);
                assertThat(reason(verification).malformed()).isTrue();
            }
            assertThat(verifier.verify(signed("x".repeat(10_000), NOW.getEpochSecond(), BODY), BODY))
                    .isInstanceOf(Rejected.class);
        }

        @Test
        void cannot_shift_characters_between_id_time_and_body() throws Exception {
            var body = bytes("5.{}");
            var headers = signed("msg_1", NOW.getEpochSecond(), body);
            var shifted = with(headers, "webhook-timestamp", NOW.getEpochSecond() + "5");

            assertThat(verifier.verify(shifted, bytes("{}"))).isInstanceOf(Rejected.class);
        }

        @Test
        void needs_each_header_exactly_once() throws Exception {
            var headers = signed("msg_1", NOW.getEpochSecond(), BODY);
            for (var name : headers.keySet()) {
                var without = new HashMap<>(headers);
                without.remove(name);
                var twice = new HashMap<>(headers);
                twice.put(name, List.of(first(headers, name), first(headers, name)));

                assertThat(reason(verifier.verify(without, BODY))).isEqualTo(Reason.HEADER_MISSING);
                assertThat(reason(verifier.verify(twice, BODY))).isEqualTo(Reason.HEADER_MISSING);
                assertThat(verifier.verify(with(headers, name, ""), BODY)).isInstanceOf(Rejected.class);
            }
        }

        @Test
        void with_a_body_that_is_not_utf8_is_rejected() throws Exception {
            byte[] broken = {'{', (byte) 0xc3, (byte) 0x28, '}'};

            assertThat(reason(verifier.verify(signed("msg_1", NOW.getEpochSecond(), BODY), broken)))
                    .isEqualTo(Reason.BODY_NOT_UTF8);
        }

        @Test
        void with_the_right_signature_under_another_scheme_is_rejected() throws Exception {
            var headers = signed("msg_1", NOW.getEpochSecond(), BODY);
            var signature = first(headers, "webhook-signature").substring(3);
            for (var other :
                    List.of("v2," + signature, "v1a," + signature, signature, "V1," + signature, "v1 " + signature)) {
                assertThat(reason(verifier.verify(with(headers, "webhook-signature", other), BODY)))
                        .isEqualTo(Reason.SIGNATURE_WRONG);
            }
        }
    }

    @Test
    void none_of_thousands_of_mutants_is_taken() throws Exception {
        var genuine = signed("msg_1", NOW.getEpochSecond(), BODY);
        var random = new Random(4711);
        int accepted = 0;
        int tried = 0;
        for (int i = 0; i < 20_000; i++) {
            var headers = new HashMap<>(genuine);
            var body = BODY;
            int part = random.nextInt(4);
            if (part == 0) {
                body = mutant(BODY, random);
            } else {
                var name = List.of("webhook-id", "webhook-timestamp", "webhook-signature")
                        .get(part - 1);
                var mutated = new String(mutant(bytes(first(genuine, name)), random), StandardCharsets.UTF_8);
                headers.put(name, List.of(mutated));
            }
            // a blank after the signature only ends the list
            if (first(headers, "webhook-signature").strip().equals(first(genuine, "webhook-signature")) && part == 3) {
                continue;
            }
            tried++;
            accepted += verifier.verify(headers, body) instanceof Verified ? 1 : 0;
        }
        assertThat(tried).isGreaterThan(19_000);
        assertThat(accepted).isZero();
    }

    @Nested
    class A_plainly_signed_message {

        private final WebhookVerifier github =
                WebhookVerifier.plain(List.of("It's a Secret to Everybody"), WebhookVerifier.Plain.github());

        /** The example of GitHub's documentation, "Validating webhook deliveries". */
        @Test
        void is_genuine_as_github_documents_it() {
            var headers = Map.of(
                    "x-hub-signature-256",
                    List.of("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"),
                    "X-GitHub-Delivery",
                    List.of("72d3162e-cc78-11e3-81ab-4c9367dc0958"));

            assertThat(github.verify(headers, bytes("Hello, World!")))
                    .isEqualTo(new Verified("72d3162e-cc78-11e3-81ab-4c9367dc0958", null));
            assertThat(reason(github.verify(headers, bytes("Hello, World?")))).isEqualTo(Reason.SIGNATURE_WRONG);
        }

        @Test
        void is_rejected_for_any_mutant_of_its_signature() {
            var signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
            var random = new Random(4711);
            for (int i = 0; i < 5_000; i++) {
                var mutated = new String(mutant(bytes(signature), random), StandardCharsets.UTF_8);
                var headers = Map.of("X-Hub-Signature-256", List.of(mutated));
                assertThat(github.verify(headers, bytes("Hello, World!"))).isInstanceOf(Rejected.class);
            }
        }

        @Test
        void may_be_in_base64_without_a_prefix_and_without_an_id() {
            var plain = new WebhookVerifier.Plain("X-Signature", "", false, null);
            var base64 = WebhookVerifier.plain(List.of("It's a Secret to Everybody"), plain);
            var headers = Map.of("X-Signature", List.of("dXEH6g6yUJ/CESIczphLijdXC211hsIsRvQ3nIsEPhc="));

            assertThat(base64.verify(headers, bytes("Hello, World!"))).isEqualTo(new Verified(null, null));
        }

        @Test
        void without_a_signature_is_rejected() {
            assertThat(reason(github.verify(Map.of(), BODY))).isEqualTo(Reason.HEADER_MISSING);
        }
    }

    @Test
    void weak_or_broken_secrets_are_refused_without_showing_them() {
        for (var secret : List.of("whsec_", "whsec_c2hvcnQ=", "whsec_not base64 at all!", "")) {
            assertThatThrownBy(() -> at(NOW, secret))
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .doesNotContain("c2hvcnQ")
                    .doesNotContain("at all");
        }
        assertThatThrownBy(() -> WebhookVerifier.standard(List.of(), Clock.systemUTC()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static WebhookVerifier at(Instant now) {
        return at(now, SECRET);
    }

    private static WebhookVerifier at(Instant now, String secret) {
        return WebhookVerifier.standard(List.of(secret), Clock.fixed(now, ZoneOffset.UTC));
    }

    private static Reason reason(Verification verification) {
        assertThat(verification).isInstanceOf(Rejected.class);
        return ((Rejected) verification).reason();
    }

    private static Map<String, List<String>> signed(String id, long seconds, byte[] body) throws Exception {
        return signed(SECRET, id, seconds, body);
    }

    private static Map<String, List<String>> signed(String secret, String id, long seconds, byte[] body)
            throws Exception {
        var signature = new Webhook(secret).sign(id, seconds, new String(body, StandardCharsets.UTF_8));
        return Map.of(
                "webhook-id", List.of(id),
                "webhook-timestamp", List.of(Long.toString(seconds)),
                "webhook-signature", List.of(signature));
    }

    private static Map<String, List<String>> with(Map<String, List<String>> headers, String name, String value) {
        var changed = new HashMap<>(headers);
        changed.put(name, List.of(value));
        return changed;
    }

    private static String first(Map<String, List<String>> headers, String name) {
        return Objects.requireNonNull(headers.get(name)).getFirst();
    }

    /** The bytes with one of them changed, left out or doubled; never the same bytes. */
    private static byte[] mutant(byte[] bytes, Random random) {
        int place = random.nextInt(bytes.length);
        var out = new java.io.ByteArrayOutputStream();
        out.write(bytes, 0, place);
        switch (random.nextInt(4)) {
            case 0 -> out.write(bytes[place] ^ (1 << random.nextInt(8)));
            case 1 -> out.write(bytes[place] + 1 + random.nextInt(255));
            case 2 -> {
                out.write(random.nextInt(128));
                out.write(bytes[place]);
            }
            default -> {
                // left out
            }
        }
        out.write(bytes, place + 1, bytes.length - place - 1);
        return out.toByteArray();
    }

    private static String secret(String text) {
        return "whsec_" + Base64.getEncoder().encodeToString(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
