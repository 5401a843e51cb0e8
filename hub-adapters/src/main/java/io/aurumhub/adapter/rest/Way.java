package io.aurumhub.adapter.rest;

import io.aurumhub.core.connector.TransientFault;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The way to the system: proxies, gateways, logins. They answer, too, and not in the system's name. Where an answer may
 * be theirs (a 404, a web page, silence), the list is asked for: while it does not come, nothing that is heard here is
 * the system's word.
 */
final class Way {

    private final Http http;
    private final Map<RestResource, Probe> probes = new ConcurrentHashMap<>();
    private final Set<RestResource> sayJson = ConcurrentHashMap.newKeySet();

    Way(Http http) {
        this.http = http;
    }

    /** The last look at the list of a resource; those who ask while one is on its way share the next. */
    private static final class Probe {
        private final ReentrantLock lock = new ReentrantLock();
        private boolean any;
        private long began;
        private boolean open;
    }

    Http http() {
        return http;
    }

    /** Whether the system itself answers right now. */
    boolean isOpen(RestResource at) {
        long asked = System.nanoTime();
        var probe = probes.computeIfAbsent(at, _ -> new Probe());
        probe.lock.lock();
        try {
            if (!probe.any || probe.began - asked < 0) {
                probe.began = System.nanoTime();
                probe.open = new Listing.Source(this, at, Map.of()).answers();
                probe.any = true;
            }
            return probe.open;
        } finally {
            probe.lock.unlock();
        }
    }

    /**
     * Takes the list's answer for the system's, or not.
     *
     * @throws TransientFault if it is of another content type than this system's lists are of, though it reads as JSON
     */
    void checkType(RestResource at, Answer list) {
        var type = list.header("Content-Type");
        if (Answer.isJson(type)) {
            sayJson.add(at);
        } else if (type != null && sayJson.contains(at)) {
            throw list.notOfKind("its content type is not the JSON that this list is of else");
        }
    }
}
