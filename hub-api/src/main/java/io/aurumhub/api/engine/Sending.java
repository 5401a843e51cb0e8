package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.DueDeliveries.Item;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.delivery.DeliveryPlan;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An item with its write.
 *
 * @param instead what is to be written if there is nothing to restore after all; null: nothing
 */
record Sending(Item item, DeliveryPlan.Send plan, DeliveryPlan.@Nullable Send instead) {

    Sending(Item item, DeliveryPlan.Send plan) {
        this(item, plan, null);
    }

    /** The system's key of what is written; empty while there is none. */
    Optional<String> localId() {
        return plan.write() instanceof Write.Restore restore ? Optional.of(restore.localId()) : item.localId();
    }

    /** An earlier attempt to create it ended without an answer. */
    boolean mayExist() {
        return plan.write() instanceof Write.Create && item.attempt() > 1;
    }
}
