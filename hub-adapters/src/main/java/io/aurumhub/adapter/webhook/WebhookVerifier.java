package io.aurumhub.adapter.webhook;

import io.aurumhub.adapter.webhook.WebhookVerifier.Verification.Reason;
import io.aurumhub.adapter.webhook.WebhookVerifier.Verification.Rejected;
import io.aurumhub.adapter.webhook.WebhookVerifier.Verification.Verified;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tells genuine webhook messages from forged, altered and replayed ones, by their HMAC-SHA256. Signatures are compared
 * in constant time. Safe for use by several threads.
 *
 * <p>Several secrets may be given: any of them will do, so that a sender can be moved to a new one without a gap.
 *
 * <p>{@link #standard} follows Standard Webhooks 1.0.0 (standardwebhooks.com). Its Java library is not used: its clock
 * cannot be set, so that the time limit could not be tested, and it takes the body as text, so that broken UTF-8 would
 * be repaired before it is checked. The tests check this class against that library.
 *
 * <p>What is not promised: that a message comes only once. Inside of five minutes a genuine message can be sent again;
 * its id is to be remembered by the caller.
 */
public final class WebhookVerifier {

    /** How far the message's time may be from ours, either way. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final String HMAC = "HmacSHA256";
    private static final String SECRET_PREFIX = "whsec_";
    private static final int SHORTEST_SECRET = 24;
    private static final int LONGEST_SECRET = 64;
    private static final int SHORTEST_PLAIN_SECRET = 8;
    private static final int LONGEST_HEADER = 4_096;
    private static final int MOST_SIGNATURES = 20;
    /** No dot: it separates the id from the time in what is signed. */
    private static final Pattern ID = Pattern.compile("[\\x21-\\x2d\\x2f-\\x7e]{1,200}");

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}");

    private final List<SecretKeySpec> keys;
    private final Clock clock;
    private final @Nullable Plain plain;

    private WebhookVerifier(List<SecretKeySpec> keys, Clock clock, @Nullable Plain plain) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("A webhook needs at least one secret");
        }
        this.keys = List.copyOf(keys);
        this.clock = clock;
        this.plain = plain;
    }

    /** Whether a message is genuine. */
    public sealed interface Verification {

        /**
         * It is.
         *
         * @param id the same on each attempt to deliver this message; null if the sender gives none
         * @param timestamp when it was sent, in whole seconds; null if the sender does not say
         */
        record Verified(@Nullable String id, @Nullable Instant timestamp) implements Verification {}

        /** It is not, or nobody can tell. */
        record Rejected(Reason reason) implements Verification {}

        /** Why a message is not taken. */
        enum Reason {
            HEADER_MISSING("a header with the id, time or signature is missing or given twice", false),
            ID_MALFORMED("the id must be 1 to 200 visible ASCII characters without a dot", true),
            TIMESTAMP_MALFORMED("the time must be a number of seconds since 1970", false),
            BODY_NOT_UTF8("the body is not UTF-8", true),
            SIGNATURE_WRONG("no signature fits the body, id and time", false),
            TOO_OLD("the message is older than five minutes", false),
            TOO_NEW("the message is from more than five minutes ahead", false);

            private final String text;
            private final boolean malformed;

            Reason(String text, boolean malformed) {
                this.text = text;
                this.malformed = malformed;
            }

            /** The reason as a sentence; safe to show to the sender. */
            public String text() {
                return text;
            }

            /** The request makes no sense (400), rather than that its sender is not trusted (401). */
            public boolean malformed() {
                return malformed;
            }
        }
    }

    /**
     * How a sender without Standard Webhooks signs: HMAC-SHA256 of the body alone.
     *
     * @param header that holds the signature, such as {@code X-Hub-Signature-256}
     * @param prefix before the signature, such as {@code sha256=}; may be empty
     * @param hex lower-case hex; otherwise Base64
     * @param idHeader that holds an id of the message, if there is one; it is not signed
     */
    public record Plain(
            String header,
            String prefix,
            boolean hex,
            @Nullable String idHeader) {

        /** As GitHub signs. */
        public static Plain github() {
            return new Plain("X-Hub-Signature-256", "sha256=", true, "X-GitHub-Delivery");
        }
    }

    /**
     * Standard Webhooks, symmetric ({@code v1}).
     *
     * @param secrets {@code whsec_} and Base64 of 24 to 64 bytes
     * @throws IllegalArgumentException for another secret; the message does not show it
     */
    public static WebhookVerifier standard(List<String> secrets, Clock clock) {
        return new WebhookVerifier(
                secrets.stream().map(WebhookVerifier::standardKey).toList(), clock, null);
    }

    /**
     * Plain HMAC; there is no time in it, so that an old message can be replayed for ever.
     *
     * @param secrets texts of at least 8 characters
     */
    public static WebhookVerifier plain(List<String> secrets, Plain plain) {
        return new WebhookVerifier(
                secrets.stream().map(WebhookVerifier::plainKey).toList(), Clock.systemUTC(), plain);
    }

    private static SecretKeySpec standardKey(String secret) {
        try {
            var text = secret.startsWith(SECRET_PREFIX) ? secret.substring(SECRET_PREFIX.length()) : secret;
            var bytes = Base64.getDecoder().decode(text);
            if (bytes.length >= SHORTEST_SECRET && bytes.length <= LONGEST_SECRET) {
                return new SecretKeySpec(bytes, HMAC);
            }
        } catch (IllegalArgumentException e) {
            // without the cause: its message shows a part of the secret
            throw new IllegalArgumentException("A webhook secret must be whsec_ and Base64");
        }
        throw new IllegalArgumentException(
                "A webhook secret must have " + SHORTEST_SECRET + " to " + LONGEST_SECRET + " bytes (as Base64)");
    }

    private static SecretKeySpec plainKey(String secret) {
        if (secret.length() < SHORTEST_PLAIN_SECRET) {
            throw new IllegalArgumentException(
                    "A webhook secret must have at least " + SHORTEST_PLAIN_SECRET + " characters");
        }
        return new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC);
    }

    /**
     * Checks one message.
     *
     * @param headers by name, in any case
     * @param body exactly as it came
     */
    public Verification verify(Map<String, List<String>> headers, byte[] body) {
        if (!isUtf8(body)) {
            return new Rejected(Reason.BODY_NOT_UTF8);
        }
        return plain == null ? verifyStandard(headers, body) : verifyPlain(plain, headers, body);
    }

    private Verification verifyStandard(Map<String, List<String>> headers, byte[] body) {
        var id = only(headers, "webhook-id");
        var time = only(headers, "webhook-timestamp");
        var signatures = only(headers, "webhook-signature");
        if (id.isEmpty() || time.isEmpty() || signatures.isEmpty()) {
            return new Rejected(Reason.HEADER_MISSING);
        }
        if (!ID.matcher(id.get()).matches()) {
            return new Rejected(Reason.ID_MALFORMED);
        }
        if (!SECONDS.matcher(time.get()).matches()) {
            return new Rejected(Reason.TIMESTAMP_MALFORMED);
        }
        var head = (id.get() + "." + time.get() + ".").getBytes(StandardCharsets.UTF_8);
        var expected = keys.stream()
                .map(key -> "v1," + Base64.getEncoder().encodeToString(hmac(key, head, body)))
                .toList();
        if (!anyFits(signatures.get(), expected)) {
            return new Rejected(Reason.SIGNATURE_WRONG);
        }
        return inTime(id.get(), Long.parseLong(time.get()));
    }

    private Verification inTime(String id, long seconds) {
        long age = clock.instant().getEpochSecond() - seconds;
        if (age > TOLERANCE.toSeconds()) {
            return new Rejected(Reason.TOO_OLD);
        }
        return age < -TOLERANCE.toSeconds()
                ? new Rejected(Reason.TOO_NEW)
                : new Verified(id, Instant.ofEpochSecond(seconds));
    }

    private Verification verifyPlain(Plain how, Map<String, List<String>> headers, byte[] body) {
        var signature = only(headers, how.header());
        if (signature.isEmpty()) {
            return new Rejected(Reason.HEADER_MISSING);
        }
        var id = how.idHeader() == null ? Optional.<String>empty() : only(headers, how.idHeader());
        if (id.isPresent() && !ID.matcher(id.get()).matches()) {
            return new Rejected(Reason.ID_MALFORMED);
        }
        boolean fits = false;
        for (var key : keys) {
            var bytes = hmac(key, new byte[0], body);
            var text = how.hex()
                    ? HexFormat.of().formatHex(bytes)
                    : Base64.getEncoder().encodeToString(bytes);
            fits |= same(how.prefix() + text, signature.get());
        }
        return fits ? new Verified(id.orElse(null), null) : new Rejected(Reason.SIGNATURE_WRONG);
    }

    /** All pairs are compared, found or not, and as text: one signature has only one Base64 form here. */
    private static boolean anyFits(String list, List<String> expected) {
        var given = list.split(" ", MOST_SIGNATURES + 1);
        boolean fits = false;
        for (int i = 0; i < Math.min(given.length, MOST_SIGNATURES); i++) {
            for (var one : expected) {
                fits |= same(one, given[i]);
            }
        }
        return fits;
    }

    private static boolean same(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] hmac(SecretKeySpec key, byte[] head, byte[] body) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(key);
            mac.update(head);
            return mac.doFinal(body);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }

    /** The header's value, if there is exactly one of a sensible length. */
    private static Optional<String> only(Map<String, List<String>> headers, String name) {
        var values = new ArrayList<String>();
        headers.forEach((key, all) -> {
            if (key.equalsIgnoreCase(name)) {
                values.addAll(all);
            }
        });
        return values.size() == 1
                        && values.getFirst().length() <= LONGEST_HEADER
                        && !values.getFirst().isEmpty()
                ? Optional.of(values.getFirst())
                : Optional.empty();
    }

    private static boolean isUtf8(byte[] body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
