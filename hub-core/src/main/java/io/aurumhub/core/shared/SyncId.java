package io.aurumhub.core.shared;

/** The name of a sync: one entity of one system, such as {@code shop-contacts}. */
public record SyncId(String value) implements Comparable<SyncId> {
    public SyncId {
        value = BlankName.refused(value, "the name of a sync");
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
