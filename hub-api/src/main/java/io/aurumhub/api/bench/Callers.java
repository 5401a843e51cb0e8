package io.aurumhub.api.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** So many who call at once, each with a connection of its own and the next call as soon as one is answered. */
final class Callers {

    private Callers() {}

    /** One who calls. */
    interface Caller extends AutoCloseable {
        void call(int number) throws IOException, SQLException;

        @Override
        void close() throws IOException, SQLException;
    }

    /** Connects one. */
    @FunctionalInterface
    interface Opening {
        Caller open() throws IOException, SQLException;
    }

    /**
     * How it went.
     *
     * @param p99Milliseconds 99 of 100 calls were answered in no more
     * @param clientShare the processor time that the callers themselves took, in processors
     */
    record Timing(double perSecond, double p99Milliseconds, double clientShare) {}

    /** Connects them all, then lets them make the calls 0, 1, 2 ... among them. */
    static Timing run(int callers, int calls, Opening opening) throws IOException, SQLException, InterruptedException {
        var nanos = new long[calls];
        var next = new AtomicInteger();
        var processorNanos = new AtomicLong();
        var go = new CountDownLatch(1);
        var opened = new ArrayList<Caller>();
        try (var threads = Executors.newFixedThreadPool(callers)) {
            var running = new ArrayList<Future<?>>();
            try {
                for (int i = 0; i < callers; i++) {
                    var caller = opening.open();
                    opened.add(caller);
                    running.add(threads.submit(calling(caller, nanos, next, go, processorNanos)));
                }
                long begin = System.nanoTime();
                go.countDown();
                for (var one : running) {
                    one.get();
                }
                long took = System.nanoTime() - begin;
                return new Timing(
                        calls / (took / 1e9), Spread.percentile(nanos, 99), processorNanos.doubleValue() / took);
            } catch (ExecutionException e) {
                throw new IllegalStateException("A call failed: " + e.getCause(), e);
            } finally {
                next.set(calls);
                go.countDown();
            }
        } finally {
            for (var caller : opened) {
                caller.close();
            }
        }
    }

    private static Callable<Boolean> calling(
            Caller caller, long[] nanos, AtomicInteger next, CountDownLatch go, AtomicLong processorNanos) {
        return () -> {
            go.await();
            for (int number = next.getAndIncrement(); number < nanos.length; number = next.getAndIncrement()) {
                long begin = System.nanoTime();
                caller.call(number);
                nanos[number] = System.nanoTime() - begin;
            }
            processorNanos.addAndGet(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
            return true;
        };
    }
}
