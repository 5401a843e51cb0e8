package io.aurumhub.api.bench;

import java.util.List;
import java.util.function.IntFunction;

/** Changes of contacts through the whole intake: mapped, validated, identified, decided, stored. */
final class IntakeFigure implements Figure {

    private static final int CREATES_ONE_IN = 5;

    private final Stage stage;
    private final Kind kind;
    private final SameRows sameRows;
    private long before;

    /** Which changes. */
    @SuppressWarnings("ImmutableEnumChecker") // a record of numbers and texts is
    enum Kind {
        LOAD(
                "load",
                Line.rate("load of new contacts")
                        .beside("COPY of the same rows")
                        .goal(0.40)
                        .limit(15_000)),
        UPDATES(
                "updates",
                Line.rate("updates of contacts")
                        .beside("COPY of the events, UPDATE from unnest of the rows")
                        .goal(0.40)
                        .limit(9_000)),
        MIXED("mixed", Line.rate("80 % updates, 20 % new contacts").beside("COPY and UPDATE from unnest"));

        private final String word;
        private final Line line;

        Kind(String word, Line line) {
            this.word = word;
            this.line = line;
        }
    }

    IntakeFigure(Stage stage, Kind kind) {
        this.stage = stage;
        this.kind = kind;
        this.sameRows = new SameRows(stage.database());
    }

    @Override
    public String word() {
        return kind.word;
    }

    @Override
    public List<Line> lines() {
        return List.of(kind.line);
    }

    @Override
    public void prepare(int records) {
        stage.clear();
        if (kind != Kind.LOAD) {
            stage.takeIn(Stage.CONTACT, records, Contact::first);
        }
        sameRows.mirror();
        stage.analyze();
        before = stage.events();
    }

    @Override
    public double[] measure(int records) {
        IntFunction<Contact> changed = switch (kind) {
            case LOAD -> Contact::first;
            case UPDATES -> number -> Contact.first(number).next();
            case MIXED ->
                number -> number % CREATES_ONE_IN == 0
                        ? Contact.first(records + number)
                        : Contact.first(number).next();
        };
        long begin = System.nanoTime();
        stage.takeIn(Stage.CONTACT, records, changed);
        return new double[] {records / seconds(begin)};
    }

    static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    @Override
    public Baseline baseline() {
        return sameRows;
    }

    @Override
    public long arrived() {
        return stage.events() - before;
    }
}
