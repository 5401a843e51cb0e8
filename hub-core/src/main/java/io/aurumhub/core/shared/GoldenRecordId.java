package io.aurumhub.core.shared;

import java.util.UUID;

/** The id of a golden record: a UUIDv7, so that ids made later sort later. */
public record GoldenRecordId(UUID value) implements Comparable<GoldenRecordId> {

    /** Reads the text form; throws IllegalArgumentException if it is not a UUID. */
    public static GoldenRecordId parse(String text) {
        return new GoldenRecordId(UUID.fromString(text));
    }

    @Override
    public int compareTo(GoldenRecordId other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
