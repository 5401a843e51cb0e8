package io.aurumhub.core.connector;

/**
 * How far a source has been read. The text belongs to the connector that made it (a watermark with a tie-breaker, a
 * file name with a line); it is kept in the hub's tables, shown to operators and may be edited by them.
 */
public record Pointer(String value) {
    @Override
    public String toString() {
        return value;
    }
}
