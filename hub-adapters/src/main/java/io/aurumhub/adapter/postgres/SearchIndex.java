package io.aurumhub.adapter.postgres;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Keeps what is searched quick to search and complete, soon after each commit and by a connection that nobody waits
 * for.
 *
 * <p>PostgreSQL puts new entries of the index of the fields on a heap beside it, which each search reads from end to
 * end, and sorts them in when the heap is large or the table is vacuumed. That makes writing cheap, and is left so; but
 * a search of a hub that has just been filled would take fifty times as long for a minute. So they are sorted in here.
 * If that fails, searches take longer until PostgreSQL does it by itself.
 *
 * <p>The words of records are taken up here, too, some at a time and with long pauses while much is written: a load is
 * not to be slowed by it. What was not taken up when the hub ended, or another node did, is found at the next start.
 */
final class SearchIndex implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SearchIndex.class);

    /** At most once in this time: sorting in many at once costs less for each. */
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** While the last commit is no longer ago, the hub is busy: under load a batch may take as long. */
    private static final long BUSY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** So often it looks whether the hub is busy still. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** So many times as long as it took up words it pauses while the hub is busy. */
    private static final int PAUSE_TIMES = 30;

    /** More changed records are not remembered one by one: all are looked through then. */
    private static final int MOST_REMEMBERED = 50_000;

    /** Sorts in what was written to golden fields: each search for one of their values looks through the rest. */
    static final String SORT_FIELDS_IN = "select gin_clean_pending_list('hub_read.golden_record_fields')";

    private static final List<String> SORT_IN =
            List.of(SORT_FIELDS_IN, "select gin_clean_pending_list('hub_read.words_words')");

    private final JdbcTemplate database;
    private final WordIndex words;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private final Set<UUID> changedRecords = new LinkedHashSet<>();
    /** All up to this one are looked through; null: all are. */
    private @Nullable UUID walked = WordIndex.BEGIN;

    /** Once all are looked through, they are to be so once more. */
    private boolean again;

    private boolean unsorted = true;
    private long sortedNanos = System.nanoTime() - REST_NANOS;
    private boolean idle;
    private boolean open = true;
    private volatile long lastWriteNanos = System.nanoTime() - BUSY_NANOS;

    SearchIndex(JdbcTemplate database, WordIndex words) {
        this.database = database;
        this.words = words;
        this.thread = Thread.ofVirtual().name("search-index").start(this::run);
    }

    /** Something was written; of these records, what is searched for. Returns at once. */
    void written(Collection<UUID> records) {
        lastWriteNanos = System.nanoTime();
        if (records.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            unsorted = true;
            changedRecords.addAll(records);
            if (changedRecords.size() > MOST_REMEMBERED) {
                changedRecords.clear();
                walkAnew();
            }
            signalIfIdle();
        } finally {
            lock.unlock();
        }
    }

    /** All records may have changed. */
    void allWritten() {
        lock.lock();
        try {
            walkAnew();
            unsorted = true;
            signalIfIdle();
        } finally {
            lock.unlock();
        }
    }

    /** The lock is held. A walk that goes on comes to its end first: else a busy hub might keep it at its beginning. */
    private void walkAnew() {
        again = walked != null;
        if (!again) {
            walked = WordIndex.BEGIN;
        }
    }

    /** The lock is held. A thread that rests is not woken by each commit. */
    private void signalIfIdle() {
        if (idle) {
            changed.signal();
        }
    }

    private void run() {
        try {
            while (awaitWork()) {
                sortIn();
                long begin = System.nanoTime();
                boolean done = takeUp();
                rest(System.nanoTime() - begin, done);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it is to go on. */
    private boolean awaitWork() throws InterruptedException {
        lock.lock();
        try {
            while (open && !unsorted && changedRecords.isEmpty() && walked == null) {
                idle = true;
                changed.await();
            }
            idle = false;
            return open;
        } finally {
            lock.unlock();
        }
    }

    /** Between two rounds a second, and longer while the hub has better things to do; none while it catches up. */
    private void rest(long tookNanos, boolean done) throws InterruptedException {
        lock.lock();
        try {
            long begin = System.nanoTime();
            while (open) {
                boolean busy = System.nanoTime() - lastWriteNanos < BUSY_NANOS;
                boolean behind = done && (changedRecords.size() >= WordIndex.CHUNK || walked != null);
                long rest = Math.max(busy ? PAUSE_TIMES * tookNanos : 0, busy || !behind ? REST_NANOS : 0);
                long left = begin + rest - System.nanoTime();
                if (left <= 0) {
                    return;
                }
                // The hub may have become idle before the time is over.
                changed.awaitNanos(Math.min(left, LOOK_NANOS));
            }
        } finally {
            lock.unlock();
        }
    }

    /** At most once a second while more is coming in. */
    private void sortIn() {
        lock.lock();
        try {
            boolean more = changedRecords.size() >= WordIndex.CHUNK || walked != null;
            if (!unsorted || (more && System.nanoTime() - sortedNanos < REST_NANOS)) {
                return;
            }
            unsorted = false;
            sortedNanos = System.nanoTime();
        } finally {
            lock.unlock();
        }
        try {
            SORT_IN.forEach(database::execute);
        } catch (DataAccessException e) {
            LOG.debug("New entries of the search index could not be sorted in; PostgreSQL will do it", e);
        }
    }

    /** Whether it could. */
    private boolean takeUp() {
        var ids = next();
        var from = walkedTo();
        try {
            if (!ids.isEmpty()) {
                words.takeUp(ids);
            }
            if (from != null) { // also while others come: it is they that never end on a busy hub
                walkedTo(words.walk(from));
            }
            return true;
        } catch (DataAccessException e) {
            LOG.debug("Words of changed records could not be taken up; all are looked through again", e);
            allWritten();
            return false;
        }
    }

    private List<UUID> next() {
        lock.lock();
        try {
            var ids = new ArrayList<UUID>();
            var all = changedRecords.iterator();
            while (all.hasNext() && ids.size() < WordIndex.CHUNK) {
                ids.add(all.next());
                all.remove();
            }
            unsorted |= !ids.isEmpty();
            return ids;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable UUID walkedTo() {
        lock.lock();
        try {
            return walked;
        } finally {
            lock.unlock();
        }
    }

    private void walkedTo(@Nullable UUID to) {
        lock.lock();
        try {
            walked = to == null && again ? WordIndex.BEGIN : to;
            again &= to != null;
            unsorted = true;
        } finally {
            lock.unlock();
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
