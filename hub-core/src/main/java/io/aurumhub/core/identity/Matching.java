package io.aurumhub.core.identity;

import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides which golden record a local one is that is not linked yet.
 *
 * <p>A match key tells that two are the same as long as it is a key: it stands for one record only, and no other local
 * record of the same system has it. All keys of a local record must agree. Where that is not so, and a record is
 * concerned that several systems know, a steward has to decide.
 */
public final class Matching {

    /** What came of it. */
    public sealed interface Verdict {

        /** It is this record. */
        record Same(GoldenRecord record) implements Verdict {}

        /** It is a record of its own: nobody shares a key with it, or only records of its own system alone. */
        record Own() implements Verdict {}

        /**
         * Nobody can tell.
         *
         * @param candidates the records that share a key with it
         */
        record Open(List<GoldenRecord> candidates) implements Verdict {}
    }

    /**
     * Who has a match key.
     *
     * @param records that are found by it
     * @param unlinked by system, local ids of local records that have it and belong to no golden record
     */
    public record Holders(Collection<GoldenRecord> records, Map<SystemId, Set<String>> unlinked) {}

    private final SystemId system;
    private final String localId;

    private Matching(SystemId system, String localId) {
        this.system = system;
        this.localId = localId;
    }

    /**
     * Decides for a local record.
     *
     * @param keys who has each of its match keys
     */
    public static Verdict of(SystemId system, String localId, Collection<Holders> keys) {
        return new Matching(system, localId).verdict(keys);
    }

    private Verdict verdict(Collection<Holders> keys) {
        var candidates = new LinkedHashMap<GoldenRecordId, GoldenRecord>();
        keys.forEach(holders -> holders.records().forEach(record -> candidates.putIfAbsent(record.id(), record)));
        if (candidates.isEmpty()) {
            return new Verdict.Own();
        }
        for (var holders : keys) {
            if (holders.records().size() == 1) {
                var only = holders.records().iterator().next();
                if (isKey(holders, only) && agree(keys, only)) {
                    return new Verdict.Same(only);
                }
            }
        }
        var all = List.copyOf(candidates.values());
        return all.stream().allMatch(this::isOfOwnSystemAlone) ? new Verdict.Own() : new Verdict.Open(all);
    }

    /** Nobody else in its system, nor in one of the record's systems, has it. */
    private boolean isKey(Holders holders, GoldenRecord record) {
        if (isLinked(record, system)) {
            return false;
        }
        return holders.unlinked().entrySet().stream()
                .noneMatch(one -> one.getKey().equals(system)
                        ? one.getValue().stream().anyMatch(other -> !other.equals(localId))
                        : isLinked(record, one.getKey())
                                && one.getValue().stream().anyMatch(other -> !isLinkedAs(record, one.getKey(), other)));
    }

    private static boolean agree(Collection<Holders> keys, GoldenRecord record) {
        return keys.stream()
                .allMatch(holders -> holders.records().isEmpty()
                        || holders.records().stream().anyMatch(one -> one.id().equals(record.id())));
    }

    private boolean isOfOwnSystemAlone(GoldenRecord record) {
        return isLinked(record, system)
                && record.copies().values().stream()
                        .noneMatch(copy -> copy.state() == Copy.State.LINKED
                                && !copy.id().system().equals(system)
                                && !copy.made());
    }

    private static boolean isLinked(GoldenRecord record, SystemId system) {
        return record.copies().values().stream()
                .anyMatch(copy ->
                        copy.state() == Copy.State.LINKED && copy.id().system().equals(system));
    }

    private static boolean isLinkedAs(GoldenRecord record, SystemId system, String localId) {
        return record.copyOf(system, localId)
                .filter(copy -> copy.state() == Copy.State.LINKED)
                .isPresent();
    }
}
