package io.aurumhub.api.record;

import io.aurumhub.adapter.postgres.HubQueries;
import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemType;
import io.aurumhub.core.shared.GoldenRecordId;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Decisions that are only to be made on what their maker has seen: the header {@code If-Match} with the ETag of a
 * record, which is its revision.
 */
@Component
public final class IfMatch {

    /** The header. */
    public static final String HEADER = "If-Match";

    private static final Pattern TAG = Pattern.compile("\\s*(?:(W/)?\"([^\"\\x00-\\x20]*)\"\\s*(?:,|$))");
    private static final Pattern REVISION = Pattern.compile("[1-9][0-9]{0,17}");
    private static final String ANY = "*";

    private final HubQueries queries;

    IfMatch(HubQueries queries) {
        this.queries = queries;
    }

    /**
     * The revisions that the caller wants the record to have; empty: any.
     *
     * @throws Problem if the header is none (400), or the record has none of these revisions now (412)
     */
    public Set<Long> revisions(@Nullable String header, GoldenRecordId record) {
        if (header == null) {
            return Set.of();
        }
        var present = queries.records().record(record).map(one -> one.revision());
        if (header.strip().equals(ANY)) {
            if (present.isEmpty()) {
                throw Problem.notFound("There is no record " + record);
            }
            return Set.of();
        }
        var wanted = parsed(header);
        if (present.isPresent() && !wanted.contains(present.get())) {
            throw new Problem(
                            ProblemType.REVISION_MOVED,
                            "Record %s is at revision %d, not at %s; read it again and decide then"
                                    .formatted(record, present.get(), header.strip()))
                    .with("revision", present.get());
        }
        return wanted;
    }

    /** A weak tag matches nothing, nor does one that the hub never gave out. */
    private static Set<Long> parsed(String header) {
        var revisions = new TreeSet<Long>();
        var matcher = TAG.matcher(header);
        int end = 0;
        while (end < header.length() && matcher.find(end) && matcher.start() == end) {
            end = matcher.end();
            if (matcher.group(1) == null && REVISION.matcher(matcher.group(2)).matches()) {
                revisions.add(Long.valueOf(matcher.group(2)));
            }
        }
        if (end < header.length() || header.isBlank() || header.stripTrailing().endsWith(",")) {
            throw new Problem(
                    ProblemType.INVALID_VALUE,
                    "If-Match: '%s' is no ETag; send that of the record, with its quotation marks, such as \"5\""
                            .formatted(header));
        }
        return revisions.isEmpty() ? Set.of(0L) : revisions;
    }
}
