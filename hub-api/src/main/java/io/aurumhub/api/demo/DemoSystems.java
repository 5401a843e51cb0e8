package io.aurumhub.api.demo;

import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Prepares the demo's four systems under {@code home/demo} and runs the shop. The first start generates the data; later
 * starts, also after a crash in the middle of the first one, keep whatever is there.
 */
public final class DemoSystems implements AutoCloseable {

    /** Where the shop sends its webhooks, on the hub. */
    public static final String WEBHOOK_PATH = "/webhooks/shop";

    private static final int USUAL_PORT = 8091;
    private static final int ANY_PORT = 0;

    private final ShopServer shop;
    private final Map<String, String> environment;

    private DemoSystems(ShopServer shop, Map<String, String> environment) {
        this.shop = shop;
        this.environment = Map.copyOf(environment);
    }

    /**
     * The crm's database is created if its server lacks it; the user must be allowed to. {@code hubBaseUrl} is null or
     * empty where it is not known yet: the shop then sends no webhooks until {@link #webhooksToHub}.
     */
    public static DemoSystems start(
            Path home, String crmUrl, String crmUser, String crmPassword, @Nullable String hubBaseUrl)
            throws IOException, SQLException {
        Path folder = Files.createDirectories(home.resolve("demo").toAbsolutePath());
        Path leads = folder.resolve("leads");
        Path shopFile = folder.resolve("shop.db");
        Path warehouse = folder.resolve("warehouse.db");
        String token = DemoFiles.secret(folder, "shop.token", "shop_");
        String secret = DemoFiles.secret(folder, "shop.hook", ShopWebhooks.SECRET_PREFIX);
        DemoData data = DemoData.generate();
        DemoCrm.create(crmUrl, crmUser, crmPassword, data.contacts());
        DemoWarehouse.create(warehouse, data.items());
        DemoShop.fill(shopFile, data);
        DemoLeads.drop(folder, leads, data.leads());

        ShopServer shop =
                startShop(folder, new ShopServer.Settings(ANY_PORT, shopFile, token, webhook(hubBaseUrl), secret));
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("CRM_URL", crmUrl);
        environment.put("CRM_USER", crmUser);
        environment.put("CRM_PASSWORD", crmPassword);
        environment.put("SHOP_URL", shop.baseUrl().toString());
        environment.put("SHOP_TOKEN", token);
        environment.put("SHOP_HOOK", secret);
        environment.put("WAREHOUSE_URL", DemoWarehouse.url(warehouse));
        environment.put("LEADS_FOLDER", leads.toString());
        return new DemoSystems(shop, environment);
    }

    /** The values of the variables that the demo's hub.yaml refers to. They contain secrets. */
    public Map<String, String> environment() {
        return environment;
    }

    public ShopServer shop() {
        return shop;
    }

    /** Tells the shop where the hub listens, once that is known. */
    public void webhooksToHub(String hubBaseUrl) {
        shop.webhooksTo(webhook(hubBaseUrl));
    }

    @Override
    public void close() throws SQLException {
        shop.close();
    }

    private static @Nullable URI webhook(@Nullable String hubBaseUrl) {
        if (hubBaseUrl == null || hubBaseUrl.isBlank()) {
            return null;
        }
        return URI.create(hubBaseUrl.replaceAll("/+$", "") + WEBHOOK_PATH);
    }

    /** On the port of the last time, else the usual one, else any; and remembers it. */
    private static ShopServer startShop(Path folder, ShopServer.Settings settings) throws IOException, SQLException {
        Path remembered = folder.resolve("shop.port");
        Set<Integer> ports = new LinkedHashSet<>();
        if (Files.exists(remembered)) {
            ports.add(Integer.valueOf(Files.readString(remembered).strip()));
        }
        ports.add(USUAL_PORT);
        for (int port : ports) {
            try {
                return remember(folder, remembered, ShopServer.start(settings.onPort(port)));
            } catch (BindException e) {
                System.getLogger(DemoSystems.class.getName())
                        .log(System.Logger.Level.INFO, "Port {0,number,#} is taken; the shop takes another", port);
            }
        }
        return remember(folder, remembered, ShopServer.start(settings.onPort(ANY_PORT)));
    }

    private static ShopServer remember(Path folder, Path file, ShopServer shop) throws IOException {
        DemoFiles.write(folder, file, shop.baseUrl().getPort() + "\n");
        return shop;
    }
}
