package io.aurumhub.adapter.postgres;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.shared.SyncId;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What keeps a sync from seeing every change in its system, for as long as it lasts. */
public final class SyncWarnings {

    private final JdbcTemplate database;

    SyncWarnings(JdbcTemplate database) {
        this.database = database;
    }

    /** What a warning is about. */
    public enum Kind {
        /** Records without a watermark: no poll sees them change. */
        UNMARKED,
        /** Changes that only a scan found, although their records have a watermark. */
        MISSED;

        private String stored() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Notes the warning, in place of an earlier one of its kind; since when it holds stays. */
    public void warn(SyncId sync, Kind kind, long records, String message, Instant at) {
        database.update("""
            insert into hub_ops.sync_warning (sync, kind, records, message, since) values (?, ?, ?, ?, ?)
            on conflict (sync, kind) do update set records = excluded.records, message = excluded.message\
            """, sync.value(), kind.stored(), records, Text.storable(message), Timestamp.from(at));
    }

    /** There is nothing of the kind to warn about any more. */
    public void clear(SyncId sync, Kind kind) {
        database.update("delete from hub_ops.sync_warning where sync = ? and kind = ?", sync.value(), kind.stored());
    }

    /** Those of syncs that are still defined. */
    static List<WarningView> all(JdbcClient client, Definitions definitions) {
        return client
                .sql("select sync, kind, records, message, since from hub_ops.sync_warning order by sync, kind")
                .query((row, number) -> WarningView.from(new Columns(row), definitions))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * What keeps a sync from seeing every change in its system.
     *
     * @param kind {@code unmarked}: records without a watermark; {@code missed}: changes that no poll had shown
     * @param records how many records it is about
     * @param message what that means, and what to do
     * @param since since when it is known
     */
    public record WarningView(String sync, String system, String kind, long records, String message, Instant since) {

        /** Empty for a sync that is no longer defined. */
        static Optional<WarningView> from(Columns columns, Definitions definitions) throws SQLException {
            var sync = definitions.syncs().get(new SyncId(columns.text("sync")));
            return sync == null
                    ? Optional.empty()
                    : Optional.of(new WarningView(
                            sync.id().value(),
                            sync.system().value(),
                            columns.text("kind"),
                            columns.number("records"),
                            columns.text("message"),
                            columns.instant("since")));
        }
    }
}
