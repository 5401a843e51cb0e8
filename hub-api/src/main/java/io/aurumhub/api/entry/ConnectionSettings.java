package io.aurumhub.api.entry;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long and how slowly a caller may speak and listen, and how many may at once.
 *
 * @param headerTime from the first byte of a request to the end of its header
 * @param answerTime how long nothing of an answer may be taken; half a second while the workers are scarce
 * @param bodyTime for each body, and on top of it {@code bodyRate}
 * @param bodyRate bytes in a second that a body must come with after {@code bodyTime}
 * @param strangers so many bodies that come without the admin token, such as webhooks, may be waited for at once; half
 *     as many from one address
 * @param streams so many streams of changes at once, each of which takes a worker
 * @param perAddress so many connections at once from one address; a proxy is one address
 */
@ConfigurationProperties("hub.http")
record ConnectionSettings(
        @DefaultValue("10s") Duration headerTime,
        @DefaultValue("10s") Duration answerTime,
        @DefaultValue("10s") Duration bodyTime,
        @DefaultValue("10000") int bodyRate,
        @DefaultValue("50") int strangers,
        @DefaultValue("100") int streams,
        @DefaultValue("2000") int perAddress) {}
