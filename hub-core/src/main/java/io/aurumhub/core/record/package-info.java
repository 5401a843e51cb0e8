/**
 * The golden record: what it is, how it decides, how it evolves. The rules are pure functions that begin at
 * {@link GoldenRecordRules}; the Axon shell around them has no decision of its own. Uses shared types, definitions and
 * mappings; knows nothing of intake, delivery or tables.
 */
@NullMarked
package io.aurumhub.core.record;

import org.jspecify.annotations.NullMarked;
