package io.aurumhub.api.privacy;

import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryView;
import io.aurumhub.adapter.postgres.MatchQueries.MatchView;
import io.aurumhub.adapter.postgres.RecordQueries.RecordSummary;
import io.aurumhub.adapter.postgres.RecordQueries.RecordView;
import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.adapter.postgres.UnmappedValues.UnmappedValue;
import io.aurumhub.adapter.postgres.ValueAnswers.AnswerView;
import io.aurumhub.adapter.postgres.WorkQueries.ConflictView;
import io.aurumhub.adapter.postgres.WorkQueries.QuarantineView;
import io.aurumhub.api.record.Explanation;
import io.aurumhub.api.security.Caller;
import io.aurumhub.core.history.HistoryEntry;
import io.aurumhub.core.history.RecordHistory.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/**
 * Redacts what a controller answers to whoever has not shown the admin token, so that no controller need think of it.
 */
@RestControllerAdvice
final class RedactedAnswers implements ResponseBodyAdvice<Object> {

    private final Redactor redactor;

    RedactedAnswers(Redactor redactor) {
        this.redactor = redactor;
    }

    @Override
    public boolean supports(MethodParameter method, Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public @Nullable Object beforeBodyWrite(
            @Nullable Object body,
            MethodParameter method,
            MediaType type,
            Class<? extends HttpMessageConverter<?>> converter,
            ServerHttpRequest request,
            ServerHttpResponse response) {
        return body == null || Caller.current().seesSensitive() ? body : shown(body);
    }

    private Object shown(Object body) {
        return switch (body) {
            case Slice<?> page -> page(page);
            case Explanation explanation -> redactor.explained(explanation);
            case RecordView record -> redactor.record(record);
            case RecordSummary record -> redactor.summary(record);
            case Snapshot record -> redactor.snapshot(record);
            case ConflictView conflict -> redactor.conflict(conflict);
            case QuarantineView row -> redactor.quarantined(row);
            case MatchView match -> redactor.match(match);
            case UnmappedValue value -> redactor.unmapped(value);
            case AnswerView answer -> redactor.answer(answer);
            case HistoryEntry entry -> redactor.history(List.of(entry)).getFirst();
            default -> body;
        };
    }

    /** Events and deliveries are redacted together, since their records are looked up. */
    private Slice<?> page(Slice<?> page) {
        var deliveries = page.items().stream()
                .filter(DeliveryView.class::isInstance)
                .map(DeliveryView.class::cast)
                .toList();
        if (!deliveries.isEmpty()) {
            return new Slice<>(redactor.deliveries(deliveries), page.next());
        }
        var entries = page.items().stream()
                .filter(HistoryEntry.class::isInstance)
                .map(HistoryEntry.class::cast)
                .toList();
        return entries.isEmpty() ? page.map(this::shown) : new Slice<>(redactor.history(entries), page.next());
    }
}
