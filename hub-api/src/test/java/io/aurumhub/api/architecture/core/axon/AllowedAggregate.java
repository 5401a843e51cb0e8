package io.aurumhub.api.architecture.core.axon;

import org.axonframework.messaging.MetaData;

/** A shell, with a type of its own inside: allowed. */
record AllowedAggregate(Inner inner) {
    record Inner(MetaData metaData) {}
}
