package io.aurumhub.api.bench;

import java.io.IOException;
import java.sql.SQLException;

/** The shortest way to the same rows: what the machine can do without a hub. */
@FunctionalInterface
interface Baseline {

    /** Nothing does the same without a hub. */
    Baseline NONE = records -> new double[0];

    /**
     * Does the same as the round of the figure before it.
     *
     * @return one figure per line; empty if there is nothing to compare with
     */
    double[] measure(int records) throws IOException, SQLException, InterruptedException;
}
