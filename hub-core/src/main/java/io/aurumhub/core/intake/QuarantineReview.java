package io.aurumhub.core.intake;

import io.aurumhub.core.history.Stewardship.NotPossible;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a steward does about changes in quarantine. Each call answers when it is committed. */
public interface QuarantineReview {

    /**
     * Takes a change up again, by the definitions of today.
     *
     * @param corrections local fields, by path, that take the place of what came; empty: as it came
     * @return what became of it; if it is quarantined again, with the reasons of today
     * @throws NotPossible if no such change is in quarantine, or it is a piece of a source and no change
     */
    Outcome release(long number, Map<String, Value> corrections, Provenance cause);

    /**
     * Says that what came under a new key is the record that the system called by an old one.
     *
     * @param oldKey which one; null: there is only one in question
     * @throws NotPossible if the change asks no such question, or the old key is none of those in question
     */
    void same(long number, @Nullable String oldKey, Provenance cause);

    /**
     * Takes all changes up again, in the order they came.
     *
     * @param system only this system's; null: every system's
     * @param entity only of this entity; null: of every entity
     */
    Released releaseAll(@Nullable SystemId system, @Nullable EntityName entity, Provenance cause);

    /**
     * Puts a change aside for good; it stays readable.
     *
     * @throws NotPossible if no such change is in quarantine
     */
    void dismiss(long number, Provenance cause);

    /**
     * What came of a release of all.
     *
     * @param tried how many changes were taken up
     * @param kept how many of them are in quarantine still
     */
    record Released(long tried, long kept) {}
}
