package io.aurumhub.core.record;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the copies stand towards the golden record after an event.
 *
 * @param due copies that must be written (or created, or removed); a copy that is not there yet is announced here
 * @param settled copies that hold the golden values already, so they have seen this revision
 * @param closed conflicts that waited for a steward and have gone away: the copy holds the golden value by now
 */
public record Settlement(
        List<CopyId> due, List<CopyId> settled, @Nullable List<Closed> closed) {

    public static final Settlement NONE = new Settlement(List.of(), List.of());

    /** A conflict on a field or a group that is open no more. */
    public record Closed(CopyId copy, String field) {}

    public Settlement(List<CopyId> due, List<CopyId> settled) {
        this(due, settled, null);
    }

    public Settlement {
        due = List.copyOf(due);
        settled = List.copyOf(settled);
        closed = closed == null || closed.isEmpty() ? null : List.copyOf(closed);
    }

    /** The same, and these conflicts are decided. */
    Settlement closing(List<Closed> decided) {
        if (decided.isEmpty()) {
            return this;
        }
        var all = new ArrayList<>(gone());
        decided.stream().filter(one -> !all.contains(one)).forEach(all::add);
        return new Settlement(due, settled, all);
    }

    /** Without the refused copies but this one: nothing is new for them, so to try again would be refused again. */
    Settlement sparingRefused(GoldenRecord record, CopyId but) {
        return new Settlement(
                due.stream()
                        .filter(id -> id.equals(but)
                                || record.copy(id).map(Copy::refused).isEmpty())
                        .toList(),
                settled,
                closed);
    }

    /** The same, with more copies that are due. */
    Settlement with(Collection<CopyId> more) {
        var all = new ArrayList<>(due);
        all.addAll(more);
        return new Settlement(all, settled, closed);
    }

    /** The same, and of those that would be settled these are due: their systems are to be asked first. */
    Settlement asking(Collection<CopyId> doubtful) {
        var asked = settled.stream().filter(doubtful::contains).toList();
        return asked.isEmpty()
                ? this
                : new Settlement(
                                due,
                                settled.stream()
                                        .filter(id -> !asked.contains(id))
                                        .toList(),
                                closed)
                        .with(asked);
    }

    /** The conflicts that went away; never null. */
    public List<Closed> gone() {
        return closed == null ? List.of() : closed;
    }
}
