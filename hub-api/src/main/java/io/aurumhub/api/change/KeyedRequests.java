package io.aurumhub.api.change;

import io.aurumhub.adapter.postgres.IdempotencyKeys;
import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Requests that carry an {@code Idempotency-Key}: the same again has no further effect and gets the same answer,
 * another one under the same key is refused. Two are the same if their JSON means the same, however it is written.
 */
@Component
class KeyedRequests {

    static final String HEADER = "Idempotency-Key";

    private static final int LONGEST_KEY = 255;
    private static final int BYTES_OF_ID = 8;
    private static final long PAUSE_BETWEEN_CLEANINGS_MILLIS = 3_600_000;

    private final IdempotencyKeys keys;
    private final JsonMapper json;
    private final Clock clock;
    private final Duration kept;

    KeyedRequests(IdempotencyKeys keys, JsonMapper json, Clock clock, ChangeConfiguration.Settings settings) {
        this.keys = keys;
        this.json = json;
        this.clock = clock;
        this.kept = settings.keysKept();
    }

    /**
     * The key as its sender meant it.
     *
     * @throws Problem if the key is blank or too long
     */
    static @Nullable String checked(@Nullable String header) {
        var key = header == null ? null : meant(header);
        if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
            throw new Problem(
                    ProblemType.INVALID_VALUE,
                    "%s: must have 1 to %d characters, not %d"
                            .formatted(HEADER, LONGEST_KEY, key.strip().length()));
        }
        return key;
    }

    /** The server reads each byte as a character: where they are UTF-8, that was meant. */
    private static String meant(String header) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(header.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException older) {
            return header; // written in Latin-1, as it was read
        }
    }

    /** A request that carries a key. */
    static final class Keyed {

        private final String key;
        private final byte[] fingerprint;

        private Keyed(String key, byte[] fingerprint) {
            this.key = key;
            this.fingerprint = fingerprint;
        }

        /**
         * What its change goes by in the history if it has no id of its own. Another request has another one even under
         * the same key: when the key is forgotten here, the history does not take the two for the same.
         */
        String changeId() {
            return key + "~" + HexFormat.of().formatHex(fingerprint, 0, BYTES_OF_ID);
        }
    }

    /** @param key as {@link #checked}; null: the request carries none */
    @Nullable
    Keyed request(@Nullable String key, byte[] body) {
        return key == null ? null : new Keyed(key, fingerprint(body));
    }

    /**
     * Answers a request, or says again what was answered before.
     *
     * @param work what the request asks for; must do nothing the second time
     * @throws Problem if the key was used for another request
     */
    ResponseEntity<?> answer(@Nullable Keyed request, Supplier<ResponseEntity<?>> work) {
        if (request == null) {
            return work.get();
        }
        var key = request.key;
        var claim = keys.claim(key, request.fingerprint, clock.instant());
        if (!claim.same()) {
            throw new Problem(
                    ProblemType.KEY_REUSED,
                    "%s '%s' was used for a request with another body, of which nothing was changed now; send this one"
                                    .formatted(HEADER, key)
                            + " under a key of its own");
        }
        return Optional.ofNullable(claim.answer())
                .<ResponseEntity<?>>map(before -> ResponseEntity.status(before.status())
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(json.readTree(before.body())))
                .orElseGet(() -> first(key, work.get()));
    }

    /** What is in a record's history is found there by the id of its change; the rest is kept here. */
    private ResponseEntity<?> first(String key, ResponseEntity<?> answer) {
        if (!(answer.getBody() instanceof OutcomeView one) || !one.isInHistory()) {
            var body = json.writeValueAsString(answer.getBody());
            keys.answered(key, new IdempotencyKeys.Answer(answer.getStatusCode().value(), body));
        }
        return answer;
    }

    @Scheduled(fixedDelay = PAUSE_BETWEEN_CLEANINGS_MILLIS)
    void forgetOld() {
        keys.forgetBefore(clock.instant().minus(kept));
    }

    private byte[] fingerprint(byte[] body) {
        var digest = sha256();
        add(json.readTree(body), digest);
        return digest.digest();
    }

    private static void add(JsonNode node, MessageDigest digest) {
        if (node.isObject()) {
            digest.update((byte) '{');
            var sorted = new TreeMap<String, JsonNode>();
            node.properties().forEach(member -> sorted.put(member.getKey(), member.getValue()));
            sorted.forEach((name, value) -> {
                text(name, digest);
                add(value, digest);
            });
            digest.update((byte) '}');
        } else if (node.isArray()) {
            digest.update((byte) '[');
            node.forEach(item -> add(item, digest));
            digest.update((byte) ']');
        } else if (node.isNumber()) {
            digest.update((byte) '#');
            text(node.decimalValue().stripTrailingZeros().toString(), digest);
        } else if (node.isString()) {
            digest.update((byte) '"');
            text(node.stringValue(), digest);
        } else {
            text(node.toString(), digest);
        }
    }

    /** With its length, so that no two lists of texts look alike. */
    private static void text(String text, MessageDigest digest) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every Java platform has SHA-256", missing);
        }
    }
}
