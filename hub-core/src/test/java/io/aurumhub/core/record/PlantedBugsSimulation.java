package io.aurumhub.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.record.SimulatedHistory.Life;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The simulations are worth what they catch: each bug is planted into a compiled copy of the rules, or into the model
 * of a connector, and must be caught. Nothing of this is in the product.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class PlantedBugsSimulation {

    private static final System.Logger LOG = System.getLogger(PlantedBugsSimulation.class.getName());
    private static final long MOST_HISTORIES = 5_000;

    /** A bug: what is changed in which source, or in the model. */
    enum Bug {
        NO_GUARD("", "", ""),
        NO_INTENT_BEFORE_CREATE("", "", ""),
        NO_ECHO_CHECK(
                "GoldenRecordRules",
                "&& delta.observed().isEmpty()\n                && !unguards",
                "&& !true && !unguards"),
        NO_STALE_CHECK(
                "GoldenRecordRules",
                "static boolean isStale(@Nullable Copy copy, Reported reported) {",
                "static boolean isStale(@Nullable Copy copy, Reported reported) { if (true) { return false; }"),
        NO_TIE_BREAK("Priority", "reporter.compareTo(holder) < 0", "true"),
        NO_READ_BEFORE_OWN_WRITE_CHECK("Copy", "!observedAt.isAfter(writtenAt)", "writtenAt == null"),
        OWNERS_ARE_NOT_ASKED(
                "Judgement",
                "&& !owner.equals(reporter)) {\n            if (!same",
                "&& false) {\n            if (!same"),
        PINS_ARE_IGNORED("GoldenRecord", "return pin != null && pin.holdsAt(now) ? pin : null;", "return null;"),
        OPEN_CONFLICTS_ARE_WRITTEN("CopyComparison", "&& !open.contains(field)", ""),
        BREAKER_IS_OFF(
                "Breaker",
                "if (fields.isEmpty() && conflicts.stream().allMatch(Conflict::open)) {",
                "if (copy.held() >= 0) {"),
        PARKED_FORGET_THE_STEWARD("Turns", "parked || again", "false"),
        IGNORED_WRITES_COUNT_AS_WRITTEN("Ignored", "held.put(path, stored);", ""),
        WHAT_WAS_REFUSED_IS_TRIED_AT_EACH_REPORT(
                "GoldenRecordRules",
                "judged.fields().isEmpty() ? settlement.sparingRefused(record, seen.copy()) : settlement",
                "settlement"),
        UNION_FORGETS_REMOVALS("Union", "merged.removeAll(without(items(was), items(is)));", "");

        private final String source;
        private final String right;
        private final String wrong;

        Bug(String source, String right, String wrong) {
            this.source = source;
            this.right = right;
            this.wrong = wrong;
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_planted_bug_is_caught(Bug bug, @TempDir Path folder) throws IOException, ReflectiveOperationException {
        try (var loader = loader(bug, folder)) {
            var run = loader.loadClass(Run.class.getName()).getDeclaredMethod("historiesUntilCaught", String.class);
            run.setAccessible(true);
            long histories = (long) Objects.requireNonNull(run.invoke(null, bug.name()));
            LOG.log(Level.INFO, "{0} is caught after {1} histories", bug, histories);
            assertThat(histories).as("histories until %s is caught", bug).isLessThan(MOST_HISTORIES);
        }
    }

    /** Loaded anew for each bug, with the rules that have it. */
    static final class Run {

        private Run() {}

        static long historiesUntilCaught(String bug) {
            for (long seed = 0; seed < MOST_HISTORIES; seed++) {
                try {
                    for (var life : Life.values()) {
                        var history = new SimulatedHistory(seed, life);
                        history.hub.unguarded = bug.equals("NO_GUARD");
                        history.hub.forgetsIntents = bug.equals("NO_INTENT_BEFORE_CREATE");
                        ConvergenceSimulation.check(seed, history);
                    }
                    ArrivalSimulation.check(seed);
                } catch (AssertionError caught) {
                    return seed + 1;
                }
            }
            return MOST_HISTORIES;
        }
    }

    private static Loader loader(Bug bug, Path folder) throws IOException {
        var main = location(GoldenRecordRules.class);
        if (!bug.source.isEmpty()) {
            var path = Path.of("src/main/java/io/aurumhub/core/record", bug.source + ".java");
            var text = Files.readString(path);
            assertThat(text).contains(bug.right);
            var planted = folder.resolve(bug.source + ".java");
            Files.writeString(planted, text.replace(bug.right, bug.wrong));
            int failed = ToolProvider.getSystemJavaCompiler()
                    .run(
                            null,
                            null,
                            null,
                            "-proc:none",
                            "-nowarn",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "-d",
                            folder.toString(),
                            planted.toString());
            assertThat(failed).isZero();
        }
        return new Loader(List.of(folder.toUri().toURL(), main, location(PlantedBugsSimulation.class)));
    }

    private static URL location(Class<?> type) {
        return Objects.requireNonNull(type.getProtectionDomain().getCodeSource())
                .getLocation();
    }

    /** Takes the rules and their simulations from its own places, everything else from above. */
    private static final class Loader extends URLClassLoader {

        Loader(List<URL> places) {
            super(places.toArray(URL[]::new), PlantedBugsSimulation.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(GoldenRecordRules.class.getPackageName() + ".")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                var loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }
}
