package io.aurumhub.api.webhook;

import io.aurumhub.adapter.rest.RestSystem;
import io.aurumhub.adapter.webhook.WebhookMessage;
import io.aurumhub.adapter.webhook.WebhookVerifier;
import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemType;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.Value;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Receives the messages of one sync: checks them with its own secret, and reads from them what its records say. */
final class WebhookReceiver {

    private static final String DELETED = ".deleted";

    private final SyncDefinition sync;
    private final WebhookVerifier verifier;

    private WebhookReceiver(SyncDefinition sync, WebhookVerifier verifier) {
        this.sync = sync;
        this.verifier = verifier;
    }

    /** @throws IllegalArgumentException if the secret is none; names the sync, not the secret */
    static WebhookReceiver of(SyncDefinition sync, String secret, Clock clock) {
        try {
            return new WebhookReceiver(sync, WebhookVerifier.standard(List.of(secret), clock));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "syncs.%s.detect.webhook.secret: %s".formatted(sync.id(), e.getMessage()), e);
        }
    }

    SyncDefinition sync() {
        return sync;
    }

    WebhookVerifier.Verification verify(Map<String, List<String>> headers, byte[] body) {
        return verifier.verify(headers, body);
    }

    /** Whether messages of this type are for this sync; without a type of its own, a sync takes all. */
    boolean takes(WebhookMessage message) {
        var type = sync.detect().webhookType();
        return type == null || type.equals(message.subject());
    }

    /**
     * The changes that a genuine message reports, each with an id of its own.
     *
     * @throws Problem if a record has no key; nothing of the message is taken then
     */
    List<Change> changes(WebhookMessage message, @Nullable String messageId, Provenance cause) {
        var changes = new ArrayList<Change>();
        for (var data : message.data()) {
            var record = record(message, data);
            var id = messageId == null || message.data().size() == 1 ? messageId : messageId + "." + changes.size();
            changes.add(new Change(
                    sync.system(),
                    sync.entity(),
                    record.localId(),
                    record.deleted() ? Change.Kind.DELETE : Change.Kind.UPSERT,
                    true,
                    record.deleted() ? Map.of() : record.fields(),
                    record.version(),
                    record.changedAt(),
                    null,
                    id,
                    cause));
        }
        return changes;
    }

    private LocalRecord record(WebhookMessage message, Map<String, Value> data) {
        var record = RestSystem.shown(sync.resource(), data)
                .orElseThrow(() -> new Problem(
                        ProblemType.MISSING_VALUE,
                        "data has no key of a record; sync %s expects one".formatted(sync.id())));
        return message.type().endsWith(DELETED)
                ? LocalRecord.tombstone(record.localId(), later(record.changedAt(), message.timestamp()))
                : record;
    }

    /** The record may still show the time of its last edit; the message, in whole seconds, that of its delete. */
    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isAfter(other) ? one : other;
    }
}
