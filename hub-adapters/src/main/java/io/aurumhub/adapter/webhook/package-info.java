/**
 * Messages that systems push to the hub: whether they are genuine
 * ({@link io.aurumhub.adapter.webhook.WebhookVerifier}), and what they say
 * ({@link io.aurumhub.adapter.webhook.WebhookMessage}). Knows nothing of HTTP servers: it takes headers and bytes.
 */
@NullMarked
package io.aurumhub.adapter.webhook;

import org.jspecify.annotations.NullMarked;
