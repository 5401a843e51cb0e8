package io.aurumhub.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.adapter.postgres.SyncWarnings.Kind;
import io.aurumhub.core.shared.SyncId;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What keeps a sync from seeing every change is in the status and on the overview. */
@WebTest
class WarningsIT {

    private static final SyncId CONTACTS = new SyncId("crm-contacts");

    @LocalServerPort
    private int port;

    @Autowired
    private PostgresHub hub;

    @AfterEach
    void clear() {
        hub.syncWarnings().clear(CONTACTS, Kind.UNMARKED);
    }

    @Test
    void a_warning_is_shown_with_sync_and_count_for_as_long_as_it_holds() {
        var http = new Http(port, null);
        var since = Instant.parse("2026-01-31T12:00:00Z");
        hub.syncWarnings().warn(CONTACTS, Kind.UNMARKED, 2, "2 <b> without changed_at", since);
        hub.syncWarnings().warn(CONTACTS, Kind.UNMARKED, 3, "3 <b> without changed_at", since.plusSeconds(9));
        hub.syncWarnings().warn(new SyncId("gone-by-now"), Kind.UNMARKED, 1, "of a sync that is gone", since);

        assertThat(http.get("/api/v1/status").json().at("/warnings").toString())
                .isEqualTo("[{\"sync\":\"crm-contacts\",\"system\":\"crm\",\"kind\":\"unmarked\",\"records\":3,"
                        + "\"message\":\"3 <b> without changed_at\",\"since\":\"2026-01-31T12:00:00Z\"}]");
        assertThat(http.get("/").body())
                .contains("3 &lt;b&gt; without changed_at")
                .doesNotContain("of a sync that is gone");

        hub.syncWarnings().clear(CONTACTS, Kind.UNMARKED);
        assertThat(http.get("/api/v1/status").json().at("/warnings").size()).isZero();
        assertThat(http.get("/").body()).doesNotContain("without changed_at");
    }
}
