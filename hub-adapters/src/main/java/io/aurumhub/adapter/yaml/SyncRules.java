package io.aurumhub.adapter.yaml;

import io.aurumhub.adapter.yaml.SyncBlocks.Draft;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must be true of all syncs together. */
final class SyncRules {

    private final Reading reading;

    SyncRules(Reading reading) {
        this.reading = reading;
    }

    void check(Map<String, Draft> syncs) {
        complainAboutDoubles(syncs);
        var done = new HashSet<String>();
        syncs.keySet().forEach(sync -> complainAboutCycles(sync, syncs, new ArrayList<>(), done));
    }

    private void complainAboutDoubles(Map<String, Draft> syncs) {
        var first = new HashMap<List<String>, String>();
        syncs.forEach((name, sync) -> {
            if (sync.system() == null || sync.entity() == null) {
                return;
            }
            var earlier = first.putIfAbsent(List.of(sync.system(), sync.entity()), name);
            if (earlier != null) {
                reading.problem(
                        sync.at(),
                        "syncs.%s: %s already carries %s of %s".formatted(name, earlier, sync.entity(), sync.system()),
                        "expected one sync for a pair of system and entity");
            }
        });
    }

    /** Goes down the dependencies; one that leads back to the way taken closes a cycle. */
    private void complainAboutCycles(String name, Map<String, Draft> syncs, List<String> way, Set<String> done) {
        var sync = syncs.get(name);
        if (sync == null || done.contains(name)) {
            return;
        }
        way.add(name);
        sync.dependsOn().forEach((next, node) -> {
            int begin = way.indexOf(next);
            if (begin >= 0) {
                var cycle = String.join(" -> ", way.subList(begin, way.size())) + " -> " + next;
                reading.problem(
                        node,
                        "syncs." + name + ".dependsOn is a cycle: " + cycle,
                        "expected an order: remove '" + next + "' here, or one of the others");
            } else {
                complainAboutCycles(next, syncs, way, done);
            }
        });
        way.removeLast();
        done.add(name);
    }
}
