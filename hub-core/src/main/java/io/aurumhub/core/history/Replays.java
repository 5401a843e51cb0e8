package io.aurumhub.core.history;

import java.time.Duration;
import java.util.List;

/** Rebuilds the tables from the events, or proves that they agree. Never writes to a system. */
public interface Replays {

    /** Rebuilds every table that is derived from the events; changes wait meanwhile, nothing is lost. */
    Report rebuild();

    /** Compares every table with what the events say, touching nothing. */
    Report verify();

    /**
     * What a replay did.
     *
     * @param events how many were read
     * @param tables one line per table
     * @param identical every table held exactly what the events say
     */
    record Report(long events, List<Table> tables, boolean identical, Duration took) {
        public Report {
            tables = List.copyOf(tables);
        }
    }

    /**
     * One table before and after.
     *
     * @param missing rows that the events say but the table did not hold
     * @param surplus rows that the table held but the events do not say
     */
    record Table(String name, long rows, long missing, long surplus) {}
}
