package io.aurumhub.api.bench;

import java.util.List;

/**
 * How much disk an event and a record take, with all indexes, after a load: each record once told of, none delivered.
 */
final class Storage implements Figure {

    private final Stage stage;

    Storage(Stage stage) {
        this.stage = stage;
    }

    @Override
    public String word() {
        return "storage";
    }

    @Override
    public List<Line> lines() {
        return List.of(
                new Line("disk for an event", Line.Unit.BYTES, null, null, null),
                new Line("disk for a record and its copies", Line.Unit.BYTES, null, null, null));
    }

    @Override
    public int rounds(int wanted) {
        return 1;
    }

    @Override
    public boolean warmsUp() {
        return false;
    }

    @Override
    public void prepare(int records) {
        stage.clear();
        stage.takeIn(Stage.CONTACT, records, Contact::first);
        stage.database().statements().execute("vacuum analyze");
    }

    @Override
    public double[] measure(int records) {
        return new double[] {bytes("hub_log") / records, bytes("hub_read") / records};
    }

    private double bytes(String schema) {
        return stage.database()
                .count("select sum(pg_total_relation_size(oid)) from pg_class where relkind = 'r' and relnamespace = '"
                        + schema + "'::regnamespace");
    }

    @Override
    public Baseline baseline() {
        return Baseline.NONE;
    }

    @Override
    public long arrived() {
        return stage.events();
    }
}
