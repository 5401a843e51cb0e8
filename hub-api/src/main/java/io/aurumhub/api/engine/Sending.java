package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.DueDeliveries.Item;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.delivery.DeliveryPlan;
import io.aurumhub.core.mapping.LocalFields;
import io.aurumhub.core.shared.Value;
import java.util.Map;
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

    /** It makes a record, or does so if there is nothing to restore. */
    boolean makes() {
        return plan.write() instanceof Write.Create || (instead != null && instead.write() instanceof Write.Create);
    }

    /** What it is to store, by path. */
    Map<String, Value> stored() {
        return switch (plan.write()) {
            case Write.Create create -> create.fields();
            case Write.Update update -> update.changes();
            case Write.Restore restore -> restore.changes();
            case Write.Delete _ -> Map.of();
        };
    }

    /**
     * The system holds what was to be written: an earlier attempt had been carried out, and its end was not heard of.
     * It is our own word, so it must not come in as the system's.
     */
    boolean isHeldBy(LocalRecord present) {
        var wanted = stored();
        return !wanted.isEmpty()
                && wanted.entrySet().stream()
                        .allMatch(field ->
                                field.getValue().equals(LocalFields.orNothing(present.fields(), field.getKey())));
    }

    /** An earlier attempt to create it ended without an answer. */
    boolean mayExist() {
        return plan.write() instanceof Write.Create && item.attempt() > 1;
    }
}
