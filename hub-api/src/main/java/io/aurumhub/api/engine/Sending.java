package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.DueDeliveries.Item;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.delivery.DeliveryPlan;

/** An item with its write. */
record Sending(Item item, DeliveryPlan.Send plan) {

    /** An earlier attempt to create it ended without an answer. */
    boolean mayExist() {
        return plan.write() instanceof Write.Create && item.attempt() > 1;
    }
}
