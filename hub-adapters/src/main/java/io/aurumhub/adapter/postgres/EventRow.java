package io.aurumhub.adapter.postgres;

import io.aurumhub.core.record.EventKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** One event, ready to be stored. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record EventRow(
        UUID recordId,
        long seq,
        UUID eventId,
        String type,
        String revision,
        Instant at,
        byte[] payload,
        byte[] meta,
        @Nullable UUID run) {

    static EventRow of(EventMessage<?> message, Serializer serializer) {
        if (!(message instanceof DomainEventMessage<?> event)) {
            throw new IllegalArgumentException("Only events of golden records are stored, not " + message);
        }
        var run = event.getMetaData().get(EventKeys.RUN);
        var payload = event.serializePayload(serializer, byte[].class);
        return new EventRow(
                UUID.fromString(event.getAggregateIdentifier()),
                event.getSequenceNumber(),
                UUID.fromString(event.getIdentifier()),
                payload.getType().getName(),
                payload.getType().getRevision(),
                event.getTimestamp().truncatedTo(ChronoUnit.MICROS),
                payload.getData(),
                event.serializeMetaData(serializer, byte[].class).getData(),
                run == null ? null : UUID.fromString(run.toString()));
    }

    /**
     * The link of the tamper-evident chain: SHA-256 over the previous link and every column, those of varying length
     * with their length before them.
     */
    byte[] hash(byte[] previous) {
        var digest = sha256();
        digest.update(previous);
        digest.update(ByteBuffer.allocate(6 * Long.BYTES)
                .putLong(recordId.getMostSignificantBits())
                .putLong(recordId.getLeastSignificantBits())
                .putLong(seq)
                .putLong(eventId.getMostSignificantBits())
                .putLong(eventId.getLeastSignificantBits())
                .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, at))
                .array());
        part(digest, type.getBytes(StandardCharsets.UTF_8));
        part(digest, revision.getBytes(StandardCharsets.UTF_8));
        part(digest, payload);
        part(digest, meta);
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
