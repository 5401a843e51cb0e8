package io.aurumhub.api.web;

import io.aurumhub.adapter.postgres.HubTables;
import io.aurumhub.api.security.AdminToken;
import java.time.Instant;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Starts the pages on port 8088 with some life in them, to be looked at while they are being worked on. */
final class SampleConsole {

    private static final String[] FIRST = {"Anna", "Jonas", "Mia", "Luca", "Zoë", "Émile", "Søren", "Marie-Luise"};
    private static final String[] LAST = {"Berger", "Okafor", "Lindqvist", "O’Neill", "Yılmaz", "de la Cruz", "Fischer"
    };
    private static final String[] CITIES = {"Wien", "Zürich", "Köln", "Graz", "Łódź"};

    private SampleConsole() {}

    public static void main(String[] arguments) throws InterruptedException {
        var empty = arguments.length > 0 && arguments[0].equals("empty");
        var context = new SpringApplicationBuilder(WebApplication.class)
                .run("--server.port=" + (empty ? 8089 : 8088), "--hub.home=target/sample-home");
        if (empty) {
            return;
        }
        var http = new Http(8088, context.getBean(AdminToken.class).value());
        for (int number = 0; number < 60; number++) {
            post(http, "crm", "C-" + (1000 + number), crm(number, "+43 1 555 " + (1000 + number)));
        }
        for (int number = 0; number < 40; number++) {
            post(http, "shop", "s" + number, shop(number, "+43 1 555 " + (1000 + number)));
        }
        for (int number = 0; number < 30; number++) {
            http.post("/api/v1/changes", """
                {"system": "shop", "entity": "product", "localId": "p%1$d", "full": true,
                 "fields": {"sku": "SKU-%1$04d", "title": "Desk lamp, model %1$d", "stock": %2$d}}\
                """.formatted(number, number * 3));
        }
        deliverAll(context.getBean(DataSource.class));
        for (int number = 0; number < 7; number++) {
            post(http, "crm", "C-" + (1000 + number), crm(number, "+43 660 77" + number));
            post(http, "shop", "s" + number, shop(number, "+43 1 99" + number));
        }
        post(http, "shop", "bad1", "{\"lastName\": \"Broken\", \"dob\": \"31.02.1980\"}");
        post(http, "shop", "bad2", "{\"firstName\": \"Nobody\"}");
        operations(context.getBean(DataSource.class));
        http.post("/api/v1/deliveries/skip", """
            {"system": "warehouse", "refusedWith": "title", "reason": "The warehouse prints short labels"}\
            """);
    }

    private static void post(Http http, String system, String id, String fields) {
        var answer = http.post("/api/v1/changes", """
            {"system": "%s", "entity": "contact", "localId": "%s", "full": true, "fields": %s}\
            """.formatted(system, id, fields));
        if (answer.status() != 200) {
            throw new IllegalStateException(answer.body());
        }
    }

    private static String crm(int number, String phone) {
        return """
            {"first_name": "%s", "last_name": "%s", "e_mail": "person%d@example.com", "tel": "%s", "city": "%s",
             "dob": "19%02d-0%d-11", "vip": %s, "credit": %d.50}\
            """.formatted(
                        FIRST[number % FIRST.length],
                        LAST[number % LAST.length],
                        number,
                        phone,
                        CITIES[number % CITIES.length],
                        50 + number % 50,
                        1 + number % 9,
                        number % 5 == 0,
                        number * 10);
    }

    private static String shop(int number, String phone) {
        return """
            {"firstName": "%s", "lastName": "%s", "email": "person%d@example.com", "contact": {"phone": "%s"},
             "city": "%s", "vip": %s}\
            """.formatted(
                        FIRST[number % FIRST.length],
                        LAST[number % LAST.length],
                        number,
                        phone,
                        CITIES[number % CITIES.length],
                        number % 5 == 0);
    }

    /** Nothing delivers here; so that the page is not full of work, most of it is declared done. */
    private static void deliverAll(DataSource source) {
        JdbcClient.create(source)
                .sql("update hub_read.crosswalk set held = wanted, state = 'linked',"
                        + " local_id = coalesce(local_id, 'n' || right(record_id::text, 6))")
                .update();
    }

    private static void operations(DataSource source) {
        var tables = HubTables.in(source);
        var now = Instant.now();
        tables.read("crm-contacts", true, null, now.minusSeconds(4))
                .read("shop-contacts", true, null, now.minusSeconds(21))
                .read("shop-products", true, null, now.minusSeconds(25))
                .run(UUID.randomUUID(), "shop-contacts", "done", now, null);
        var client = JdbcClient.create(source);
        client.sql("""
            update hub_read.crosswalk set attempts = 3, next_attempt_at = now() + interval '40 s',
                last_error = 'Connection to 127.0.0.1:5433 refused. Check that the host name and port are right'
            where (record_id, system) in
                (select record_id, system from hub_read.crosswalk where wanted > held limit 3)\
            """).update();
        client.sql("""
            update hub_read.crosswalk set refused = 'title is longer than 20 characters', wanted = held + 1
            where (record_id, system) in (select record_id, system from hub_read.crosswalk
                where system = 'warehouse' limit 2)\
            """).update();
    }
}
