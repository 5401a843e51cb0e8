package io.aurumhub.api.privacy;

import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryView;
import io.aurumhub.adapter.postgres.HubQueries;
import io.aurumhub.adapter.postgres.MatchQueries.Candidate;
import io.aurumhub.adapter.postgres.MatchQueries.Difference;
import io.aurumhub.adapter.postgres.MatchQueries.MatchView;
import io.aurumhub.adapter.postgres.RecordQueries.CopyView;
import io.aurumhub.adapter.postgres.RecordQueries.RecordSummary;
import io.aurumhub.adapter.postgres.RecordQueries.RecordView;
import io.aurumhub.adapter.postgres.UnmappedValues.UnmappedValue;
import io.aurumhub.adapter.postgres.ValueAnswers.AnswerView;
import io.aurumhub.adapter.postgres.WorkQueries.ConflictView;
import io.aurumhub.adapter.postgres.WorkQueries.QuarantineView;
import io.aurumhub.adapter.postgres.WorkQueries.Side;
import io.aurumhub.api.record.Explanation;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.history.HistoryEntry;
import io.aurumhub.core.history.RecordHistory.Snapshot;
import io.aurumhub.core.privacy.Privacy;
import io.aurumhub.core.privacy.SensitiveFields;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** What is read from the hub as everybody may see it: one method for each thing that holds values of fields. */
@Component
public final class Redactor {

    private final Definitions definitions;
    private final Privacy privacy;
    private final HubQueries queries;

    Redactor(Definitions definitions, HubQueries queries) {
        this.definitions = definitions;
        this.privacy = new Privacy(definitions);
        this.queries = queries;
    }

    public RecordSummary summary(RecordSummary record) {
        return new RecordSummary(
                record.id(),
                record.entity(),
                record.revision(),
                record.deleted(),
                fields(record.entity()).golden(record.fields()),
                record.changedAt());
    }

    /** The same records, by id. */
    public Map<UUID, RecordSummary> summaries(Collection<UUID> ids) {
        var shown = new LinkedHashMap<UUID, RecordSummary>();
        queries.records().summaries(ids).forEach((id, record) -> shown.put(id, summary(record)));
        return shown;
    }

    public RecordView record(RecordView record) {
        var fields = fields(record.entity());
        return new RecordView(
                record.id(),
                record.entity(),
                record.revision(),
                record.deleted(),
                record.changedAt(),
                fields.golden(record.fields()),
                record.provenance(),
                record.pins(),
                record.copies().stream()
                        .map(copy -> copy(copy, fields, record.fields()))
                        .toList());
    }

    public Explanation explained(Explanation explanation) {
        return explanation.shown(fields(explanation.entity())::golden);
    }

    private static CopyView copy(CopyView copy, SensitiveFields fields, Map<String, Value> golden) {
        var system = new SystemId(copy.system());
        var refused = copy.refused();
        return new CopyView(
                copy.system(),
                copy.number(),
                copy.localId(),
                copy.state(),
                fields.local(system, copy.local()),
                fields.local(system, copy.sent()),
                copy.version(),
                copy.sourceTime(),
                copy.writtenAt(),
                copy.held(),
                copy.wanted(),
                copy.open(),
                refused == null
                        ? null
                        : fields.in(golden).and(fields.in(system, copy.local())).hiddenIn(refused),
                copy.skipped());
    }

    /** Deliveries, whose words may repeat what was sent: the records they belong to are looked up. */
    public List<DeliveryView> deliveries(List<DeliveryView> rows) {
        if (!privacy.ofUnknown().any()) {
            return rows;
        }
        var records = queries.records()
                .summaries(rows.stream().map(DeliveryView::record).collect(Collectors.toSet()));
        return rows.stream()
                .map(row -> {
                    var record = records.get(row.record());
                    return record == null ? row : row.said(fields(row.entity()).in(record.fields())::hiddenIn);
                })
                .toList();
    }

    public Snapshot snapshot(Snapshot record) {
        return new Snapshot(
                record.record(),
                record.entity(),
                record.revision(),
                record.deleted(),
                privacy.of(record.entity()).golden(record.fields()),
                record.recordedAt());
    }

    public ConflictView conflict(ConflictView conflict) {
        var fields = fields(conflict.entity());
        return new ConflictView(
                conflict.record(),
                conflict.revision(),
                conflict.field(),
                conflict.entity(),
                side(conflict.winner(), conflict.field(), fields),
                side(conflict.loser(), conflict.field(), fields),
                conflict.rule(),
                conflict.at(),
                conflict.state());
    }

    private static Side side(Side side, String field, SensitiveFields fields) {
        return new Side(side.system(), RedactedEvent.side(field, side.value(), fields));
    }

    public QuarantineView quarantined(QuarantineView row) {
        var fields = fields(row.entity());
        var system = new SystemId(row.system());
        var reasons = row.raw() instanceof Value.Nested(Map<String, Value> raw)
                        && raw.get("fields") instanceof Value.Nested(Map<String, Value> local)
                ? row.reasons().stream().map(fields.in(system, local)::hiddenIn).toList()
                : row.reasons();
        return new QuarantineView(
                row.number(),
                row.at(),
                row.system(),
                row.entity(),
                row.localId(),
                row.kind(),
                reasons,
                raw(row.raw(), system, fields),
                row.waitsFor(),
                row.overdue(),
                row.state(),
                row.decision());
    }

    public MatchView match(MatchView match) {
        var fields = fields(match.entity());
        return new MatchView(
                match.number(),
                match.at(),
                match.system(),
                match.entity(),
                match.localId(),
                match.reasons().stream()
                        .map(fields.in(match.fields())::hiddenIn)
                        .toList(),
                fields.golden(match.fields()),
                match.candidates().stream().map(one -> candidate(one, fields)).toList(),
                match.others(),
                match.state(),
                match.decidedBy(),
                match.decision(),
                match.decidedAt());
    }

    private static Candidate candidate(Candidate one, SensitiveFields fields) {
        return new Candidate(
                one.record(),
                fields.golden(one.fields()),
                one.copies(),
                one.differs().stream()
                        .map(differs -> new Difference(
                                differs.field(),
                                fields.golden(differs.field(), differs.local()),
                                fields.golden(differs.field(), differs.golden())))
                        .toList());
    }

    /** A change, with its local fields; or a piece of a source that could not be told apart into fields. */
    private static Value raw(Value raw, SystemId system, SensitiveFields fields) {
        if (!(raw instanceof Value.Nested(Map<String, Value> parts))) {
            return fields.unknown(raw);
        }
        var shown = new LinkedHashMap<>(parts);
        shown.computeIfPresent(
                "fields",
                (name, value) -> value instanceof Value.Nested(Map<String, Value> local)
                        ? new Value.Nested(fields.local(system, local))
                        : fields.unknown(value));
        shown.computeIfPresent("raw", (name, value) -> fields.unknown(value));
        return new Value.Nested(shown);
    }

    /** Events, which do not name their entity: the records they belong to are looked up. */
    public List<HistoryEntry> history(List<HistoryEntry> entries) {
        if (!privacy.ofUnknown().any()) {
            return entries;
        }
        var records = queries.records()
                .summaries(entries.stream().map(entry -> entry.record().value()).collect(Collectors.toSet()));
        return entries.stream()
                .map(entry -> {
                    var record = records.get(entry.record().value());
                    return RedactedEvent.of(entry, record == null ? privacy.ofUnknown() : fields(record.entity()));
                })
                .toList();
    }

    /** A value that no value map lists. */
    public UnmappedValue unmapped(UnmappedValue one) {
        return new UnmappedValue(
                one.number(),
                one.sync(),
                one.field(),
                one.direction(),
                ofSync(one.sync()).golden(one.field(), one.value()),
                one.state(),
                one.count(),
                one.firstSeen(),
                one.lastSeen());
    }

    /** What a steward said of such a value. */
    public AnswerView answer(AnswerView one) {
        var fields = ofSync(one.sync());
        return new AnswerView(
                one.sync(),
                one.field(),
                fields.golden(one.field(), one.local()),
                fields.golden(one.field(), one.golden()),
                one.used(),
                one.answeredBy(),
                one.reason(),
                one.answeredAt());
    }

    private SensitiveFields ofSync(String sync) {
        var definition = definitions.syncs().get(new SyncId(sync));
        return definition == null ? privacy.ofUnknown() : privacy.of(definition.entity());
    }

    private SensitiveFields fields(String entity) {
        return privacy.of(new EntityName(entity));
    }
}
