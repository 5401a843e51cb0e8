package io.aurumhub.adapter.postgres;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.Detection;
import java.time.Instant;
import java.util.LinkedHashMap;

/** Which changes have waited for another record for longer than their sync allows. */
final class Overdue {

    /** Over a row of the quarantine, with the parameter {@code deadlines}. */
    static final String CONDITION = """
        (state = 'open' and kind = 'waiting' and at <= coalesce(
            cast(:deadlines as jsonb) ->> (system || '/' || entity), cast(:deadlines as jsonb) ->> '')::timestamptz)\
        """;

    static final String DEADLINES = "deadlines";

    private Overdue() {}

    /** Since when a change must have waited: by system and entity, and for those that no sync connects any more. */
    static String deadlines(Definitions definitions, Instant now) {
        var deadlines = new LinkedHashMap<String, String>();
        definitions
                .syncs()
                .values()
                .forEach(sync -> deadlines.put(
                        sync.system() + "/" + sync.entity(),
                        now.minus(sync.detect().waitAtMost()).toString()));
        deadlines.put("", now.minus(Detection.USUAL_WAIT).toString());
        return HubJson.write(deadlines);
    }
}
