package io.aurumhub.adapter.postgres;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Keeps the index of the fields quick to search. PostgreSQL puts new entries on a heap beside the index, which each
 * search reads from end to end, and sorts them in when the heap is large or the table is vacuumed. That makes writing
 * cheap, and is left so; but a search of a hub that has just been filled would take fifty times as long for a minute.
 * So they are sorted in soon after a commit, by a connection that nobody waits for. If that fails, searches take longer
 * until PostgreSQL does it by itself.
 */
final class SearchIndex implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SearchIndex.class);

    /** At most once in this time: sorting in many at once costs less for each. */
    private static final long REST_MILLIS = 1_000;

    private static final String SORT_IN = "select gin_clean_pending_list('hub_read.golden_record_fields')";

    private final JdbcTemplate database;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private boolean unsorted = true;
    private boolean open = true;

    SearchIndex(JdbcTemplate database) {
        this.database = database;
        this.thread = Thread.ofVirtual().name("search-index").start(this::run);
    }

    /** Records were written; returns at once. */
    void written() {
        lock.lock();
        try {
            if (!unsorted) {
                unsorted = true;
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (awaitWritten()) {
                sortIn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it is to go on. */
    private boolean awaitWritten() throws InterruptedException {
        lock.lock();
        try {
            long rest = TimeUnit.MILLISECONDS.toNanos(REST_MILLIS);
            while (open && rest > 0) {
                rest = changed.awaitNanos(rest);
            }
            while (open && !unsorted) {
                changed.await();
            }
            unsorted = false;
            return open;
        } finally {
            lock.unlock();
        }
    }

    private void sortIn() {
        try {
            database.execute(SORT_IN);
        } catch (DataAccessException e) {
            LOG.debug("New entries of the search index could not be sorted in; PostgreSQL will do it", e);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            open = false;
            changed.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
