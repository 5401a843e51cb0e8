package io.aurumhub.core.record;

import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A golden value and where it comes from.
 *
 * @param revision the revision of the record that set it
 * @param system whose value it is; null: a steward's decision, which outranks every system
 * @param at source time if the system said one, else when the hub decided
 */
public record GoldenField(
        Value value, long revision, @Nullable SystemId system, Instant at) {}
