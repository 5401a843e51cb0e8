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

    private final BlockingQueue<Task> queue = new LinkedBlockingQueue<>(LARGEST_QUEUE);
    /** Whoever has it takes the next batch and decides it; another one is written meanwhile. */
    private final Semaphore turn = new Semaphore(1);

    private final BatchWork work;
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
         * @param flight to be told when all is decided, and asked before anything is written
         */
        Runnable commit(List<Task> batch, Flight flight);

        /** The item cannot be done, for this reason, which lies in itself. */
        void reject(Task task, RuntimeException cause);
    }

    RecordLane(BatchWork work) {
        this.work = work;
        this.threads = IntStream.of(1, 2)
                .mapToObj(number ->
                        Thread.ofPlatform().name("record-lane-" + number).start(this::run))
                .toList();
    }

    /** Adds work; waits while the queue is full. */
    void add(Task task) {
        try {
            while (open) {
                if (queue.offer(task, 1, TimeUnit.SECONDS)) {
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
            var batch = next();
            if (batch.isEmpty()) {
                turn.release();
                continue;
            }
            var flight = board(batch);
            try {
                fly(batch, flight);
            } finally {
                flight.over();
            }
        }
    }

    /** What waits, up to a batch; waits a while for a first item. To be called by whoever has the turn. */
    private List<Task> next() {
        var batch = new ArrayList<Task>();
        var first = first();
        if (first != null) {
            batch.add(first);
            queue.drainTo(batch, LARGEST_BATCH - 1);
        }
        return batch;
    }

    private @Nullable Task first() {
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

    /** Lets a batch set out behind the last one, if that is still on its way; a small one waits for company. */
    private Flight board(List<Task> batch) {
        if (last.isOffCourse() || batch.size() < SMALLEST_BEHIND) {
            last.awaitOver();
            queue.drainTo(batch, LARGEST_BATCH - batch.size());
        }
        last = new Flight(turn, last.isOver() ? null : last);
        return last;
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
                process(batch);
            } else {
                fail(batch, e);
            }
            return;
        }
        flight.committed();
        flight.awaitBefore(); // so that answers come in the order of the commits
        tell(afterCommit);
    }

    private void process(List<Task> batch) {
        Runnable afterCommit;
        try {
            afterCommit = attempt(batch);
        } catch (RuntimeException e) {
            fail(batch, e);
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

    private Runnable attempt(List<Task> batch) {
        for (int clash = 1; ; clash++) {
            try {
                return work.commit(batch, Flight.alone());
            } catch (RuntimeException e) {
                if (!Failures.isClash(e) || clash == MOST_CLASHES) {
                    throw e;
                }
                LOG.debug("A batch of {} clashed with another node; trying again", batch.size(), e);
            }
        }
    }

    private void fail(List<Task> batch, RuntimeException cause) {
        if (Failures.isUnavailable(cause)) {
            LOG.warn(
                    "The database did not take a batch of {}; the senders are told to try again: {}",
                    batch.size(),
                    String.valueOf(cause.getMessage()));
            LOG.debug("The fault in full", cause);
            var fault = cause instanceof TransientFault known
                    ? known
                    : new TransientFault(
                            "The hub's database did not answer, so it is not known whether this was stored; send it"
                                    + " again",
                            cause);
            batch.forEach(task -> task.fail(fault));
        } else if (batch.size() == 1) {
            reject(batch.getFirst(), cause);
        } else {
            int half = batch.size() / 2;
            process(List.copyOf(batch.subList(0, half)));
            process(List.copyOf(batch.subList(half, batch.size())));
        }
    }

    private void reject(Task task, RuntimeException cause) {
        try {
            work.reject(task, cause);
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
