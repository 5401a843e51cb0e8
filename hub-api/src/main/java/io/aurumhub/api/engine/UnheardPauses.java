package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.Collisions.Key;
import io.aurumhub.adapter.postgres.DueDeliveries.Item;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Growing pauses for records whose writes are not heard while others are: a gateway lets all pass but these, or
 * somebody holds their rows. No attempt of theirs is used up, so they are counted here, each node for itself.
 */
final class UnheardPauses {

    /**
     * Of more records at once, those that were counted first are forgotten, and begin with the shortest pause again.
     */
    static final int MOST_RECORDS = 10_000;

    private final Backoff backoff;
    private final RandomGenerator chance = RandomGenerator.getDefault();
    private final Map<Key, Integer> inARow = new LinkedHashMap<>();

    UnheardPauses(Backoff backoff) {
        this.backoff = backoff;
    }

    synchronized Duration after(Item item) {
        int times = inARow.merge(Conclusion.key(item), 1, Integer::sum);
        if (inARow.size() > MOST_RECORDS) {
            var oldest = inARow.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        return backoff.after(times, chance);
    }

    synchronized void forget(Item item) {
        inARow.remove(Conclusion.key(item));
    }
}
