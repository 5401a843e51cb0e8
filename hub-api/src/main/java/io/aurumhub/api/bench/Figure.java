package io.aurumhub.api.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** Something that is measured in rounds: set up, then the hub's way, then the baseline on what the hub's way left. */
interface Figure {

    /** By which it is asked for: {@code --only load}. */
    String word();

    List<Line> lines();

    /** Sets a round up; takes no part in what is measured. */
    void prepare(int records) throws IOException, SQLException, InterruptedException;

    /** One figure per line. */
    double[] measure(int records) throws IOException, SQLException, InterruptedException;

    Baseline baseline();

    /** How many rows or answers a round must end with; with any other number its figures are worth nothing. */
    default long expected(int records) {
        return records;
    }

    /** How many there are now, counted where they must be. */
    long arrived() throws IOException, SQLException;

    /** How many rounds make sense of those that are wanted. */
    default int rounds(int wanted) {
        return wanted;
    }

    /** Whether a round goes before that does not count. */
    default boolean warmsUp() {
        return true;
    }

    /** What a reader of the figures must know; empty: nothing. */
    default String note() {
        return "";
    }
}
