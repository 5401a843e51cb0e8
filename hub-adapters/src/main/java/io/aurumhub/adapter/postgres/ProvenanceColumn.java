package io.aurumhub.adapter.postgres;

import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.shared.SystemId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/**
 * Where each golden value comes from, as the provenance column holds it: once for all fields that come from the same
 * change, since most fields of a record do. Rows that were written before that was so name it field by field.
 */
final class ProvenanceColumn {

    /** Stands among the names of fields, for the deletion of the record. */
    static final String DELETION = "*";

    /** Stands for a steward where a system is named. */
    static final String STEWARD = "steward";

    private static final TypeReference<List<Group>> GROUPS = new TypeReference<>() {};

    private static final TypeReference<LinkedHashMap<String, Origin>> BY_FIELD = new TypeReference<>() {};

    private ProvenanceColumn() {}

    /**
     * Whence a value is.
     *
     * @param r the revision that set it
     * @param s a system, or {@link #STEWARD}
     * @param t when, as text: most fields of a record share one time, which need not be read for each
     */
    record Origin(long r, String s, String t) {

        @Nullable
        SystemId system() {
            return s.equals(STEWARD) ? null : new SystemId(s);
        }
    }

    /** What comes from one change; {@code f} are the names. */
    private record Group(long r, String s, String t, List<String> f) {}

    private record Change(long revision, String system, Instant at) {

        /** In some order that does not depend on how the record came to be in memory. */
        static final Comparator<Change> ORDER = Comparator.comparingLong(Change::revision)
                .thenComparing(Change::system)
                .thenComparing(Change::at);

        static Change of(long revision, @Nullable SystemId system, Instant at) {
            return new Change(revision, system == null ? STEWARD : system.value(), at);
        }
    }

    static String write(GoldenRecord record) {
        var names = new TreeMap<Change, SortedSet<String>>(Change.ORDER);
        record.fields()
                .forEach((name, field) -> names.computeIfAbsent(
                                Change.of(field.revision(), field.system(), field.at()), change -> new TreeSet<>())
                        .add(name));
        var deletion = record.deletion();
        if (deletion != null) {
            names.computeIfAbsent(
                            Change.of(deletion.revision(), deletion.system(), deletion.at()), change -> new TreeSet<>())
                    .add(DELETION);
        }
        var groups = new ArrayList<Group>(names.size());
        names.forEach((change, of) ->
                groups.add(new Group(change.revision, change.system, change.at.toString(), List.copyOf(of))));
        return HubJson.write(groups);
    }

    /** The origins by field, and of the deletion. */
    static Map<String, Origin> read(String json) {
        if (!json.startsWith("[")) {
            return HubJson.MAPPER.readValue(json, BY_FIELD);
        }
        var origins = new LinkedHashMap<String, Origin>();
        for (var group : HubJson.MAPPER.readValue(json, GROUPS)) {
            var origin = new Origin(group.r, group.s, group.t);
            group.f.forEach(name -> origins.put(name, origin));
        }
        return origins;
    }
}
