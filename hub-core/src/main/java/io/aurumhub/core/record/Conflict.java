package io.aurumhub.core.record;

import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two values for one field, neither of which knew of the other, and who won.
 *
 * @param field the golden field, or a group of fields, or a part of a golden object ({@code home.street});
 *     {@link #WHOLE_RECORD} when a delete met an update
 * @param winnerSystem null: a steward
 * @param loserSystem null: a steward
 * @param rule in words, which rule decided and why
 * @param open nothing is decided: the winner's value stands for the time being, and the loser keeps its own
 */
public record Conflict(
        String field,
        @Nullable SystemId winnerSystem,
        Value winner,
        @Nullable SystemId loserSystem,
        Value loser,
        String rule,
        boolean open) {

    /** A conflict that is decided. */
    public Conflict(
            String field,
            @Nullable SystemId winnerSystem,
            Value winner,
            @Nullable SystemId loserSystem,
            Value loser,
            String rule) {
        this(field, winnerSystem, winner, loserSystem, loser, rule, false);
    }

    /** The fields of those conflicts that wait for a steward. */
    static List<String> openFields(List<Conflict> conflicts) {
        return conflicts.stream().filter(Conflict::open).map(Conflict::field).toList();
    }

    /** Stands for the record as a whole where a delete is part of the conflict. */
    public static final String WHOLE_RECORD = "*";

    /**
     * Stands beside {@link #WHOLE_RECORD} in a copy that is gone: its delete holds once nothing refers to the record.
     */
    public static final String WHILE_REFERRED = "* while referred to";
}
