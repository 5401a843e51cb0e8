package io.aurumhub.api.endtoend;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayNameGeneration(ReplaceUnderscores.class)
@ExtendWith(SharedDemo.Supplier.class)
class EditIT {

    /** How many edits each way; the full proof takes 100. */
    private static final int EDITS = Integer.getInteger("aurum.endtoend.edits", 20);

    private final SharedDemo demo;

    EditIT(SharedDemo demo) {
        this.demo = demo;
    }

    @BeforeEach
    void awaitConverged() {
        demo.hub().awaitConverged();
    }

    @Test
    void an_edit_in_crm_arrives_in_shop_and_warehouse() throws IOException, SQLException {
        var took = new ArrayList<Duration>();
        int number = 1000;
        for (var pair : Pair.some(demo.outside(), 0, EDITS)) {
            var phone = "+49 30 2312" + number++;
            pair.editCrm("phone", phone);
            var begin = System.nanoTime();
            pair.awaitPhoneInShop(phone);
            took.add(Duration.ofNanos(System.nanoTime() - begin));
            pair.awaitPhoneInWarehouse(phone);
        }
        Figures.show("edit in crm to shop", took);
    }

    @Test
    void an_edit_in_shop_arrives_in_crm_and_warehouse() throws IOException, SQLException {
        var took = new ArrayList<Duration>();
        int number = 1000;
        for (var pair : Pair.some(demo.outside(), 200, EDITS)) {
            var phone = "+43 1 5123" + number++;
            pair.editShop("{\"phone\": \"" + phone + "\"}");
            var begin = System.nanoTime();
            pair.awaitPhoneInCrm(phone);
            took.add(Duration.ofNanos(System.nanoTime() - begin));
            pair.awaitPhoneInWarehouse(phone);
        }
        Figures.show("edit in shop to crm", took);
    }
}
