package io.aurumhub.core.shared;

/** The name of a kind of master data, such as {@code contact}. */
public record EntityName(String value) implements Comparable<EntityName> {
    public EntityName {
        value = BlankName.refused(value, "the name of an entity");
    }

    @Override
    public int compareTo(EntityName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
