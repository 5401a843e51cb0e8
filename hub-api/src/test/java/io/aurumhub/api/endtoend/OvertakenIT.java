package io.aurumhub.api.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The shop is edited after the hub has read a record and before its write arrives. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@ExtendWith(SharedDemo.Supplier.class)
class OvertakenIT {

    private final SharedDemo demo;

    OvertakenIT(SharedDemo demo) {
        this.demo = demo;
    }

    @Test
    void an_edit_between_our_read_and_our_write_is_never_overwritten_unseen() throws IOException, SQLException {
        demo.hub().awaitConverged();
        demo.whileProxied((hub, proxy) -> {
            sameField(hub, proxy);
            anotherField(hub, proxy);
            hub.awaitConverged();
            Agreement.check(hub, demo.outside());
        });
        demo.hub().awaitConverged();
    }

    /** crm wins, and the value that shop had for a moment is kept. */
    private void sameField(HubProcess hub, ShopProxy proxy) throws IOException, SQLException {
        var pair = Pair.one(demo.outside(), 600);
        proxy.beforeNextPatchOf(
                "/api/customers/" + pair.shopId(), () -> pair.editShop("{\"phone\": \"+49 30 23125004\"}"));

        pair.editCrm("phone", "+49 30 23125003");

        pair.awaitPhoneEverywhere("+49 30 23125003");
        assertThat(proxy.hasSprung()).isTrue();
        assertThat(pair.conflicts(hub)).anySatisfy(conflict -> {
            assertThat(conflict.path("field").asString()).isEqualTo("phone");
            assertThat(conflict.path("winner").path("value").asString()).isEqualTo("+49 30 23125003");
            assertThat(conflict.path("loser").path("value").asString()).isEqualTo("+49 30 23125004");
        });
        assertThat(pair.history(hub).toString()).contains("+49 30 23125003").contains("+49 30 23125004");
    }

    /** Both edits survive, each in every system. */
    private void anotherField(HubProcess hub, ShopProxy proxy) throws IOException, SQLException {
        var pair = Pair.one(demo.outside(), 601);
        proxy.beforeNextPatchOf(
                "/api/customers/" + pair.shopId(),
                () -> pair.editShop("{\"address\": {\"city\": \"Neustadt an der Eile\"}}"));

        pair.editCrm("phone", "+49 30 23125005");

        pair.awaitPhoneEverywhere("+49 30 23125005");
        assertThat(proxy.hasSprung()).isTrue();
        hub.awaitConverged();
        assertThat(pair.inShop().path("address").path("city").asString()).isEqualTo("Neustadt an der Eile");
        assertThat(pair.inCrm("town")).isEqualTo("Neustadt an der Eile");
        assertThat(pair.inWarehouse("city")).isEqualTo("Neustadt an der Eile");
    }
}
