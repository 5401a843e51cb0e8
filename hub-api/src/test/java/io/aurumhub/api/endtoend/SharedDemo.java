package io.aurumhub.api.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.util.FileSystemUtils;

/**
 * One demo for all test classes that ask for it, started and converged at the first use. Whoever stops its hub starts
 * it again; whoever edits leaves it converged, so that no class depends on another.
 */
final class SharedDemo implements AutoCloseable {

    private final DemoHome home;
    private final Duration untilConverged;
    private HubProcess hub;

    private SharedDemo(DemoHome home) throws IOException {
        var begin = System.nanoTime();
        this.home = home;
        this.hub = HubProcess.demo(home);
        try {
            hub.awaitConverged();
        } catch (AssertionError | RuntimeException e) {
            hub.close();
            throw e;
        }
        this.untilConverged = Duration.ofNanos(System.nanoTime() - begin);
    }

    private static SharedDemo start() {
        try {
            return new SharedDemo(DemoHome.create(Files.createTempDirectory("aurum-demo-")));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    DemoHome home() {
        return home;
    }

    Outside outside() {
        return new Outside(home);
    }

    HubProcess hub() {
        return hub;
    }

    /** From the start of the JVM to the first convergence, creating database and demo included. */
    Duration untilConverged() {
        return untilConverged;
    }

    /** Stops the hub, does the work, and starts the hub again; does not wait for convergence. */
    void whileStopped(DemoHome.Work work) throws IOException, SQLException {
        hub.stop();
        home.withoutHub(work);
        hub = HubProcess.demo(home);
    }

    /** Work with a hub that reaches the shop through a proxy. */
    interface ProxiedWork {
        void run(HubProcess hub, ShopProxy proxy) throws IOException, SQLException;
    }

    /** Stops the hub, and does the work with one that a copy of the demo's file leads to systems outside of it. */
    void whileProxied(ProxiedWork work) throws IOException, SQLException {
        hub.stop();
        try (var systems = home.apart();
                var proxy = ShopProxy.before(systems.shop().baseUrl());
                var proxied = HubProcess.ofFile(home, proxy.in(systems.environment()))) {
            work.run(proxied.awaitConverged(), proxy);
        } finally {
            hub = HubProcess.demo(home);
        }
    }

    @Override
    public void close() throws IOException {
        hub.close();
        Path path = home.path();
        FileSystemUtils.deleteRecursively(path);
    }

    /** Gives the shared demo to constructors and methods of tests, and closes it after the last test. */
    static final class Supplier implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == SharedDemo.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .computeIfAbsent(SharedDemo.class, type -> SharedDemo.start(), SharedDemo.class);
        }
    }
}
