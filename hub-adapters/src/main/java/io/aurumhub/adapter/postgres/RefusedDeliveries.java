package io.aurumhub.adapter.postgres;

import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.definition.ValueAnswer;
import io.aurumhub.core.record.CopyId;
import io.aurumhub.core.record.Decided;
import io.aurumhub.core.record.GoldenRecordCommand.RetryDelivery;
import io.aurumhub.core.record.GoldenRecordRejected;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Takes up refused deliveries of records that hold a golden value which has a local form now. */
final class RefusedDeliveries {

    /** Copies looked at and sent together. */
    private static final int PAGE = 500;

    private final JdbcTemplate database;
    private final RecordLane lane;

    RefusedDeliveries(JdbcTemplate database, RecordLane lane) {
        this.database = database;
        this.lane = lane;
    }

    private record Refused(UUID record, int number) {}

    /** Answers how many were taken up, once that is committed. */
    long retry(SyncDefinition sync, ValueAnswer answer, Provenance cause) {
        long retried = 0;
        var last = new Refused(new UUID(0, 0), -1);
        List<Refused> page;
        do {
            page = page(sync, answer, last);
            var answers = page.stream().map(one -> send(sync, one, cause)).toList();
            retried += answers.stream().filter(RefusedDeliveries::isTaken).count();
            last = page.isEmpty() ? last : page.getLast();
        } while (page.size() == PAGE);
        return retried;
    }

    private List<Refused> page(SyncDefinition sync, ValueAnswer answer, Refused after) {
        return database.query(
                """
                select c.record_id, c.number from hub_read.crosswalk c
                join hub_read.golden_record g on g.record_id = c.record_id
                where c.system = ? and c.entity = ? and c.refused is not null and c.skipped is null
                  and (g.fields -> ?) @> ?::jsonb and (c.record_id, c.number) > (?, ?)
                order by c.record_id, c.number limit ?\
                """,
                (row, index) -> new Refused(row.getObject(1, UUID.class), row.getInt(2)),
                sync.system().value(),
                sync.entity().value(),
                answer.field(),
                HubJson.write(answer.golden()),
                after.record(),
                after.number(),
                PAGE);
    }

    private CompletableFuture<Decided> send(SyncDefinition sync, Refused one, Provenance cause) {
        var id = new GoldenRecordId(one.record());
        var copy = new CopyId(sync.system(), one.number());
        var answer = new CompletableFuture<Decided>();
        lane.add(new Task.Decide(id, facts -> new RetryDelivery(id, copy, facts, cause), answer));
        return answer;
    }

    private static boolean isTaken(CompletableFuture<Decided> answer) {
        try {
            answer.join();
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof GoldenRecordRejected) {
                return false; // somebody else took it up meanwhile
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
