package io.aurumhub.adapter.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * The link of the tamper-evident chain: SHA-256 over the previous link and every column of the event, length-prefixed.
 */
final class EventHash {

    private EventHash() {}

    static byte[] of(
            byte[] previous,
            UUID recordId,
            long seq,
            UUID eventId,
            String type,
            String revision,
            Instant at,
            byte[] payload,
            byte[] meta) {
        var digest = sha256();
        digest.update(previous);
        var fixed = ByteBuffer.allocate(6 * Long.BYTES);
        fixed.putLong(recordId.getMostSignificantBits()).putLong(recordId.getLeastSignificantBits());
        fixed.putLong(seq);
        fixed.putLong(eventId.getMostSignificantBits()).putLong(eventId.getLeastSignificantBits());
        fixed.putLong(ChronoUnit.MICROS.between(Instant.EPOCH, at));
        digest.update(fixed.array());
        part(digest, type.getBytes(StandardCharsets.UTF_8));
        part(digest, revision.getBytes(StandardCharsets.UTF_8));
        for (byte[] body : new byte[][] {payload, meta}) {
            part(digest, body);
        }
        return digest.digest();
    }

    private static void part(MessageDigest digest, byte[] bytes) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
