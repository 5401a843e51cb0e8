package io.aurumhub.api.engine;

import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Page;
import io.aurumhub.core.connector.Pointer;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a system; something happens between what the system says and the hub's next step. */
record InterruptedReader(SystemReader system, Runnable afterFetch, Runnable afterKeys) implements SystemReader {

    static InterruptedReader afterFetches(SystemReader system, Runnable happening) {
        return new InterruptedReader(system, happening, () -> {});
    }

    static InterruptedReader afterKeys(SystemReader system, Runnable happening) {
        return new InterruptedReader(system, () -> {}, happening);
    }

    @Override
    public Map<String, LocalRecord> fetch(Resource resource, Collection<String> localIds) {
        var found = system.fetch(resource, localIds);
        afterFetch.run();
        return found;
    }

    @Override
    public Set<String> keys(Resource resource) {
        var keys = system.keys(resource);
        afterKeys.run();
        return keys;
    }

    @Override
    public Page read(Resource resource, @Nullable Pointer pointer, Duration lookBack, int pageSize) {
        return system.read(resource, pointer, lookBack, pageSize);
    }

    @Override
    public List<LocalRecord> find(Resource resource, Map<String, Value> fields) {
        return system.find(resource, fields);
    }

    @Override
    public void close() {
        // whoever opened the system closes it
    }
}
