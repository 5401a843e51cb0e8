package io.aurumhub.adapter.rest;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Under which content type a resource takes patches. Some servers read {@value #PLAIN} only, and answer well to a patch
 * of any other type without having looked into it. So where nothing at all of a patch was taken, the other type is
 * tried once; what works is kept until the hub stops, and told.
 */
final class PatchTypes {

    static final String MERGE_PATCH = "application/merge-patch+json";
    static final String PLAIN = "application/json";

    private static final Logger LOG = LoggerFactory.getLogger(PatchTypes.class);

    private final Map<RestResource, String> working = new ConcurrentHashMap<>();
    /** Resources that took nothing, whatever the type, the last time that it was tried. */
    private final Set<RestResource> deaf = ConcurrentHashMap.newKeySet();

    /** The one that works, or else the one that is set. */
    String of(RestResource at) {
        return working.getOrDefault(at, at.patchType());
    }

    /** Whether something was taken under it. */
    boolean isProven(RestResource at) {
        return working.containsKey(at);
    }

    /**
     * What to try after this one.
     *
     * @param accepted the header {@code Accept-Patch} of the answer
     * @return empty if the system says that it takes none of those that the hub writes
     */
    Optional<String> other(RestResource at, String type, @Nullable String accepted) {
        var last = type.equals(PLAIN) ? (at.patchType().equals(PLAIN) ? MERGE_PATCH : at.patchType()) : PLAIN;
        if (accepted == null || accepted.isBlank()) {
            return Optional.of(last);
        }
        var named = Arrays.stream(accepted.split(","))
                .map(one -> one.replaceAll(";.*$", "").strip())
                .toList();
        return Arrays.asList(last, MERGE_PATCH, PLAIN).stream()
                .filter(one -> named.contains(one) && !one.equals(type))
                .findFirst();
    }

    /** Something was taken under this type. */
    void works(RestResource at, String type) {
        deaf.remove(at);
        var before = working.put(at, type);
        if (!type.equals(before == null ? at.patchType() : before)) {
            LOG.warn("{}: {}", at.place(), otherWorks(at, type));
        }
    }

    /** Nothing was taken, neither way. */
    void isDeaf(RestResource at) {
        deaf.add(at);
    }

    /** What was found out, for whoever sets the sync up. */
    Optional<String> advice(RestResource at) {
        if (deaf.contains(at)) {
            return Optional.of(
                    at.puts()
                            ? "Nothing of the PUT was taken; see whether %s.update: patch works".formatted(at.place())
                            : "Nothing of the PATCH was taken, neither as %s nor as %s; set %s.patchType or update: put"
                                    .formatted(
                                            at.patchType(),
                                            other(at, at.patchType(), null).orElse(PLAIN),
                                            at.place()));
        }
        var type = of(at);
        return type.equals(at.patchType()) ? Optional.empty() : Optional.of(otherWorks(at, type));
    }

    private static String otherWorks(RestResource at, String type) {
        return "the system does not take patches as %s, but as %s. Set patchType: %2$s, to save a try"
                .formatted(at.patchType(), type);
    }
}
