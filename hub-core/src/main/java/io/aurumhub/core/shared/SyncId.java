package io.aurumhub.core.shared;

/** The name of a sync: one entity of one system, such as {@code shop-contacts}. */
public record SyncId(String value) implements Comparable<SyncId> {
    public SyncId {
        if (value.isBlank()) {
            throw new IllegalArgumentException("SyncId must not be blank");
        }
    }

    @Override
    public int compareTo(SyncId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
