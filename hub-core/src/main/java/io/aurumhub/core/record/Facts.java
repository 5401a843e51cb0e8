package io.aurumhub.core.record;

import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a decision must know beyond the record itself; fetched before by whoever sends the command. */
public interface Facts {

    Mappings mappings();

    /** When the decision is made, by the hub's clock, in whole microseconds. */
    Instant now();

    /** The golden record that a local id stands for. */
    Optional<GoldenRecordId> recordOf(SystemId system, EntityName entity, String localId);

    /** The local id of a golden record in a system, once it has one; of a deleted record, the last one it had. */
    Optional<String> localIdOf(GoldenRecordId record, SystemId system);

    /** The living records that refer to this one, by entity. */
    List<Referrers> referrersOf(GoldenRecordId record);

    /** The local id of a record that refers to this one and is yet to be removed from the system, for it is deleted. */
    Optional<String> leavingBefore(GoldenRecordId record, SystemId system);

    /** The record that owns a match key; it need not be the only one that has it. */
    Optional<GoldenRecordId> holderOf(EntityName entity, String matchKey);

    /** The record that a system means by a match key; empty if it could mean several. */
    default Optional<GoldenRecordId> namedBy(SystemId system, EntityName entity, String matchKey) {
        return holderOf(entity, matchKey);
    }
}
