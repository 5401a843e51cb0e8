package io.aurumhub.api.security;

import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the hub lives and by which names it is called.
 *
 * @param home the folder with the hub's own files; only its owner needs to read it
 * @param hosts names by which the hub may be called beside those of this machine's loopback
 */
@ConfigurationProperties("hub")
public record HubSettings(Path home, @DefaultValue List<String> hosts) {
    public HubSettings {
        hosts = List.copyOf(hosts);
    }
}
