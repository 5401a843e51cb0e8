package io.aurumhub.api.architecture.core.axon;

import org.axonframework.messaging.MetaData;

/** Only shells may know Axon. */
record RulesThatKnowAxon(MetaData metaData) {}
