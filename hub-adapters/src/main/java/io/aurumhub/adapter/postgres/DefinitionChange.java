package io.aurumhub.adapter.postgres;

import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.definition.DefinitionImpact;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.record.Decided;
import io.aurumhub.core.record.GoldenRecordCommand.ApplyDefinitions;
import io.aurumhub.core.record.GoldenRecordCommand.Reading;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SyncId;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Brings the records that are there to changed definitions: what their copies hold is read by the maps of today, what
 * they are owed is worked out anew. Runs beside everything else, page by page through the lane; a start that finds it
 * unfinished begins again, which changes nothing twice.
 */
final class DefinitionChange {

    private static final Logger LOG = LoggerFactory.getLogger(DefinitionChange.class);

    /** Records that are looked at together, and wait for each other. */
    private static final int PAGE = 500;

    private static final String[] EVENTS = {EventTypes.REMAPPED.logicalName(), EventTypes.RESETTLED.logicalName()};

    private final JdbcTemplate database;
    private final RecordLane lane;
    private final Definitions definitions;
    private final DefinitionImpact impact;
    private final Instant since;

    DefinitionChange(
            JdbcTemplate database, RecordLane lane, Definitions definitions, DefinitionVersions.Loaded loaded) {
        this.database = database;
        this.lane = lane;
        this.definitions = definitions;
        this.impact = DefinitionImpact.of(definitions, loaded.toApply());
        this.since = loaded.since();
    }

    /** What came of it: records that were looked at, of which changed, of which could not be brought to it. */
    record Applied(long records, long changed, long failed) {
        private Applied plus(Applied other) {
            return new Applied(records + other.records, changed + other.changed, failed + other.failed);
        }
    }

    /** Syncs that map more than before: what was not mapped was not kept, so their systems are read again. */
    List<SyncId> syncsToRead() {
        return impact.maps().entrySet().stream()
                .filter(map -> !map.getValue().added().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Does it all, and answers when all of it is committed. */
    Applied run() {
        var applied = new Applied(0, 0, 0);
        for (var entity : impact.entities()) {
            applied = applied.plus(run(entity));
        }
        return applied;
    }

    private Applied run(EntityName entity) {
        var readings = readings(entity);
        var applied = new Applied(0, 0, 0);
        var last = new UUID(0, 0);
        List<UUID> page;
        do {
            page = page(entity, last);
            var answers = new ArrayList<CompletableFuture<Decided>>(page.size());
            for (var id : page) {
                answers.add(send(new GoldenRecordId(id), readings));
                last = id;
            }
            for (var answer : answers) {
                applied = applied.plus(outcome(answer));
            }
        } while (page.size() == PAGE);
        return applied;
    }

    /** The next records to which an earlier, unfinished start has not been yet. */
    private List<UUID> page(EntityName entity, UUID after) {
        return database.queryForList("""
            select g.record_id from hub_read.golden_record g
            where g.entity = ? and g.record_id > ? and not exists (
                select from hub_log.event e
                where e.record_id = g.record_id and e.type = any(?) and e.recorded_at >= ?)
            order by g.record_id limit ?\
            """, UUID.class, entity.value(), after, EVENTS, Timestamp.from(since), PAGE);
    }

    private List<Reading> readings(EntityName entity) {
        var readings = new ArrayList<Reading>();
        for (var sync : definitions.syncsOf(entity)) {
            var fields = impact.maps().get(sync.id());
            if (fields != null) {
                readings.add(new Reading(sync.system(), fields.added(), fields.changed()));
            }
        }
        return readings;
    }

    private CompletableFuture<Decided> send(GoldenRecordId record, List<Reading> readings) {
        var cause = Provenance.of("definitions").because("The definitions changed to " + definitions.version());
        var answer = new CompletableFuture<Decided>();
        lane.add(new Task.Decide(record, facts -> new ApplyDefinitions(record, readings, facts, cause), answer));
        return answer;
    }

    private static Applied outcome(CompletableFuture<Decided> answer) {
        Decided decided;
        try {
            decided = answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TransientFault away) {
                throw away; // all of it, and not this record: it is begun anew
            }
            LOG.warn("A record could not be brought to the changed definitions: {}", e.getMessage(), e);
            return new Applied(1, 0, 1);
        }
        return new Applied(1, decided.events().isEmpty() ? 0 : 1, 0);
    }
}
