package io.aurumhub.adapter.postgres;

import io.aurumhub.core.connector.TransientFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one lane by which everything that changes a golden record passes in this process. What waits is committed
 * together: a single change on an idle hub goes at once, under load a batch shares one commit, and is decided while the
 * batch before it is still being written ({@link Flight}). A batch that clashes with another node is tried again; one
 * that fails otherwise is halved until the item at fault stands alone.
 */
final class RecordLane implements AutoCloseable {

    /** Items of one transaction; larger batches cost more than they save (Axon looks through all staged events). */
    static final int LARGEST_BATCH = 500;

    /** Items that may wait; whoever brings more waits until there is room. */
    static final int LARGEST_QUEUE = 10_000;

    /** A smaller batch waits until the one before it is written, and takes along what has come meanwhile. */
    private static final int SMALLEST_BEHIND = 100;

    /** How often a batch that clashed is tried again before it is halved. */
    private static final int MOST_CLASHES = 5;

    private static final long CLOSE_SECONDS = 20;

    private static final Logger LOG = LoggerFactory.getLogger(RecordLane.class);

    private final BlockingQueue<Begun> queue = new LinkedBlockingQueue<>(LARGEST_QUEUE);
    /** Whoever has it takes the next batch and decides it; another one is written meanwhile. */
    private final Semaphore turn = new Semaphore(1);

    private final BatchWork work;
    private final LongSupplier term;
    private final List<Thread> threads;
    private Flight last = Flight.none();
    /** The thread that waits for work, if one does. */
    private final AtomicReference<@Nullable Thread> idle = new AtomicReference<>();

    private volatile boolean open = true;

    /** What the lane does with a batch. */
    interface BatchWork {
        /**
         * Does it all in one transaction, or nothing; answers what is to be done after the commit.
         *
         * @param flight to be told when all is decided, and asked before anything is written; it knows the term in
         *     which all of it was begun
         */
        Runnable commit(List<Task> batch, Flight flight);

        /** Whether it failed for nothing but that a replay runs: then it is tried again for as long as that runs. */
        boolean isHeldUp(RuntimeException cause);

        /** The item, begun in that term, cannot be done, for this reason, which lies in itself. */
        void reject(Task task, long term, RuntimeException cause);
    }

    /** Work that rests on what was read, claimed or said in a term; it is void once that is over. */
    record Begun(Task task, long term) {}

    /** @param term the term of this node, which only grows while it lives */
    RecordLane(BatchWork work, LongSupplier term) {
        this.work = work;
        this.term = term;
        this.threads = IntStream.of(1, 2)
                .mapToObj(number ->
                        Thread.ofPlatform().name("record-lane-" + number).start(this::run))
                .toList();
    }

    /** The work as it is begun now. */
    Begun begun(Task task) {
        return new Begun(task, term.getAsLong());
    }

    /** Adds work that begins now; waits while the queue is full. */
    void add(Task task) {
        add(begun(task));
    }

    /**
     * Adds work that was begun before; waits while the queue is full. If its term is over, or ends before it is
     * committed, the task fails with a TransientFault.
     */
    void add(Begun begun) {
        var task = begun.task();
        try {
            while (open) {
                if (queue.offer(begun, 1, TimeUnit.SECONDS)) {
                    return;
                }
            }
            task.fail(new TransientFault("The hub is shutting down; send it again when it is back", null));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            task.fail(new TransientFault("Interrupted while waiting for room; send it again", e));
        }
    }

    private void run() {
        while (open || !queue.isEmpty()) {
            try {
                turn.acquire();
            } catch (InterruptedException e) {
                open = false;
                continue;
            }
            var waiting = next();
            awaitCompany(waiting);
            long now = term.getAsLong();
            var batch = ofTerm(now, waiting);
            if (batch.isEmpty()) {
                turn.release();
                continue;
            }
            last = new Flight(now, turn, last.isOver() ? null : last);
            var flight = last;
            try {
                fly(batch, flight);
            } finally {
                flight.over();
            }
        }
    }

    /** What waits, up to a batch; waits a while for a first item. To be called by whoever has the turn. */
    private List<Begun> next() {
        var batch = new ArrayList<Begun>();
        var first = first();
        if (first != null) {
            batch.add(first);
            queue.drainTo(batch, LARGEST_BATCH - 1);
        }
        return batch;
    }

    private @Nullable Begun first() {
        synchronized (idle) {
            if (!open) {
                return queue.poll();
            }
            idle.set(Thread.currentThread());
        }
        try {
            return queue.poll(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return null; // it is being closed
        } finally {
            synchronized (idle) {
                idle.set(null);
                Thread.interrupted(); // what came too late must not meet a batch
            }
        }
    }

    /** A batch sets out behind the last one, if that is still on its way; a small one waits for company. */
    private void awaitCompany(List<Begun> batch) {
        if (!batch.isEmpty() && (last.isOffCourse() || batch.size() < SMALLEST_BEHIND)) {
            last.awaitOver();
            queue.drainTo(batch, LARGEST_BATCH - batch.size());
        }
    }

    /** What was begun in that term; whoever waits for the rest is told that it is void. */
    private static List<Task> ofTerm(long term, List<Begun> batch) {
        var valid = new ArrayList<Task>(batch.size());
        for (var begun : batch) {
            if (begun.term() == term) {
                valid.add(begun.task());
            } else {
                begun.task().fail(Membership.ended());
            }
        }
        return valid;
    }

    private void fly(List<Task> batch, Flight flight) {
        Runnable afterCommit;
        try {
            afterCommit = work.commit(batch, flight);
        } catch (RuntimeException e) {
            flight.failed();
            boolean builtOnOthers = flight.awaitBefore();
            if (Failures.isClash(e) || (builtOnOthers && !Failures.isUnavailable(e))) {
                LOG.debug("A batch of {} is tried again", batch.size(), e);
                process(batch, flight.term());
            } else {
                fail(batch, flight.term(), e);
            }
            return;
        }
        flight.committed();
        flight.awaitBefore(); // so that answers come in the order of the commits
        tell(afterCommit);
    }

    private void process(List<Task> batch, long begunIn) {
        Runnable afterCommit;
        try {
            afterCommit = attempt(batch, begunIn);
        } catch (RuntimeException e) {
            fail(batch, begunIn, e);
            return;
        }
        tell(afterCommit);
    }

    private static void tell(Runnable afterCommit) {
        try {
            afterCommit.run();
        } catch (RuntimeException e) {
            // The batch is committed. Whoever was not woken looks by itself soon.
            LOG.warn("A committed batch could not be told to everybody: {}", e.getMessage(), e);
        }
    }

    private Runnable attempt(List<Task> batch, long begunIn) {
        int clashes = 0;
        while (true) {
            try {
                return work.commit(batch, Flight.alone(begunIn));
            } catch (RuntimeException e) {
                if (work.isHeldUp(e)) {
                    waitOn(batch, e);
                    continue;
                }
                clashes++;
                if (!Failures.isClash(e) || clashes == MOST_CLASHES) {
                    throw e;
                }
                LOG.debug("A batch of {} clashed with another node; trying again", batch.size(), e);
            }
        }
    }

    /** The next attempt waits for the end of the replay as long as the database lets it. */
    private void waitOn(List<Task> batch, RuntimeException cause) {
        if (!open) {
            throw new TransientFault(
                    "A replay runs, and the hub is being stopped; this was not stored. Send it again", cause);
        }
        LOG.info("A replay runs; a batch of {} goes on waiting for its end", batch.size());
    }

    private void fail(List<Task> batch, long begunIn, RuntimeException cause) {
        if (Failures.isUnavailable(cause)) {
            LOG.warn(
                    "The database did not take a batch of {}; the senders are told to try again: {}",
                    batch.size(),
                    String.valueOf(cause.getMessage()));
            LOG.debug("The fault in full", cause);
            var fault = cause instanceof TransientFault known ? known : new TransientFault(words(cause), cause);
            batch.forEach(task -> task.fail(fault));
        } else if (batch.size() == 1) {
            reject(batch.getFirst(), begunIn, cause);
        } else {
            int half = batch.size() / 2;
            process(List.copyOf(batch.subList(0, half)), begunIn);
            process(List.copyOf(batch.subList(half, batch.size())), begunIn);
        }
    }

    private static String words(RuntimeException cause) {
        return Failures.isLockTimeout(cause)
                ? "Somebody else held for too long what this needs in the hub's database, so it was not stored; send it"
                        + " again"
                : "The hub's database did not answer, so it is not known whether this was stored; send it again";
    }

    private void reject(Task task, long begunIn, RuntimeException cause) {
        try {
            work.reject(task, begunIn, cause);
        } catch (TransientFault e) {
            task.fail(e);
        } catch (RuntimeException e) {
            e.addSuppressed(cause);
            LOG.error("An item could neither be done nor set aside; its sender is told that it was not stored", e);
            task.fail(e);
        }
    }

    @Override
    public void close() {
        synchronized (idle) {
            open = false;
            var waiting = idle.get();
            if (waiting != null) {
                waiting.interrupt();
            }
        }
        try {
            for (var thread : threads) {
                if (!thread.join(Duration.ofSeconds(CLOSE_SECONDS))) {
                    thread.interrupt();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
