package io.aurumhub.core.record;

import io.aurumhub.core.shared.SystemId;

/**
 * Names one copy of a golden record, before and after its system has given it a local id.
 *
 * @param number 0 for the first copy in this system, 1 for a second local record of the same thing
 */
public record CopyId(SystemId system, int number) implements Comparable<CopyId> {

    public static CopyId first(SystemId system) {
        return new CopyId(system, 0);
    }

    @Override
    public int compareTo(CopyId other) {
        int bySystem = system.compareTo(other.system);
        return bySystem != 0 ? bySystem : Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return number == 0 ? system.value() : system + "#" + number;
    }
}
