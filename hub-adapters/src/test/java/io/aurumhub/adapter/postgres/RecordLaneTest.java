package io.aurumhub.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.mapping.Mappings;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Which batch is decided and written when; what a batch does is in the hands of the test. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RecordLaneTest implements RecordLane.BatchWork {

    /** What a batch is told to do next. */
    private enum Order {
        DECIDE,
        WRITE,
        CLASH,
        WAIT
    }

    private final AtomicLong term = new AtomicLong(1);
    private final List<String> happened = Collections.synchronizedList(new ArrayList<>());
    private final BlockingQueue<Order> first = new LinkedBlockingQueue<>();
    private final BlockingQueue<Order> second = new LinkedBlockingQueue<>();
    private final RecordLane lane = new RecordLane(this, term::get);

    @AfterEach
    void close() {
        lane.close();
    }

    @Override
    public Runnable commit(List<Task> batch, Flight flight) {
        var name = batch.getFirst() instanceof Task.TakeIn one
                        && one.change().localId().startsWith("a")
                ? "a"
                : "b";
        var orders = name.equals("a") ? first : second;
        happened.add(name + " decides on " + (flight.knownBefore() == null ? "the database" : "the one before"));
        next(orders);
        var mappings = new Mappings(HubFixture.definitions());
        var facts = new BatchFacts(new JdbcTemplate(), mappings, Instant.EPOCH, flight);
        try {
            flight.decided(new Flight.Known(facts, new SeenChanges(new JdbcTemplate(), flight), false));
            flight.settle();
        } catch (Flight.BatchBeforeFailed e) {
            happened.add(name + " is void");
            throw e;
        }
        happened.add(name + " writes");
        switch (next(orders)) {
            case CLASH -> {
                happened.add(name + " clashes");
                throw new OptimisticLockingFailureException("somebody was quicker");
            }
            case WAIT -> {
                happened.add(name + " waits");
                throw new CannotAcquireLockException("a replay runs", new SQLException("canceled", "55P03"));
            }
            case DECIDE, WRITE -> happened.add(name + " is committed");
        }
        return () -> {
            for (var task : batch) {
                if (task instanceof Task.TakeIn one) {
                    one.answer().complete(new Outcome.Nothing());
                }
            }
        };
    }

    private static Order next(BlockingQueue<Order> orders) {
        try {
            var order = orders.poll(20, TimeUnit.SECONDS);
            if (order == null) {
                throw new AssertionError("nobody told it what to do");
            }
            return order;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public boolean isHeldUp(RuntimeException cause) {
        return cause instanceof CannotAcquireLockException;
    }

    @Override
    public void reject(Task task, long begunIn, RuntimeException cause) {
        task.fail(cause);
    }

    private CompletableFuture<Void> add(String name, int count) {
        var answers = new ArrayList<CompletableFuture<Outcome>>();
        for (int i = 0; i < count; i++) {
            var answer = new CompletableFuture<Outcome>();
            answers.add(answer);
            var change = HubFixture.contact(HubFixture.CRM, name + i, "Ada", "ada@example.org", "Bonn");
            lane.add(new Task.TakeIn(change, 0, answer));
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> begin(String name, int count) {
        var answers = add(name, count);
        awaitThat(name + " decides on the database");
        return answers;
    }

    /** Lets the first batch come to its decision, and a second one begin with its own. */
    private CompletableFuture<Void> decideOnTheFirst() {
        var answers = add("b", 200);
        first.add(Order.DECIDE);
        awaitThat("b decides on the one before");
        return answers;
    }

    private void awaitThat(String what) {
        org.awaitility.Awaitility.await().until(() -> happened.contains(what));
    }

    @Test
    void decides_a_batch_while_the_one_before_is_written_and_writes_it_afterwards() {
        var a = begin("a", 1);
        var b = decideOnTheFirst();
        second.add(Order.DECIDE);
        second.add(Order.WRITE);
        first.add(Order.WRITE);
        a.join();
        b.join();

        assertThat(happened.indexOf("b decides on the one before")).isLessThan(happened.indexOf("a is committed"));
        assertThat(happened.indexOf("b writes")).isGreaterThan(happened.indexOf("a is committed"));
    }

    @Test
    void decides_a_batch_anew_when_the_one_before_was_not_committed_at_once() {
        var a = begin("a", 1);
        var b = decideOnTheFirst();
        second.add(Order.DECIDE);
        Collections.addAll(first, Order.CLASH, Order.DECIDE, Order.WRITE);
        awaitThat("b is void");
        Collections.addAll(second, Order.DECIDE, Order.WRITE);
        a.join();
        b.join();

        assertThat(happened)
                .containsSubsequence("a is committed", "b decides on the database")
                .endsWith("b decides on the database", "b writes", "b is committed");
    }

    @Test
    void lets_a_small_batch_wait_for_the_one_before_and_for_company() {
        var a = begin("a", 1);
        var b = add("b", 3);
        Collections.addAll(first, Order.DECIDE, Order.WRITE);
        Collections.addAll(second, Order.DECIDE, Order.WRITE);
        a.join();
        b.join();

        assertThat(happened.indexOf("b decides on the database")).isGreaterThan(happened.indexOf("a is committed"));
    }

    @Test
    void a_batch_that_a_replay_holds_up_waits_as_long_as_it_takes() {
        var a = begin("a", 1);
        for (int i = 0; i < 20; i++) {
            Collections.addAll(first, Order.DECIDE, Order.WAIT);
        }
        Collections.addAll(first, Order.DECIDE, Order.WRITE);
        a.join();

        assertThat(happened).filteredOn("a waits"::equals).hasSize(20);
    }

    @Test
    void a_batch_that_a_replay_holds_up_while_the_hub_is_stopped_was_not_stored() {
        var answer = new CompletableFuture<Outcome>();
        var change = HubFixture.contact(HubFixture.CRM, "a", "Ada", "ada@example.org", "Bonn");
        lane.add(new Task.TakeIn(change, 0, answer));
        awaitThat("a decides on the database");
        var closing = Thread.ofVirtual().start(lane::close);
        org.awaitility.Awaitility.await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
        for (int i = 0; i < 2; i++) {
            Collections.addAll(first, Order.DECIDE, Order.WAIT);
        }

        assertThat(answer)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("was not stored");
    }

    @Test
    void what_was_begun_in_a_term_that_ended_while_it_waited_is_void() {
        var a = begin("a", 1);
        var old = add("b", 3);
        term.incrementAndGet();
        var fresh = add("b", 2);
        Collections.addAll(first, Order.DECIDE, Order.WRITE);
        Collections.addAll(second, Order.DECIDE, Order.WRITE);
        fresh.join();

        assertThat(a).isCompleted();
        assertThat(old)
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(TransientFault.class);
        assertThat(happened).filteredOn("b writes"::equals).hasSize(1);
    }

    @Test
    void what_was_begun_in_a_term_that_ended_before_it_came_is_void() {
        var answer = new CompletableFuture<Outcome>();
        var change = HubFixture.contact(HubFixture.CRM, "b", "Ada", "ada@example.org", "Bonn");
        var begun = lane.begun(new Task.TakeIn(change, 0, answer));
        term.incrementAndGet();
        lane.add(begun);

        assertThat(answer)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(TransientFault.class);
        assertThat(happened).isEmpty();
    }

    @Test
    void goes_on_after_a_batch_that_fails_for_good() {
        var a = begin("a", 1);
        var b = decideOnTheFirst();
        second.add(Order.DECIDE);
        for (int i = 0; i < 6; i++) {
            Collections.addAll(first, Order.CLASH, Order.DECIDE);
        }
        Collections.addAll(second, Order.DECIDE, Order.WRITE);
        b.join();

        assertThat(a).isCompletedExceptionally();
        assertThat(happened).endsWith("b decides on the database", "b writes", "b is committed");
    }
}
