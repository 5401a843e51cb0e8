package io.aurumhub.core.connector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a read.
 *
 * @param records in reading order; at most the page size asked for
 * @param unreadable places in the source that could not be understood; they go to quarantine, the rest flows on
 * @param next where to go on; equal to the pointer given when there was nothing new; null only when nothing was ever
 *     read
 * @param last true when the source has nothing more right now
 * @param unmarked how many of the records have no watermark by which a later read could see that they changed
 */
public record Page(
        List<LocalRecord> records,
        List<Unreadable> unreadable,
        @Nullable Pointer next,
        boolean last,
        int unmarked) {
    public Page {
        records = List.copyOf(records);
        unreadable = List.copyOf(unreadable);
    }

    /** A page whose records all show when they change. */
    public Page(List<LocalRecord> records, List<Unreadable> unreadable, @Nullable Pointer next, boolean last) {
        this(records, unreadable, next, last, 0);
    }

    public Page(List<LocalRecord> records, @Nullable Pointer next, boolean last) {
        this(records, List.of(), next, last);
    }

    /**
     * A piece of the source that is no record.
     *
     * @param place where it stands, such as {@code leads.csv line 17}
     * @param raw the piece itself, as far as it can be shown
     * @param reason what is wrong and what was expected
     */
    public record Unreadable(String place, String raw, String reason) {}
}
