package io.aurumhub.core.intake;

import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A difference between the form of a system's record and the form it had, or that the maps know.
 *
 * @param field a top-level local field
 */
public record Drift(Kind kind, String field) {

    /** What became of the field. */
    public enum Kind {
        /** No map knows it. */
        UNKNOWN,
        /** The record had it and a map reads it, but a full change leaves it out. */
        VANISHED,
        /** Its value is of another type than before. */
        RETYPED
    }

    /**
     * Compares a change with the maps, and with what the system itself last showed of the record.
     *
     * @param copy null if the record is new
     * @param freeForm the local fields whose values may be of any type
     */
    public static List<Drift> of(SyncDefinition sync, Change change, @Nullable Copy copy, Predicate<String> freeForm) {
        if (change.kind() == Change.Kind.DELETE) {
            return List.of();
        }
        var drifts = new ArrayList<Drift>(0);
        var technical = technical(sync);
        for (var field : change.fields().keySet()) {
            if (!sync.resource().fields().contains(field) && !technical.contains(field)) {
                drifts.add(new Drift(Kind.UNKNOWN, field));
            }
        }
        // What the hub wrote itself is in the hub's form, not in the system's.
        if (copy == null || copy.state() != Copy.State.LINKED || copy.writtenAt() != null) {
            return drifts;
        }
        copy.local().forEach((field, was) -> {
            var is = change.fields().get(field);
            if (was.isNothing() || !sync.resource().fields().contains(field)) {
                return;
            }
            if (is == null && change.full()) {
                drifts.add(new Drift(Kind.VANISHED, field));
            } else if (is != null
                    && !is.isNothing()
                    && !is.getClass().equals(was.getClass())
                    && !freeForm.test(field)) {
                drifts.add(new Drift(Kind.RETYPED, field));
            }
        });
        return drifts;
    }

    /** The local fields that play a part without being mapped: key, version, the time of the last change. */
    public static Set<String> technical(SyncDefinition sync) {
        var names = new HashSet<String>();
        for (var setting : sync.resource().settings().values()) {
            if (setting instanceof Value.Text(String name)) {
                names.add(name);
            }
        }
        return names;
    }

    @Override
    public String toString() {
        return "the field '%s' is %s".formatted(field, kind.name().toLowerCase(Locale.ROOT));
    }
}
