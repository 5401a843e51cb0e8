package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.Collisions.Key;
import io.aurumhub.adapter.postgres.DueDeliveries.Item;
import io.aurumhub.core.record.CopyId;
import io.aurumhub.core.record.Decided;
import io.aurumhub.core.record.GoldenRecordEvent;
import io.aurumhub.core.record.GoldenRecordRejected;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What the lane's answers mean for the claims of a batch. */
final class Conclusion {

    private Conclusion() {}

    /** Which delivery an item is of. */
    static Key key(Item item) {
        return new Key(item.record().id(), item.copy());
    }

    /** These end the claim with their commit. */
    static boolean ends(GoldenRecordEvent event, CopyId copy) {
        return switch (event) {
            case GoldenRecordEvent.Delivered delivered -> delivered.copy().equals(copy);
            case GoldenRecordEvent.Removed removed -> removed.copy().equals(copy);
            case GoldenRecordEvent.DeliveryRefused refused -> refused.copy().equals(copy);
            default -> false;
        };
    }

    /** False if somebody else has taken it up already. */
    static boolean isTaken(@Nullable Decided decided, @Nullable Throwable failure) {
        if (failure == null || failure instanceof GoldenRecordRejected) {
            return decided != null;
        }
        throw new CompletionException(failure);
    }
}
