package io.aurumhub.adapter.postgres;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the hub stands.
 *
 * @param state one of: in trouble, waiting for a person, moving, converged; the first of these that holds
 * @param converged the state is {@code converged}: every copy equals its golden record as mapped
 * @param moving something is read or delivered, or waits for another record; whatever the state is
 * @param toDo what waits for a person
 * @param trouble what failed the last time and is tried again
 * @param conflicts decided by a rule and not overturned
 * @param openConflicts that wait for a steward
 * @param quarantine open, without those that only wait for another record
 * @param waiting changes that wait for a record they refer to
 * @param overdue those of them that have waited for longer than their sync allows
 * @param due deliveries that will be tried, now or later
 * @param retrying those of them whose last attempt failed
 * @param refused deliveries that their system, or the map, refused
 * @param stuck retrying and refused
 * @param skipped copies that differ on purpose, since a steward said so
 * @param heldDeletes deletes that wait for a steward, since they are many
 * @param nodes the hubs that work on this database
 * @param warnings what keeps a sync from seeing every change in its system
 */
public record StatusView(
        String state,
        boolean converged,
        boolean moving,
        List<ToDo> toDo,
        List<Trouble> trouble,
        List<SystemView> systems,
        List<EntityView> entities,
        long conflicts,
        long openConflicts,
        long quarantine,
        long waiting,
        long overdue,
        long due,
        long retrying,
        long refused,
        long stuck,
        long skipped,
        List<HeldView> heldDeletes,
        List<NodeView> nodes,
        List<SyncWarnings.WarningView> warnings) {

    public StatusView {
        toDo = List.copyOf(toDo);
        trouble = List.copyOf(trouble);
        systems = List.copyOf(systems);
        entities = List.copyOf(entities);
        heldDeletes = List.copyOf(heldDeletes);
        nodes = List.copyOf(nodes);
        warnings = List.copyOf(warnings);
    }

    /**
     * Something that stays as it is until somebody decides.
     *
     * @param what refused, open, quarantined, ambiguous, overdue or held
     * @param words such as {@code 2 changes in quarantine}
     * @param href where the API lists them
     * @param page where people find them
     */
    public record ToDo(String what, long count, String words, String href, String page) {}

    /**
     * Something that failed the last time, and that the hub tries again by itself.
     *
     * @param doing reading or writing
     * @param why in the words of the system, as far as it said any
     */
    public record Trouble(String system, String sync, String doing, String why) {}

    /**
     * One hub of several on this database.
     *
     * @param name as in the file node-name of its home
     * @param lastSeen when it last said that it lives, by the database's clock
     * @param silent nothing was heard of it for some seconds, so the others do its work
     */
    public record NodeView(String name, Instant lastSeen, boolean silent) {}

    /** How many golden records of one entity there are. */
    public record EntityView(String name, long records) {}

    /**
     * Deletes of one sync that a full read has found and that wait for a steward.
     *
     * @param vanished records that were not found
     * @param known records that were there before
     * @param since when they were first missed
     */
    public record HeldView(String sync, long vanished, long known, Instant since) {}

    /**
     * One connected system.
     *
     * @param state as of the hub, of what concerns this system
     * @param lastSync when it was last read to its end; null: never, or nothing is read from it
     * @param lagSeconds how long the oldest change has waited that is due to it, or since it was last read while the
     *     hub knows that it is behind; 0 when nothing is known to wait
     * @param records its records that are linked to a golden record
     * @param error what went wrong last, if that is not over, or why it is written nothing
     */
    public record SystemView(
            String id,
            int rank,
            String state,
            boolean moving,
            List<ToDo> toDo,
            List<SyncView> syncs,
            @Nullable Instant lastSync,
            long lagSeconds,
            long due,
            long retrying,
            long refused,
            long stuck,
            long skipped,
            long records,
            @Nullable String error) {
        public SystemView {
            toDo = List.copyOf(toDo);
            syncs = List.copyOf(syncs);
        }
    }

    /**
     * One sync of a system.
     *
     * @param state as of the hub, of what concerns this sync
     * @param stopped why it delivers nothing until somebody decides; null: it delivers
     */
    public record SyncView(
            String id,
            String entity,
            String state,
            boolean moving,
            List<ToDo> toDo,
            List<Trouble> trouble,
            @Nullable Instant lastSync,
            long due,
            @Nullable String stopped) {
        public SyncView {
            toDo = List.copyOf(toDo);
            trouble = List.copyOf(trouble);
        }
    }
}
