package io.aurumhub.adapter.bench;

import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One contact after the other: in from the CRM, checked, and out to the shop. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@State(Scope.Thread)
public class MapBenchmark {

    private final ContactMaps byHub = new MappedContacts();
    private final ContactMaps byHand = new HandWrittenContacts();
    private final List<Map<String, Value>> contacts = Contacts.sample();
    private int next;

    /** Both must do the same, or there is nothing to compare. */
    @Setup
    public void both_give_the_same() {
        for (var contact : contacts) {
            var golden = byHub.golden(contact);
            requireEqual(golden, byHand.golden(contact));
            requireEqual(byHub.shop(golden), byHand.shop(golden));
        }
    }

    private static void requireEqual(Map<String, Value> hub, Map<String, Value> hand) {
        if (!hub.equals(hand)) {
            throw new IllegalStateException("The hub makes " + hub + ", the hand-written map " + hand);
        }
    }

    @Benchmark
    public Object hub() {
        return byHub.shop(byHub.golden(contact()));
    }

    @Benchmark
    public Object handWritten() {
        return byHand.shop(byHand.golden(contact()));
    }

    private Map<String, Value> contact() {
        next = next + 1 == contacts.size() ? 0 : next + 1;
        return contacts.get(next);
    }
}
