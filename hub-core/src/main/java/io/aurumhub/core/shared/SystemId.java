package io.aurumhub.core.shared;

/** The name of a connected system, such as {@code crm}. */
public record SystemId(String value) implements Comparable<SystemId> {
    public SystemId {
        value = BlankName.refused(value, "the name of a system");
    }

    @Override
    public int compareTo(SystemId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
