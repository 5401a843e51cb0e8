package io.aurumhub.api.connection;

import io.aurumhub.adapter.yaml.InvalidHubFile.Problem;
import io.aurumhub.adapter.yaml.Review;
import io.aurumhub.core.connector.Finding;
import io.aurumhub.core.connector.Finding.Place;
import io.aurumhub.core.connector.Finding.Severity;
import io.aurumhub.core.definition.SystemDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tries all systems of the definitions at once, each for a limited time. */
public final class ConnectionTrial {

    /** How long one system may take, with all of its syncs. */
    static final Duration LIMIT = Duration.ofSeconds(30);

    private final Review review;
    private final Connectors connectors;
    private final Duration limit;

    public ConnectionTrial(Review review, Connectors connectors) {
        this(review, connectors, LIMIT);
    }

    ConnectionTrial(Review review, Connectors connectors, Duration limit) {
        this.review = review;
        this.connectors = connectors;
        this.limit = limit;
    }

    /**
     * What became of it.
     *
     * @param tried the systems; one whose settings are not complete is not among them
     */
    public record Result(List<String> tried, List<Problem> mistakes, List<Problem> warnings) {}

    /** A problem, and how bad it is. */
    private record Found(Severity severity, Problem problem) {}

    public Result run() {
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            return run(threads);
        } finally {
            threads.shutdownNow(); // what has not ended by now is not waited for
        }
    }

    private Result run(ExecutorService threads) {
        var underway = new LinkedHashMap<SystemDefinition, Future<List<Found>>>();
        review.systems().forEach(system -> underway.put(system, threads.submit(() -> tried(system))));
        long until = System.nanoTime() + limit.toNanos();
        var found = new LinkedHashSet<Found>();
        underway.forEach((system, future) -> found.addAll(answer(system, future, until)));
        return new Result(
                underway.keySet().stream().map(system -> system.id().value()).toList(),
                of(found, Severity.MISTAKE),
                of(found, Severity.WARNING));
    }

    private static List<Problem> of(Set<Found> found, Severity severity) {
        return found.stream()
                .filter(one -> one.severity() == severity)
                .map(Found::problem)
                .toList();
    }

    private List<Found> answer(SystemDefinition system, Future<List<Found>> future, long until) {
        try {
            return future.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | CancellationException e) {
            future.cancel(true);
            return silent(system, "no answer within " + limit.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new IllegalStateException("The system " + system.id() + " could not be tried", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return silent(system, "interrupted while it was tried");
        }
    }

    private List<Found> silent(SystemDefinition system, String wrong) {
        var setting = Map.of("jdbc", "url", "rest", "baseUrl", "file", "folder").getOrDefault(system.connector(), "");
        return found(
                system,
                Finding.mistake(new Place.Connector(setting), wrong, "check that the system runs and is not too busy"));
    }

    private List<Found> tried(SystemDefinition system) {
        var all = new ArrayList<Found>();
        var opened = connectors.open(system);
        try (var _ = opened.reader()) {
            opened.check().connection().forEach(finding -> all.addAll(found(system, finding)));
            if (all.isEmpty()) {
                for (var resource : review.resources(system.id())) {
                    opened.check()
                            .resource(resource)
                            .forEach(finding -> review.at(system.id(), resource, finding)
                                    .forEach(problem -> all.add(new Found(finding.severity(), problem))));
                }
            }
        }
        return all;
    }

    private List<Found> found(SystemDefinition system, Finding finding) {
        return review.at(system.id(), finding).stream()
                .map(problem -> new Found(finding.severity(), problem))
                .toList();
    }
}
