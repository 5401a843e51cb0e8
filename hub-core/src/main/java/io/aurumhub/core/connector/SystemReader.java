package io.aurumhub.core.connector;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one system. Safe for use by several threads. Every method may throw {@link TransientFault} (worth a retry:
 * time-out, connection refused, 5xx, 429) or {@link PermanentFault} (wrong table, 401, 404 of the whole path).
 */
public interface SystemReader extends AutoCloseable {

    /** The largest page a caller may ask for. */
    int LARGEST_PAGE = 1_000;

    /**
     * Reads the records that changed at or after the pointer, oldest change first, tombstones included where the system
     * has them. Reading on from {@link Page#next} until {@link Page#last} sees every record that was there from
     * beginning to end, even while the system is being edited; a record may be seen twice. With a pointer of an
     * earlier, finished read the connector steps back by the sync's look-back, so that rows which committed late are
     * not lost.
     *
     * @param pointer null reads from the very beginning
     * @param lookBack how far to step back behind the pointer; {@link java.time.Duration#ZERO} within one read
     */
    Page read(Resource resource, @Nullable Pointer pointer, java.time.Duration lookBack, int pageSize);

    /** The named records as they are now; ids that the system does not hold are missing from the answer. */
    Map<String, LocalRecord> fetch(Resource resource, Collection<String> localIds);

    /** The keys of all records that exist now (not deleted); for finding vanished ones. Complete, or it throws. */
    Set<String> keys(Resource resource);

    /**
     * Records whose fields equal all the given ones: how an unknown outcome of a create is resolved.
     *
     * @param fields local paths and values, at least one
     */
    List<LocalRecord> find(Resource resource, Map<String, io.aurumhub.core.shared.Value> fields);

    /**
     * Counts the records without a watermark, as cheaply as the system can. Reads from the very beginning show them,
     * reads behind a pointer may not.
     *
     * @return empty where only a read of everything can tell, by {@link Page#unmarked}
     */
    default Optional<Unmarked> unmarked(Resource resource) {
        return Optional.empty();
    }

    @Override
    void close();
}
