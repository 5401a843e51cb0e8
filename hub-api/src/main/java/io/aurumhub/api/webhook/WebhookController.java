package io.aurumhub.api.webhook;

import io.aurumhub.adapter.webhook.WebhookMessage;
import io.aurumhub.adapter.webhook.WebhookVerifier.Verification;
import io.aurumhub.adapter.webhook.WebhookVerifier.Verification.Rejected;
import io.aurumhub.adapter.webhook.WebhookVerifier.Verification.Verified;
import io.aurumhub.api.change.CommittedIntake;
import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemType;
import io.aurumhub.api.problem.Trace;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.shared.Provenance;
import io.swagger.v3.oas.annotations.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes signed messages from systems (Standard Webhooks). A 2xx means that what the message says is committed, so the
 * sender may forget it; after anything else it should send it again.
 */
@RestController
class WebhookController {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookController.class);
    private static final int LARGEST_BODY_BYTES = 5_000_000;
    /** The connector whose record form the messages share. */
    private static final String REST = "rest";

    private final Map<String, List<WebhookReceiver>> receivers = new HashMap<>();
    private final CommittedIntake intake;

    WebhookController(Definitions definitions, CommittedIntake intake, Clock clock) {
        this.intake = intake;
        for (var sync : definitions.syncs().values()) {
            var secret = sync.detect().webhookSecret();
            var system = definitions.system(sync.system());
            if (secret != null
                    && system.filter(one -> one.connector().equals(REST)).isPresent()) {
                receivers
                        .computeIfAbsent(sync.system().value(), any -> new ArrayList<>())
                        .add(WebhookReceiver.of(sync, secret, clock));
            }
        }
    }

    /**
     * What was done with a message.
     *
     * @param records that it was about and that are taken in; 0 if no sync takes messages of its type
     * @param quarantined how many of these could not be understood and are kept for a steward
     */
    record Receipt(int records, long quarantined) {}

    @Operation(summary = "Take a signed message of a system in (Standard Webhooks)")
    @PostMapping("/webhooks/{system}")
    Receipt receive(@PathVariable String system, @RequestHeader HttpHeaders headers, InputStream stream)
            throws IOException {
        var known = receivers.getOrDefault(system, List.of());
        if (known.isEmpty()) {
            throw Problem.notFound("No webhook is defined for a system '%s'".formatted(system));
        }
        var body = stream.readNBytes(LARGEST_BODY_BYTES + 1);
        if (body.length > LARGEST_BODY_BYTES) {
            throw new Problem(ProblemType.TOO_LARGE, "A message may have %d bytes".formatted(LARGEST_BODY_BYTES));
        }
        var all = headersOf(headers);
        var genuine = known.stream()
                .filter(receiver -> receiver.verify(all, body) instanceof Verified)
                .toList();
        if (genuine.isEmpty()) {
            throw refusal(system, known.getFirst().verify(all, body));
        }
        var message = parse(body);
        return genuine.stream()
                .filter(receiver -> receiver.takes(message))
                .findFirst()
                .map(receiver -> take(receiver, message, receiver.verify(all, body)))
                .orElseGet(() -> ignored(system, message));
    }

    private Receipt take(WebhookReceiver receiver, WebhookMessage message, Verification verification) {
        var cause = new Provenance("system:" + receiver.sync().system(), null, null, Trace.current());
        var id = verification instanceof Verified(var messageId, var ignored) ? messageId : null;
        var changes = receiver.changes(message, id, cause);
        var outcomes = changes.isEmpty() ? List.<Outcome>of() : intake.submit(changes);
        return new Receipt(
                outcomes.size(),
                outcomes.stream().filter(Outcome.Quarantined.class::isInstance).count());
    }

    /** A sender tells of more than the hub was asked to share; to refuse would make it send the same again for days. */
    private static Receipt ignored(String system, WebhookMessage message) {
        LOG.debug("{} sent a message of type {}, which no sync takes; it was ignored", system, message.type());
        return new Receipt(0, 0);
    }

    private static WebhookMessage parse(byte[] body) {
        try {
            return WebhookMessage.parse(body);
        } catch (IllegalArgumentException e) {
            throw new Problem(ProblemType.MALFORMED_JSON, String.valueOf(e.getMessage()), e);
        }
    }

    private static Problem refusal(String system, Verification verification) {
        if (!(verification instanceof Rejected(var reason))) {
            throw new IllegalStateException("A message was refused and verified at once");
        }
        LOG.warn("A message for webhook {} was refused and nothing of it was stored: {}", system, reason.text());
        return new Problem(reason.malformed() ? ProblemType.BAD_REQUEST : ProblemType.BAD_SIGNATURE, reason.text());
    }

    private static Map<String, List<String>> headersOf(HttpHeaders headers) {
        var all = new HashMap<String, List<String>>();
        headers.forEach(all::put);
        return all;
    }
}
