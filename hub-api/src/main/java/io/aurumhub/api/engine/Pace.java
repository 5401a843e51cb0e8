package io.aurumhub.api.engine;

import io.aurumhub.core.connector.SystemWriter;
import io.aurumhub.core.shared.SyncId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How many writes make a batch, where they go one by one: so many as the system has lately answered in about a second.
 * What it reports meanwhile of these records, and while records are made whatever it reports that nobody knows, waits
 * for the end of the batch; a user's new record is not to wait for two hundred others.
 */
final class Pace {

    /** A batch is not to take much longer. */
    private static final Duration AIM = Duration.ofSeconds(1);

    /** While nobody knows how fast the system is. */
    static final int FIRST = 20;

    /** Of a system that is slower than that, several go side by side all the same. */
    static final int LEAST = 8;

    private final boolean oneByOne;
    private final Map<SyncId, Integer> most = new HashMap<>();

    Pace(SystemWriter writer) {
        this.oneByOne = writer.writesOneByOne();
    }

    /** The most writes of the next batch. */
    int most(SyncId sync) {
        return oneByOne ? most.getOrDefault(sync, FIRST) : SystemWriter.LARGEST_BATCH;
    }

    /** So many writes were answered in this time; nothing follows from none. */
    void took(SyncId sync, int answered, Duration time) {
        if (oneByOne && answered > 0) {
            long inTime = answered * AIM.toNanos() / Math.max(1, time.toNanos());
            most.put(sync, Math.clamp(inTime, LEAST, SystemWriter.LARGEST_BATCH));
        }
    }
}
