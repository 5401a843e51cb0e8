package io.aurumhub.adapter.postgres;

import io.aurumhub.core.connector.TransientFault;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one lane by which everything that changes a golden record passes in this process. What waits is committed
 * together: a single change on an idle hub goes at once, under load a batch shares one commit. A batch that clashes
 * with another node is tried again; one that fails otherwise is halved until the item at fault stands alone.
 */
final class RecordLane implements AutoCloseable {

    /** Items of one transaction; larger batches cost more than they save (Axon looks through all staged events). */
    static final int LARGEST_BATCH = 500;

    /** Items that may wait; whoever brings more waits until there is room. */
    static final int LARGEST_QUEUE = 10_000;

    /** How often a batch that clashed is tried again before it is halved. */
    private static final int MOST_CLASHES = 5;

    private static final long CLOSE_SECONDS = 20;

    private static final Logger LOG = LoggerFactory.getLogger(RecordLane.class);

    private final BlockingQueue<Task> queue = new LinkedBlockingQueue<>(LARGEST_QUEUE);
    private final BatchWork work;
    private final Thread thread;
    private volatile boolean open = true;

    /** What the lane does with a batch. */
    interface BatchWork {
        /** Does it all in one transaction, or nothing; answers what is to be done after the commit. */
        Runnable commit(List<Task> batch);

        /** The item cannot be done, for this reason, which lies in itself. */
        void reject(Task task, RuntimeException cause);
    }

    RecordLane(BatchWork work) {
        this.work = work;
        this.thread = Thread.ofPlatform().name("record-lane").start(this::run);
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
        var batch = new ArrayList<Task>(LARGEST_BATCH);
        while (open || !queue.isEmpty()) {
            try {
                var first = queue.poll(1, TimeUnit.SECONDS);
                if (first == null) {
                    continue;
                }
                batch.add(first);
                queue.drainTo(batch, LARGEST_BATCH - 1);
                process(batch);
            } catch (InterruptedException e) {
                open = false;
            } finally {
                batch.clear();
            }
        }
    }

    private void process(List<Task> batch) {
        Runnable afterCommit;
        try {
            afterCommit = attempt(batch);
        } catch (RuntimeException e) {
            fail(batch, e);
            return;
        }
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
                return work.commit(batch);
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
            LOG.warn("The database did not take a batch of {}; the senders are told to try again", batch.size(), cause);
            var fault = new TransientFault("The hub's database does not answer; nothing was stored", cause);
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
        open = false;
        try {
            if (!thread.join(java.time.Duration.ofSeconds(CLOSE_SECONDS))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
