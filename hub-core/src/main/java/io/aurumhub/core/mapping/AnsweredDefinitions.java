package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.definition.ValueAnswer;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.Value;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The definitions of the file with what stewards have answered since. The file's word on a local value counts before
 * theirs; an answer whose field, value map or golden value is not there waits until it is.
 *
 * @param definitions their version is that of the file, and where answers are used, a hash of these after a plus sign
 * @param used the answers that are part of it
 * @param overruled the answers about local values that the file itself speaks of
 */
public record AnsweredDefinitions(Definitions definitions, List<ValueAnswer> used, List<ValueAnswer> overruled) {

    private static final int HASH_BYTES = 6;

    public AnsweredDefinitions {
        used = List.copyOf(used);
        overruled = List.copyOf(overruled);
    }

    /** @param answers in the order they were given */
    public static AnsweredDefinitions of(Definitions file, Collection<ValueAnswer> answers) {
        var used = new ArrayList<ValueAnswer>();
        var overruled = new ArrayList<ValueAnswer>();
        var now = file;
        for (var answer : answers) {
            var said = ValueMap.of(file, answer.sync(), answer.field()).flatMap(map -> map.meaning(answer.local()));
            if (said.isPresent()) {
                overruled.add(answer);
                continue;
            }
            var map = ValueMap.of(now, answer.sync(), answer.field()).filter(one -> fits(one, answer));
            if (map.isPresent()) {
                now = with(
                        now,
                        answer.sync(),
                        map.get().with(answer.local(), map.get().canonical(answer.golden())));
                used.add(answer);
            }
        }
        return new AnsweredDefinitions(named(now, file.version(), used), used, overruled);
    }

    /**
     * What the answer says in canonical form; the same is said again without harm.
     *
     * @throws AnswerRefused if it makes no sense, or something else is known of the local value
     */
    public static ValueAnswer checked(Mappings now, ValueAnswer answer) {
        return ValueMap.of(now.definitions(), answer.sync(), answer.field())
                .orElseThrow(() -> new AnswerRefused(answer.place() + " has no values to translate", false))
                .checked(answer, now.patterns());
    }

    /** Whether the sync's map knows what a local value means. */
    public static boolean isKnown(Mappings now, SyncId sync, String field, Value local) {
        return ValueMap.of(now.definitions(), sync, field)
                .flatMap(map -> map.meaning(local))
                .isPresent();
    }

    /** Whether the sync's map knows how to write a golden value. */
    public static boolean isWritten(Mappings now, SyncId sync, String field, Value golden) {
        return ValueMap.of(now.definitions(), sync, field)
                .filter(map -> map.isWritten(golden))
                .isPresent();
    }

    private static boolean fits(ValueMap map, ValueAnswer answer) {
        try {
            map.canonical(answer.golden());
            return map.meaning(answer.local()).isEmpty();
        } catch (Misfit noValueAnyMore) {
            return false;
        }
    }

    private static Definitions with(Definitions old, SyncId id, FieldMap map) {
        var syncs = new LinkedHashMap<SyncId, SyncDefinition>(old.syncs());
        syncs.computeIfPresent(id, (same, sync) -> {
            var fields = new LinkedHashMap<>(sync.fields());
            fields.put(map.golden(), map);
            return sync.with(fields);
        });
        return new Definitions(old.systems(), old.entities(), syncs, old.version());
    }

    private static Definitions named(Definitions definitions, String file, List<ValueAnswer> used) {
        if (used.isEmpty()) {
            return definitions;
        }
        var text = used.stream().map(AnsweredDefinitions::text).sorted().collect(Collectors.joining("\n"));
        return new Definitions(
                definitions.systems(), definitions.entities(), definitions.syncs(), file + "+" + hash(text));
    }

    /** No two answers look alike. */
    private static String text(ValueAnswer answer) {
        var local = answer.local().getClass().getSimpleName() + " " + answer.local();
        return "%s %d %s %s".formatted(answer.place(), local.length(), local, answer.golden());
    }

    private static String hash(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every Java platform has SHA-256", missing);
        }
    }
}
