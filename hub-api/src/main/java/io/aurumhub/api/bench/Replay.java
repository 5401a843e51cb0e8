package io.aurumhub.api.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Every derived table made anew from the events: half of them creates, half updates. */
final class Replay implements Figure {

    private static final int FETCH = 1_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Stage stage;
    private long events;
    private long goldenRecords;

    Replay(Stage stage) {
        this.stage = stage;
    }

    @Override
    public String word() {
        return "replay";
    }

    @Override
    public List<Line> lines() {
        return List.of(Line.rate("replay of events into all tables")
                .beside("reading and deserialising them by the driver")
                .goal(0.25)
                .limit(40_000));
    }

    @Override
    public void prepare(int records) {
        stage.clear();
        int half = records / 2;
        stage.takeIn(Stage.CONTACT, records - half, Contact::first);
        stage.takeIn(Stage.CONTACT, half, number -> Contact.first(number).next());
        goldenRecords = golden();
        stage.analyze();
        stage.database()
                .statements()
                .execute("truncate hub_read.golden_record, hub_read.crosswalk, hub_read.match_key,"
                        + " hub_read.conflict, hub_read.seen_change");
    }

    private long golden() {
        return stage.database().count("select count(*) from hub_read.golden_record");
    }

    @Override
    public double[] measure(int records) {
        var report = stage.replays().rebuild();
        events = report.events();
        return new double[] {events / (report.took().toNanos() / 1e9)};
    }

    @Override
    public Baseline baseline() {
        return this::readAll;
    }

    private double[] readAll(int records) throws IOException, SQLException {
        try (var connection = stage.database().open()) {
            connection.setAutoCommit(false); // only so does the driver fetch in parts
            long begin = System.nanoTime();
            try (var select = connection.prepareStatement(
                    "select position, record_id, seq, type, recorded_at, payload from hub_log.event order by"
                            + " position")) {
                select.setFetchSize(FETCH);
                long read = 0;
                try (var rows = select.executeQuery()) {
                    while (rows.next()) {
                        rows.getObject(2);
                        rows.getTimestamp(5);
                        read += JSON.readTree(rows.getBytes(6)).size() > 0 ? 1 : 0;
                    }
                }
                if (read != records) {
                    throw new IllegalStateException("The baseline read %d of %d events".formatted(read, records));
                }
            }
            return new double[] {records / IntakeFigure.seconds(begin)};
        }
    }

    /** The events replayed; none unless the tables hold again what they held. */
    @Override
    public long arrived() {
        return golden() == goldenRecords ? events : 0;
    }
}
