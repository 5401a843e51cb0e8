package io.aurumhub.api.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DemoSystemsIT {

    private static EmbeddedPostgres postgres;

    @TempDir
    private Path home;

    private String database;

    @BeforeAll
    static void start_postgres() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
    }

    @AfterAll
    static void stop_postgres() throws Exception {
        postgres.close();
    }

    /** A name that the server does not know: the demo creates its database. */
    @BeforeEach
    void another_database() {
        database = "crm_" + Long.toString(System.nanoTime(), 36);
    }

    @Test
    void the_first_start_fills_every_system() throws Exception {
        try (DemoSystems demo = start()) {
            assertThat(number(crm(), "select count(*) from contact")).isEqualTo(5_000);
            assertThat(number(warehouse(demo), "select count(*) from product")).isEqualTo(800);
            assertThat(number(warehouse(demo), "select count(*) from customer")).isZero();
            assertThat(count(demo, "customers")).isEqualTo(3_300);
            assertThat(count(demo, "products")).isEqualTo(800);
            assertThat(count(demo, "orders")).isEqualTo(8_000);
            assertThat(Files.readAllLines(leads(demo))).hasSize(151).anyMatch(line -> line.contains("31/02/1990"));
        }
    }

    @Test
    void a_second_start_keeps_data_edits_port_and_secrets() throws Exception {
        Map<String, String> first;
        try (DemoSystems demo = start()) {
            first = demo.environment();
            execute(crm(), "update contact set phone = '1' where contact_id = 1");
            execute(crm(), "delete from contact where contact_id = 2");
            execute(warehouse(demo), "delete from product where product_no = 1");
            client(demo).send("PATCH", "/api/customers/S-100001", "{\"phone\": \"2\"}");
            Files.delete(leads(demo));
        }
        try (DemoSystems demo = start()) {
            assertThat(demo.environment()).isEqualTo(first);
            assertThat(number(crm(), "select count(*) from contact")).isEqualTo(4_999);
            assertThat(number(crm(), "select count(*) from contact where phone = '1'"))
                    .isEqualTo(1);
            assertThat(number(warehouse(demo), "select count(*) from product")).isEqualTo(799);
            assertThat(client(demo).get("/api/customers/S-100001").text("/phone"))
                    .isEqualTo("2");
            assertThat(count(demo, "customers")).isEqualTo(3_300);
            assertThat(leads(demo)).doesNotExist();
        }
    }

    @Test
    void secrets_are_for_their_owner_only() throws Exception {
        try (DemoSystems demo = start()) {
            assertThat(value(demo, "SHOP_HOOK")).startsWith("whsec_");
            for (String name : List.of("shop.token", "shop.hook")) {
                Path file = home.resolve("demo").resolve(name);
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
            assertThat(demo.shop().baseUrl().getHost()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void a_start_that_was_cut_off_between_two_systems_is_completed() throws Exception {
        try (DemoSystems demo = start()) {
            Files.delete(home.resolve("demo/leads.dropped"));
            assertThat(demo.environment()).isNotEmpty();
        }
        for (String name : List.of("warehouse.db", "warehouse.db-wal", "warehouse.db-shm", "shop.token")) {
            Files.deleteIfExists(home.resolve("demo").resolve(name));
        }
        try (DemoSystems demo = start()) {
            assertThat(number(crm(), "select count(*) from contact")).isEqualTo(5_000);
            assertThat(number(warehouse(demo), "select count(*) from product")).isEqualTo(800);
            assertThat(count(demo, "orders")).isEqualTo(8_000);
            assertThat(Files.readAllLines(leads(demo))).hasSize(151);
        }
    }

    @Test
    void an_edit_moves_the_stamp_in_crm_and_in_warehouse() throws Exception {
        try (DemoSystems demo = start()) {
            String newest = "select max(updated_at) > now() - interval '1 minute' from contact";
            assertThat(text(crm(), newest)).isEqualTo("f");
            execute(crm(), "update contact set phone = '1' where contact_id = 1");
            assertThat(text(crm(), newest)).isEqualTo("t");
            String stamp = "select changed_at from product where product_no = 1";
            String before = text(warehouse(demo), stamp);
            execute(warehouse(demo), "pragma recursive_triggers = on; update product set stock = 1");
            assertThat(text(warehouse(demo), stamp))
                    .isGreaterThan(before)
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        }
    }

    @Test
    void the_definitions_refer_to_the_environment_and_to_nothing_else() throws Exception {
        String yaml;
        try (var in = DemoSystems.class.getResourceAsStream("/demo/hub.yaml")) {
            yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        var names = new TreeSet<String>();
        Pattern.compile("\\$\\{([A-Z_]+)}").matcher(yaml).results().forEach(found -> names.add(found.group(1)));
        try (DemoSystems demo = start()) {
            assertThat(names).isEqualTo(new TreeSet<>(demo.environment().keySet()));
        }
    }

    private DemoSystems start() throws Exception {
        return DemoSystems.start(home, crm(), "postgres", "postgres", null);
    }

    private String crm() {
        return postgres.getJdbcUrl("postgres", "postgres").replaceAll("/postgres\\?.*", "/" + database);
    }

    private static String value(DemoSystems demo, String name) {
        return Objects.requireNonNull(demo.environment().get(name), name);
    }

    private static String warehouse(DemoSystems demo) {
        return value(demo, "WAREHOUSE_URL");
    }

    private static Path leads(DemoSystems demo) {
        return Path.of(value(demo, "LEADS_FOLDER"), "leads.csv");
    }

    private static ShopClient client(DemoSystems demo) {
        return ShopClient.of(demo.shop(), value(demo, "SHOP_TOKEN"));
    }

    private static int count(DemoSystems demo, String resource) throws Exception {
        var ids = new ArrayList<String>();
        String cursor = "";
        try (ShopClient client = client(demo)) {
            do {
                var page = client.get("/api/" + resource + "?limit=1000" + cursor);
                page.json().path("data").forEach(row -> ids.add(row.path("id").stringValue()));
                cursor = page.text("/next_cursor").isEmpty() ? "" : "&cursor=" + page.text("/next_cursor");
            } while (!cursor.isEmpty());
        }
        assertThat(ids).doesNotHaveDuplicates();
        return ids.size();
    }

    private static int number(String url, String sql) throws SQLException {
        return Integer.parseInt(text(url, sql));
    }

    private static String text(String url, String sql) throws SQLException {
        try (Connection connection = connect(url);
                var statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = connect(url);
                var statement = connection.createStatement()) {
            for (String one : sql.split(";", -1)) {
                statement.execute(one);
            }
        }
    }

    private static Connection connect(String url) throws SQLException {
        return url.startsWith("jdbc:sqlite")
                ? DriverManager.getConnection(url)
                : DriverManager.getConnection(url, "postgres", "postgres");
    }
}
