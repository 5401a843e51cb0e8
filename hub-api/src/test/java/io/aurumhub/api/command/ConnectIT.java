package io.aurumhub.api.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.aurumhub.adapter.TestDatabase;
import io.aurumhub.adapter.cel.CelExpressions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/** {@code validate}: what connectors know to be wrong; {@code validate --connect}: what the systems themselves say. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ConnectIT {

    private static final String FILE = """
        systems:
          crm: { rank: 1, connector: { type: jdbc, url: "${CRM_URL}", user: "${CRM_USER}", password: "${CRM_PASS}" } }
          office: { rank: 2, connector: { type: jdbc, url: "jdbc:sqlite:${OFFICE_DB}" } }
          shop: { rank: 3, connector: { type: rest, baseUrl: "${SHOP_URL}", auth: { bearer: "${SHOP_TOKEN}" } } }
          forms: { rank: 4, connector: { type: file, folder: "${FORMS}" } }
        entities:
          person: { fields: { name: string, mail: email, phone: phone } }
        syncs:
          crm-people:
            system: crm
            entity: person
            resource: { table: person, key: id, changed: changed_at, version: version, softDelete: deleted_at }
            detect: { poll: { every: 1s } }
            fields: { name: full_name, mail: mail }
          office-people:
            system: office
            entity: person
            resource: { table: person, key: id }
            detect: { poll: { every: 1s } }
            constants: { origin: hub }
            fields: { name: name }
          shop-people:
            system: shop
            entity: person
            resource: { path: /people, key: id, changed: updated_at, since: since, items: data }
            detect: { poll: { every: 1s } }
            fields: { name: name, mail: mail }
          forms-people:
            system: forms
            entity: person
            resource: { pattern: "*.csv", key: no }
            detect: { folder: true }
            fields: { name: name }
        """;

    private static final String PEOPLE = """
        {"data": [{"id": 1, "name": "A", "mail": "a@example.org", "updated_at": "2026-01-01T00:00:00Z"},
                  {"id": 2, "name": "B", "mail": "b@example.org", "updated_at": null}]}
        """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final Map<String, String> environment = new HashMap<>();
    private final TestDatabase database = TestDatabase.fresh();
    private HttpServer shop;
    private int status = 200;
    private String body = PEOPLE;

    @BeforeEach
    void open() throws IOException, SQLException {
        shop = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        shop.createContext("/", exchange -> {
            var found = exchange.getRequestURI().getPath().equals("/people");
            var bytes = (found ? body : "{}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(found ? status : 404, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        shop.start();
        run(
                database.jdbcUrl(),
                "CREATE TABLE person (id int PRIMARY KEY, full_name text, mail text, changed_at timestamptz, version"
                        + " int, deleted_at timestamptz)",
                "INSERT INTO person VALUES (1, 'A', 'a@example.org', '2026-01-01', 1, NULL)");
        run(
                "jdbc:sqlite:" + folder.resolve("office.db"),
                "CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT, origin TEXT)");
        Files.writeString(Files.createDirectories(folder.resolve("forms")).resolve("a.csv"), "no,name\n1,Ann\n");
        environment.putAll(Map.of(
                "HUB_HOME", folder.resolve("home").toString(),
                "CRM_URL", database.jdbcUrl(),
                "CRM_USER", database.user(),
                "CRM_PASS", database.password(),
                "OFFICE_DB", folder.resolve("office.db").toString(),
                "SHOP_URL", "http://127.0.0.1:" + shop.getAddress().getPort(),
                "SHOP_TOKEN", "TOP-SECRET",
                "FORMS", folder.resolve("forms").toString()));
    }

    @AfterEach
    void close() {
        shop.stop(0);
    }

    private void run(String url, String... statements) throws SQLException {
        try (var connection = url.contains("sqlite")
                        ? DriverManager.getConnection(url)
                        : DriverManager.getConnection(url, database.user(), database.password());
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private OptionalInt validate(String text, String... more) throws IOException {
        out.getBuffer().setLength(0);
        var arguments = new ArrayList<>(List.of(
                "validate", Files.writeString(folder.resolve("hub.yaml"), text).toString()));
        arguments.addAll(List.of(more));
        return CommandLineHub.run(
                ConnectIT.class,
                CelExpressions.withOwnFunctions(),
                environment::get,
                this::printing,
                arguments.toArray(String[]::new));
    }

    private void printing(CommandLine line) {
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(out, true));
    }

    @Test
    void systems_that_are_as_they_are_taken_for_are_fine() throws IOException {
        body = PEOPLE.replace("null", "\"2026-01-02T00:00:00Z\"");
        assertThat(validate(FILE, "--connect")).as(out.toString()).hasValue(0);
        assertThat(out.toString()).endsWith("no mistakes%ntried: crm, office, shop, forms%n".formatted());
    }

    @Test
    void all_that_is_wrong_everywhere_is_told_at_once_with_place_and_suggestion() throws IOException {
        body = PEOPLE.replace("\"id\"", "\"number\"");
        var wrong = FILE.replace(
                        "table: person, key: id, changed: changed_at", "table: person, key: ids, changed: changd_at")
                .replace("{ name: full_name, mail: mail }", "{ name: fullname, mail: mial }")
                .replace("constants: { origin: hub }", "constants: { orgin: hub }")
                .replace("key: no }", "key: nr }");
        assertThat(validate(wrong, "--connect")).hasValue(1);
        assertThat(out.toString())
                .contains(":12:37: mistake: syncs.crm-people.resource.key: table person has no column 'ids'")
                .contains("did you mean 'id'?")
                .contains("syncs.crm-people.resource.changed: table person has no column 'changd_at'")
                .contains("did you mean 'changed_at'?")
                .contains("syncs.crm-people.fields.name: table person has no column 'fullname'")
                .contains("did you mean 'full_name'?")
                .contains("syncs.crm-people.fields.mail: table person has no column 'mial'")
                .contains("syncs.office-people.constants.orgin: table person has no column 'orgin'")
                .contains("syncs.shop-people.resource.key: 2 of the first 2 records have no 'id'")
                .contains("syncs.forms-people.resource.key: a.csv has no column 'nr'")
                .contains("hub.yaml: 7 mistakes, 1 warning");
    }

    @Test
    void a_system_that_does_not_answer_or_let_the_hub_in_is_named_at_the_setting() throws IOException {
        environment.put("CRM_URL", "jdbc:postgresql://no-such-host.invalid/crm");
        environment.put("OFFICE_DB", folder.resolve("none.db").toString());
        environment.put("SHOP_URL", "http://127.0.0.1:" + freePort());
        environment.put("FORMS", folder.resolve("from").toString());
        assertThat(validate(FILE, "--connect")).hasValue(1);
        assertThat(out.toString())
                .contains(":2:49: mistake: systems.crm.connector.url: the host 'no-such-host.invalid' is not known")
                .contains("systems.office.connector.url: there is no file " + folder.resolve("none.db"))
                .contains("systems.shop.connector.baseUrl: no answer: shop: GET /: no connection")
                .contains("systems.forms.connector.folder: there is no folder " + folder.resolve("from"))
                .contains("did you mean '" + folder.resolve("forms") + "'?")
                .contains("hub.yaml: 4 mistakes")
                .doesNotContain("TOP-SECRET");
        assertThat(folder.resolve("none.db")).doesNotExist();
    }

    @Test
    void wrong_logins_are_told_from_absent_databases_tables_and_paths() throws IOException {
        environment.put("CRM_URL", database.jdbcUrl().replaceFirst("/[^/?]*(\\?|$)", "/nowhere$1"));
        status = 401;
        assertThat(validate(FILE, "--connect")).hasValue(1);
        assertThat(out.toString())
                .contains("systems.crm.connector.url: FATAL: database \"nowhere\" does not exist")
                .contains("systems.shop.connector.auth: shop: GET /people answered 401");
        status = 200;
        environment.put("CRM_URL", database.jdbcUrl());
        assertThat(validate(
                        FILE.replace("table: person, key: id, c", "table: persn, key: id, c")
                                .replace("/people", "/peple"),
                        "--connect"))
                .hasValue(1);
        assertThat(out.toString())
                .contains("syncs.crm-people.resource.table: there is no table 'persn'")
                .contains("did you mean 'person'?")
                .contains("syncs.shop-people.resource.path: shop: GET /peple answered 404");
    }

    @Test
    void answers_that_are_no_list_of_records_are_named() throws IOException {
        body = "<html>Please log in</html>";
        assertThat(validate(FILE, "--connect")).hasValue(1);
        assertThat(out.toString())
                .contains("syncs.shop-people.resource.path: shop: GET /people answered something that is not JSON");
        body = PEOPLE.replace("\"data\"", "\"results\"");
        assertThat(validate(FILE, "--connect")).hasValue(1);
        assertThat(out.toString())
                .contains("syncs.shop-people.resource.items: there is no array at data")
                .contains("did you mean 'results'?");
    }

    @Test
    void rows_without_a_watermark_are_warned_about_and_are_no_mistake() throws IOException, SQLException {
        run(database.jdbcUrl(), "INSERT INTO person (id) VALUES (2), (3)");
        assertThat(validate(FILE, "--connect")).hasValue(0);
        assertThat(out.toString())
                .contains("warning: syncs.crm-people.resource.changed: polls will not see 2 rows change, which have no"
                        + " usable watermark (2 without changed_at)")
                .contains("warning: syncs.shop-people.resource.changed: 1 of the first 2 records have no usable time")
                .contains("no mistakes, 2 warnings");
    }

    @Test
    void a_key_that_is_none_is_a_mistake() throws IOException, SQLException {
        run(
                database.jdbcUrl(),
                "INSERT INTO person (id, mail, changed_at) VALUES (2, 'a@example.org', now()), (3, NULL, now())");
        assertThat(validate(FILE.replace("table: person, key: id, c", "table: person, key: mail, c"), "--connect"))
                .hasValue(1);
        assertThat(out.toString())
                .contains("syncs.crm-people.resource.key: mail is no key of table person: several rows have"
                        + " 'a@example.org'")
                .contains("syncs.crm-people.resource.key: mail is no key of table person: it is empty in 1 rows");
    }

    @Test
    void programs_get_it_as_json_and_variables_from_a_file_count() throws IOException {
        environment.remove("OFFICE_DB");
        var variables = Files.writeString(folder.resolve("hub.env"), "OFFICE_DB=" + folder.resolve("none.db") + "\n");
        assertThat(validate(FILE, "--connect", "--format", "json", "--env-file", variables.toString()))
                .hasValue(1);
        var first = JsonMapper.shared().readTree(out.toString()).get(0);
        assertThat(first.path("severity").stringValue()).isEqualTo("mistake");
        assertThat(first.path("where").stringValue()).isEqualTo("systems.office.connector.url");
        assertThat(first.path("line").intValue()).isEqualTo(3);
    }

    @Test
    void a_system_that_cannot_be_read_whole_keeps_the_others_from_nothing() throws IOException {
        environment.remove("SHOP_URL");
        environment.put("FORMS", folder.resolve("from").toString());
        assertThat(validate(FILE, "--connect")).hasValue(1);
        assertThat(out.toString())
                .contains("warning: systems.shop.connector.baseUrl: the environment variable SHOP_URL is not set")
                .contains("systems.forms.connector.folder: there is no folder")
                .contains("tried: crm, office, forms");
    }

    @Test
    void without_connecting_a_missing_driver_and_wrong_settings_are_named_at_their_lines() throws IOException {
        environment.put("CRM_URL", "jdbc:mysql://db/crm?password=TOP-SECRET");
        environment.put("SHOP_URL", "htp://shop");
        var wrong = FILE.replace("path: /people", "path: people");
        assertThat(validate(wrong)).hasValue(1);
        assertThat(out.toString())
                .contains(":2:49: mistake: systems.crm.connector.url: there is no driver for jdbc:mysql")
                .contains("= put the jar of its driver (com.mysql:mysql-connector-j) into "
                        + folder.resolve("home").resolve("drivers"))
                .contains("systems.shop.connector.baseUrl: must begin with http:// or https:// and name a host")
                .contains("syncs.shop-people.resource.path: must begin with one slash")
                .contains("hub.yaml: 3 mistakes")
                .doesNotContain("TOP-SECRET");
        environment.put("CRM_URL", "jdbc:postgres://db/crm");
        environment.put("SHOP_URL", "http://shop");
        assertThat(validate(FILE)).hasValue(1);
        assertThat(out.toString()).contains("no driver for jdbc:postgres").contains("did you mean 'jdbc:postgresql:'?");
        environment.put("CRM_URL", "postgresql://db/crm");
        assertThat(validate(FILE)).hasValue(1);
        assertThat(out.toString()).contains("systems.crm.connector.url: not a JDBC URL");
        environment.put("CRM_URL", "jdbc:postgresql://db:port/crm");
        assertThat(validate(FILE)).hasValue(1);
        assertThat(out.toString()).contains("systems.crm.connector.url: not understood by the driver of postgresql");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
