package io.aurumhub.api.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ShopServerIT {

    private static final String TOKEN = "anyToken";
    private static final String CUSTOMERS = "/api/customers";
    private static final String ANNA = """
        {"first_name": "Anna", "email": "anna@example.com", "external_id": "x-1",
         "address": {"street": "Lindenweg 1", "city": "Köln"}, "newsletter": true}\
        """;

    @TempDir
    private Path folder;

    private ShopServer shop;
    private ShopClient client;

    @BeforeEach
    void open() throws Exception {
        shop = ShopServer.start(new ShopServer.Settings(0, folder.resolve("shop.db"), TOKEN, null, ""));
        client = ShopClient.of(shop, TOKEN);
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        shop.close();
    }

    @Nested
    class Creating {

        @Test
        void answers_with_the_whole_row_its_place_and_its_etag() throws Exception {
            var created = client.send("POST", CUSTOMERS, ANNA);
            assertThat(created.status()).isEqualTo(201);
            assertThat(created.header("Location")).isEqualTo("/api/customers/S-100001");
            assertThat(created.header("ETag")).isEqualTo("\"1\"");
            assertThat(created.text("/address/city")).isEqualTo("Köln");
            assertThat(created.json().at("/address/zip").isNull()).isTrue();
            assertThat(client.get(created.header("Location")).json()).isEqualTo(created.json());
        }

        @Test
        void with_the_same_key_again_gives_the_first_answer_and_no_second_row() throws Exception {
            var first = client.send("POST", CUSTOMERS, ANNA, "Idempotency-Key", "k1");
            client.send("PATCH", CUSTOMERS + "/S-100001", "{\"phone\": \"1\"}");
            var again = client.send("POST", CUSTOMERS, ANNA, "Idempotency-Key", "k1");
            assertThat(again.status()).isEqualTo(201);
            assertThat(again.json()).isEqualTo(first.json());
            assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
            assertThat(client.get(CUSTOMERS).json().at("/data")).hasSize(1);
        }

        @Test
        void a_second_row_with_the_same_external_id_is_a_conflict() throws Exception {
            client.send("POST", CUSTOMERS, ANNA);
            var second = client.send("POST", CUSTOMERS, ANNA);
            assertThat(second.status()).isEqualTo(409);
            assertThat(second.text("/error")).contains("external_id", "S-100001");
        }

        @Test
        void an_order_needs_a_customer_that_exists() throws Exception {
            assertThat(client.send("POST", "/api/orders", "{\"customer_id\": \"S-100001\"}")
                            .status())
                    .isEqualTo(422);
            client.send("POST", CUSTOMERS, ANNA);
            var order = client.send("POST", "/api/orders", """
                {"customer_id": "S-100001", "total": {"amount": 19.9, "currency": "EUR"}, "quantity": 2}\
                """);
            assertThat(order.status()).isEqualTo(201);
            assertThat(order.text("/total/amount")).isEqualTo("19.90");
            assertThat(order.text("/number")).isEqualTo("B-100001");
        }
    }

    @Nested
    class Editing {

        private static final String PLACE = CUSTOMERS + "/S-100001";

        @BeforeEach
        void anna() throws Exception {
            client.send("POST", CUSTOMERS, ANNA);
        }

        @Test
        void merges_nested_objects_and_null_clears() throws Exception {
            var edited = client.send("PATCH", PLACE, """
                {"address": {"zip": "50667", "street": null}, "email": null}\
                """);
            assertThat(edited.status()).isEqualTo(200);
            assertThat(edited.header("ETag")).isEqualTo("\"2\"");
            assertThat(edited.json().path("version").asInt()).isEqualTo(2);
            assertThat(edited.text("/address/zip")).isEqualTo("50667");
            assertThat(edited.text("/address/city")).isEqualTo("Köln");
            assertThat(edited.json().at("/address/street").isNull()).isTrue();
            assertThat(edited.json().path("email").isNull()).isTrue();
            assertThat(edited.text("/first_name")).isEqualTo("Anna");
        }

        @Test
        void that_changes_nothing_keeps_version_and_stamp() throws Exception {
            var before = client.get(PLACE);
            var edited = client.send("PATCH", PLACE, """
                {"first_name": "Anna", "loyalty_points": 0, "address": {"city": "Köln"}}\
                """);
            assertThat(edited.status()).isEqualTo(200);
            assertThat(edited.json()).isEqualTo(before.json());
            assertThat(client.get("/_counts").json().path("writes").asInt()).isEqualTo(1);
        }

        @Test
        void under_an_old_etag_is_refused_and_changes_nothing() throws Exception {
            client.send("PATCH", PLACE, "{\"phone\": \"1\"}", "If-Match", "\"1\"");
            var late = client.send("PATCH", PLACE, "{\"phone\": \"2\"}", "If-Match", "\"1\"");
            assertThat(late.status()).isEqualTo(412);
            assertThat(client.send("DELETE", PLACE, "", "If-Match", "\"1\"").status())
                    .isEqualTo(412);
            assertThat(client.get(PLACE).text("/phone")).isEqualTo("1");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"nickname\": \"A\"}      | 422",
                    "{\"version\": 7}           | 422",
                    "{\"state\": \"X\"}         | 422",
                    "{\"birthday\": \"1990-02-01\"} | 422",
                    "{\"birthday\": \"02/30/1990\"} | 422",
                    "{\"newsletter\": \"yes\"}  | 422",
                    "{\"address\": \"here\"}    | 422",
                    "{\"first_name\":           | 400",
                    "[]                         | 400"
                })
        void with_something_wrong_says_so(String body, int status) throws Exception {
            var reply = client.send("PATCH", PLACE, body);
            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.text("/error")).isNotEmpty();
        }

        @Test
        void a_deleted_row_is_gone_but_leaves_a_tombstone_for_who_asks() throws Exception {
            assertThat(client.send("DELETE", PLACE, "", "If-Match", "\"1\"").status())
                    .isEqualTo(204);
            assertThat(client.get(PLACE).status()).isEqualTo(404);
            assertThat(client.send("PATCH", PLACE, "{\"phone\": \"1\"}").status())
                    .isEqualTo(404);
            assertThat(client.get(CUSTOMERS).json().at("/data")).isEmpty();
            assertThat(client.get(CUSTOMERS + "?include_deleted=true&external_id=x-1")
                            .json()
                            .at("/data"))
                    .isEmpty();
            JsonNode tombstone =
                    client.get(CUSTOMERS + "?include_deleted=true").json().at("/data/0");
            assertThat(tombstone.propertyNames()).containsExactly("id", "deleted", "updated_at");
            assertThat(client.send("POST", CUSTOMERS, ANNA).header("Location")).endsWith("S-100002");
        }
    }

    @Nested
    class Listing {

        @Test
        void pages_show_every_row_although_rows_are_edited_meanwhile() throws Exception {
            var expected = new TreeSet<String>();
            for (int i = 0; i < 50; i++) {
                expected.add(client.send("POST", CUSTOMERS, "{\"first_name\": \"A\"}")
                        .text("/id"));
            }
            var seen = new ArrayList<String>();
            String cursor = "";
            for (int page = 0; cursor.isEmpty() || page < 40; page++) {
                var reply = client.get(CUSTOMERS + "?limit=7" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
                reply.json().path("data").forEach(row -> seen.add(row.path("id").stringValue()));
                if (page < 5) {
                    // one row that was shown and one that was not
                    client.send("PATCH", CUSTOMERS + "/" + seen.getLast(), "{\"phone\": \"" + page + "\"}");
                    client.send("PATCH", CUSTOMERS + "/S-1000" + (41 + page), "{\"phone\": \"x\"}");
                }
                if (reply.json().path("next_cursor").isNull()) {
                    break;
                }
                cursor = reply.text("/next_cursor");
            }
            assertThat(new TreeSet<>(seen)).isEqualTo(expected);
            assertThat(seen).hasSizeBetween(50, 60);
        }

        @Test
        void updated_since_includes_its_own_moment() throws Exception {
            client.send("POST", CUSTOMERS, ANNA);
            String stamp =
                    client.send("POST", CUSTOMERS, "{\"first_name\": \"B\"}").text("/updated_at");
            assertThat(ids(CUSTOMERS + "?updated_since=" + stamp)).containsExactly("S-100002");
        }

        @Test
        void filters_by_any_top_level_field() throws Exception {
            client.send("POST", CUSTOMERS, ANNA);
            client.send("POST", CUSTOMERS, """
                {"email": "b+c@example.com", "loyalty_points": 5, "newsletter": false}\
                """);
            assertThat(ids(CUSTOMERS + "?email=b%2Bc@example.com")).containsExactly("S-100002");
            assertThat(ids(CUSTOMERS + "?external_id=x-1")).containsExactly("S-100001");
            assertThat(ids(CUSTOMERS + "?newsletter=true")).containsExactly("S-100001");
            assertThat(ids(CUSTOMERS + "?loyalty_points=5")).containsExactly("S-100002");
            assertThat(ids(CUSTOMERS + "?email=nobody")).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({
            "colour=red",
            "address=x",
            "limit=0",
            "limit=9999",
            "limit=x",
            "cursor=???",
            "cursor=YQ",
            "updated_since=yesterday",
            "include_deleted=1",
            "email=a&email=b",
            "loyalty_points=x"
        })
        void with_a_wrong_parameter_is_refused(String query) throws Exception {
            assertThat(client.get(CUSTOMERS + "?" + query.replace("?", "%3F")).status())
                    .isEqualTo(400);
        }

        private List<String> ids(String path) throws Exception {
            var ids = new ArrayList<String>();
            client.get(path)
                    .json()
                    .path("data")
                    .forEach(row -> ids.add(row.path("id").stringValue()));
            return ids;
        }
    }

    @Nested
    class Refusing {

        @Test
        void without_the_right_token() throws Exception {
            var stranger = new ShopClient(client.http(), client.base(), "other");
            assertThat(stranger.get(CUSTOMERS).status()).isEqualTo(401);
            assertThat(stranger.send("POST", "/_faults", "{\"seconds\": 0}").status())
                    .isEqualTo(401);
        }

        @Test
        void what_does_not_exist() throws Exception {
            assertThat(client.get("/api/users").status()).isEqualTo(404);
            assertThat(client.get(CUSTOMERS + "/S-1").status()).isEqualTo(404);
            assertThat(client.send("PUT", CUSTOMERS + "/S-1", "{}").status()).isEqualTo(405);
        }
    }

    @Nested
    class BadDays {

        @Test
        void every_call_fails_until_the_fault_is_lifted() throws Exception {
            assertThat(client.send("POST", "/_faults", "{\"status\": 503, \"seconds\": 60}")
                            .status())
                    .isEqualTo(204);
            assertThat(client.send("POST", CUSTOMERS, ANNA).status()).isEqualTo(503);
            client.send("POST", "/_faults", "{\"seconds\": 0}");
            assertThat(client.get(CUSTOMERS).json().path("data")).isEmpty();
        }

        @Test
        void the_answer_can_be_lost_after_the_work() throws Exception {
            client.send("POST", "/_faults", "{\"status\": 500, \"seconds\": 60, \"after\": true}");
            assertThat(client.send("POST", CUSTOMERS, ANNA).status()).isEqualTo(500);
            client.send("POST", "/_faults", "{\"seconds\": 0}");
            assertThat(client.get(CUSTOMERS).json().path("data")).hasSize(1);
        }

        @Test
        void answers_can_be_late() throws Exception {
            client.send("POST", "/_faults", "{\"latencyMillis\": 150}");
            long start = System.nanoTime();
            assertThat(client.get(CUSTOMERS).status()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(149));
        }
    }

    @Test
    void what_was_committed_is_there_after_a_restart() throws Exception {
        client.send("POST", CUSTOMERS, ANNA);
        shop.close();
        shop = ShopServer.start(new ShopServer.Settings(0, folder.resolve("shop.db"), TOKEN, null, ""));
        var again = new ShopClient(client.http(), shop.baseUrl(), TOKEN);
        assertThat(again.get(CUSTOMERS + "/S-100001").text("/first_name")).isEqualTo("Anna");
    }

    @Test
    void a_shop_killed_while_it_fills_its_file_is_complete_at_the_next_start() throws Exception {
        Path file = folder.resolve("demo.db");
        for (int millis = 300; millis <= 900; millis += 150) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            ShopServer.class.getName(),
                            "0",
                            file.toString(),
                            TOKEN)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("demo.log").toFile())
                    .start();
            assertThat(process.waitFor(millis, TimeUnit.MILLISECONDS)).isFalse();
            process.destroyForcibly().waitFor();
        }
        DemoShop.fill(file, DemoData.generate());
        try (ShopStore store = ShopStore.open(file)) {
            int orders = store.read(connection -> {
                try (var statement = connection.createStatement();
                        var result = statement.executeQuery("select count(*) from orders")) {
                    return result.getInt(1);
                }
            });
            assertThat(orders).isEqualTo(DemoData.ORDERS);
        }
    }

    @Test
    void many_writers_at_once_get_different_ids_and_stamps() throws Exception {
        Callable<ShopClient.Reply> create = () -> client.send("POST", CUSTOMERS, "{\"first_name\": \"A\"}");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var reply : threads.invokeAll(Collections.nCopies(100, create))) {
                assertThat(reply.get().status()).isEqualTo(201);
            }
        }
        var stamps = new TreeSet<String>();
        client.get(CUSTOMERS + "?limit=1000")
                .json()
                .path("data")
                .forEach(row -> stamps.add(row.path("updated_at").stringValue()));
        assertThat(stamps).hasSize(100);
    }
}
