package io.aurumhub.core.record;

import java.util.List;

/**
 * How the copies stand towards the golden record after an event.
 *
 * @param due copies that must be written (or created, or removed); a copy that is not there yet is announced here
 * @param settled copies that hold the golden values already, so they have seen this revision
 */
public record Settlement(List<CopyId> due, List<CopyId> settled) {

    public static final Settlement NONE = new Settlement(List.of(), List.of());

    public Settlement {
        due = List.copyOf(due);
        settled = List.copyOf(settled);
    }
}
