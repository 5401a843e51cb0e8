package io.aurumhub.core.record;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A steward's word that a copy is not to be brought to the golden state: it differs on purpose.
 *
 * @param by who said so
 * @param reason why
 * @param revision the golden revision that is not written; what changes later is
 * @param fields the golden fields in which the copy differed then
 */
public record Skip(String by, @Nullable String reason, long revision, Set<String> fields) {
    public Skip {
        fields = Collections.unmodifiableSet(new TreeSet<>(fields));
    }
}
