package io.aurumhub.api.database;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How much memory the embedded server keeps pages in. An eighth of what the machine or the container has, since the hub
 * and the pages of the operating system want their parts, too; at least what PostgreSQL takes by itself, and at most so
 * much that dropping a table, which looks through all of it, stays quick.
 *
 * @param mebibytes memory is taken only as pages come in
 */
record SharedBuffers(long mebibytes) {

    private static final long LEAST = 128;
    private static final long MOST = 2_048;
    private static final int PARTS = 8;

    static SharedBuffers ofThisMachine() {
        return of(
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize());
    }

    /** @param memory of the machine, in bytes */
    static SharedBuffers of(long memory) {
        return new SharedBuffers(Math.clamp((memory >> 20) / PARTS, LEAST, MOST));
    }
}
