package io.aurumhub.core.record;

import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;

/**
 * The living records of one entity that refer to a record.
 *
 * @param first the oldest of them
 */
public record Referrers(EntityName entity, long count, GoldenRecordId first) {}
