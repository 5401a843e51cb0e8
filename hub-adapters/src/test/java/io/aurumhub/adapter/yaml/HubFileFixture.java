package io.aurumhub.adapter.yaml;

import io.aurumhub.core.definition.Definitions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;

/** The good file with its environment, and what is wrong with others. */
final class HubFileFixture {

    static final Map<String, String> ENVIRONMENT = Map.of(
            "CRM_URL", "jdbc:postgresql://127.0.0.1/crm",
            "CRM_USER", "joe",
            "CRM_PASSWORD", "TOP-SECRET-1",
            "SHOP_URL", "http://127.0.0.1:9",
            "SHOP_TOKEN", "TOP-SECRET-2",
            "SHOP_HOOK", "TOP-SECRET-3",
            "WAREHOUSE_FILE", "/tmp/w.db",
            "LEADS_FOLDER", "/tmp/leads");

    private HubFileFixture() {}

    static Definitions readGood() {
        return HubFile.read(resource("good.yaml"), "hub.yaml", ENVIRONMENT::get);
    }

    static List<InvalidHubFile.Problem> problems(String text) {
        return Assertions.catchThrowableOfType(
                        InvalidHubFile.class, () -> HubFile.read(text, "hub.yaml", ENVIRONMENT::get))
                .problems();
    }

    static String resource(String name) {
        try (var stream = HubFileFixture.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalArgumentException("There is no resource " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
