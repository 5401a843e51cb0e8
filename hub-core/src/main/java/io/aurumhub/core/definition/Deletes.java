package io.aurumhub.core.definition;

/**
 * What it means that a record is not there: in the system, or in the hub any more.
 *
 * @param rule what a delete in the system means for the golden record
 * @param referenced what becomes of a delete that would hold, while living records refer to the record
 * @param orphans what becomes of the system's record when the golden record is deleted
 * @param missing what the hub does where the system lacks a record that it should have
 */
public record Deletes(DeleteRule rule, Referenced referenced, Orphans orphans, Missing missing) {

    /** A delete of a record that living ones refer to. */
    public enum Referenced {
        /** It waits until none refers to it any more, or a steward has decided. */
        REVIEW,
        /** It holds; they keep a reference to a deleted record. */
        PROPAGATE
    }

    /** Local records whose golden record is deleted. */
    public enum Orphans {
        /** They are deleted, too. */
        DELETE,
        /** They stay as they are; if the golden record comes back, they are brought up to date. */
        KEEP
    }

    /** Golden records that the system does not hold. */
    public enum Missing {
        /** They are created there. */
        CREATE,
        /** The system gets updates of what it has, and nothing new. */
        LEAVE
    }

    /** Where nothing is said. */
    public static final Deletes USUAL = by(DeleteRule.PROPAGATE);

    /** A rule with what is usual beside it. */
    public static Deletes by(DeleteRule rule) {
        return new Deletes(rule, Referenced.REVIEW, Orphans.DELETE, Missing.CREATE);
    }

    public boolean keepsOrphans() {
        return orphans == Orphans.KEEP;
    }

    public boolean createsMissing() {
        return missing == Missing.CREATE;
    }
}
