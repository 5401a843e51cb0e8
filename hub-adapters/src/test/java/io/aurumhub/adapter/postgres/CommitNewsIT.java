package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.CRM;
import static io.aurumhub.adapter.postgres.HubFixture.SHOP;
import static io.aurumhub.adapter.postgres.HubFixture.contact;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.shared.SystemId;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Who is told of a commit when something of it goes wrong. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class CommitNewsIT {

    private final HubFixture fixture = new HubFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void workers_are_woken_though_it_cannot_be_said_what_waited_for_the_change() {
        var heard = new CopyOnWriteArrayList<Set<SystemId>>();
        fixture.hub.onCommit(heard::add);
        fixture.database.execute("alter table hub_ops.quarantine rename column waits_for to waits_for_no_more");
        try {
            assertThat(fixture.submit(contact(CRM, "C1", "Ada", "ada@example.org", "Bonn")))
                    .hasOnlyElementsOfType(Outcome.Accepted.class);
            assertThat(heard).anySatisfy(systems -> assertThat(systems).contains(SHOP));
        } finally {
            fixture.database.execute("alter table hub_ops.quarantine rename column waits_for_no_more to waits_for");
        }
    }
}
