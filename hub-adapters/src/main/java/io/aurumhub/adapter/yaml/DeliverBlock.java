package io.aurumhub.adapter.yaml;

import io.aurumhub.core.definition.DeliverySettings;
import io.aurumhub.core.definition.DeliverySettings.BatchError;
import io.aurumhub.core.definition.DeliverySettings.Every;
import io.aurumhub.core.definition.DeliverySettings.ItemError;

/** Reads {@code deliver:}. */
final class DeliverBlock {

    private DeliverBlock() {}

    static DeliverySettings read(Block block) {
        var usual = DeliverySettings.USUAL;
        var onItemError = block.choice("onItemError", ItemError.class).orElse(usual.onItemError());
        var batch = block.whole("batch", 1, DeliverySettings.LARGEST_BATCH).orElse(usual.batch());
        if (onItemError == ItemError.STOP && block.node("batch").isPresent() && batch > 1) {
            block.problem(
                    "batch",
                    " is " + batch + ", but with onItemError: stop records go one at a time,"
                            + " so that nothing is written behind a refused one",
                    "remove it, or choose onItemError: continue");
        }
        return new DeliverySettings(
                block.choice("every", Every.class).orElse(usual.every()),
                onItemError,
                block.choice("onBatchError", BatchError.class).orElse(usual.onBatchError()),
                batch,
                block.whole("attempts", 1, DeliverySettings.MOST_ATTEMPTS).orElse(usual.attempts()));
    }
}
