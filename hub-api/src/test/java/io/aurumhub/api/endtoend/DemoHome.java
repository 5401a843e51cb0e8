package io.aurumhub.api.endtoend;

import io.aurumhub.api.database.EmbeddedPostgresServer;
import io.aurumhub.api.demo.DemoSystems;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A hub's home of its own, with ports that no other hub on this machine has. */
record DemoHome(Path path, int hubPort) {

    private static final List<String> PORT_FILES = List.of("postgres/port", "demo/shop.port");

    /** The hub takes the ports that it finds remembered, so they are remembered before its first start. */
    static DemoHome create(Path path) throws IOException {
        var ports = freePorts(PORT_FILES.size() + 1);
        for (int i = 0; i < PORT_FILES.size(); i++) {
            var file = path.resolve(PORT_FILES.get(i));
            Files.createDirectories(file.getParent());
            Files.writeString(file, Integer.toString(ports.get(i)));
        }
        return new DemoHome(path, ports.getLast());
    }

    private static List<Integer> freePorts(int wanted) throws IOException {
        var sockets = new ArrayList<ServerSocket>();
        try {
            for (int i = 0; i < wanted; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1")));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    /** One line of a file in this home. */
    String line(String file) throws IOException {
        return Files.readString(path.resolve(file)).strip();
    }

    URI hub() {
        return URI.create("http://127.0.0.1:" + hubPort);
    }

    URI shop() throws IOException {
        return URI.create("http://127.0.0.1:" + line("demo/shop.port"));
    }

    Path leads() {
        return path.resolve("demo/leads");
    }

    Connection database(String name) throws IOException, SQLException {
        var url = "jdbc:postgresql://127.0.0.1:%s/%s".formatted(line("postgres/port"), name);
        return DriverManager.getConnection(url, "aurum", line("postgres/password"));
    }

    Connection warehouse() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + path.resolve("demo/warehouse.db") + "?busy_timeout=10000");
    }

    /** What is done while no hub runs. */
    interface Work {
        void run(DemoSystems systems) throws IOException, SQLException;
    }

    /** Runs the demo's systems without a hub for as long as the work takes. */
    void withoutHub(Work work) throws IOException, SQLException {
        try (var server = EmbeddedPostgresServer.start(path.resolve("postgres"));
                var systems = systems(server)) {
            work.run(systems);
        }
    }

    /**
     * Lets the systems live apart from the hub: the shop here, the crm's data in a database that the hub will start.
     */
    DemoSystems apart() throws IOException, SQLException {
        try (var server = EmbeddedPostgresServer.start(path.resolve("postgres"))) {
            return systems(server);
        }
    }

    private DemoSystems systems(EmbeddedPostgresServer server) throws IOException, SQLException {
        server.createDatabaseIfMissing("crm");
        return DemoSystems.start(path, server.jdbcUrl("crm"), server.user(), server.password(), hub().toString());
    }
}
