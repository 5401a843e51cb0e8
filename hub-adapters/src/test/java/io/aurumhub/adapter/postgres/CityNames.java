package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.SHOP;
import static io.aurumhub.adapter.postgres.HubFixture.contact;

import io.aurumhub.adapter.postgres.UnmappedValues.Filter;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.definition.ValueAnswer;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.Value;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A hub whose shop has short names for cities: Bonn is BN, Kiel is KI. */
final class CityNames implements AutoCloseable {

    static final SyncId SYNC = new SyncId("shop-contact");
    static final Map<Value, Value> FILE = Map.of(
            Value.text("Bonn"), Value.text("BN"),
            Value.text("Kiel"), Value.text("KI"));
    static final Provenance KIM = Provenance.of("steward:kim").because("asked them");

    final HubFixture fixture = new HubFixture();

    CityNames() {
        restart(FILE, "file");
    }

    Outcome say(String localId, String city) {
        return fixture.submit(change(localId, city)).getFirst();
    }

    static Change change(String localId, String city) {
        return contact(SHOP, localId, "Ada", "a" + localId + "@example.org", city);
    }

    ValueAnswers.Taken answer(String local, @Nullable String golden) {
        return fixture.hub
                .valueAnswers()
                .answer(new ValueAnswer(SYNC, "city", Value.text(local), Value.text(golden)), KIM);
    }

    List<String> values(String state) {
        return fixture
                .hub
                .unmappedValues()
                .list(new Filter("shop-contact", "city", state), Slice.Wanted.first(50))
                .items()
                .stream()
                .map(one -> one.direction() + " " + one.value() + " " + one.count())
                .toList();
    }

    List<String> cities() {
        return fixture.database.queryForList(
                "select coalesce(fields ->> 'city', 'null') from hub_read.golden_record", String.class);
    }

    long openInQuarantine() {
        return fixture.count("hub_ops.quarantine where state = 'open'");
    }

    void restart(Map<Value, Value> cities, String version) {
        fixture.hub.close();
        fixture.hub = open(cities, version, "node-1");
    }

    PostgresHub open(Map<Value, Value> cities, String version, String node) {
        var old = HubFixture.definitions();
        var syncs = new LinkedHashMap<SyncId, SyncDefinition>(old.syncs());
        syncs.computeIfPresent(SYNC, (id, sync) -> {
            var maps = new LinkedHashMap<String, FieldMap>(sync.fields());
            maps.computeIfPresent("city", (name, map) -> map.with(cities, Map.of()));
            return sync.with(maps);
        });
        var definitions = new Definitions(old.systems(), old.entities(), syncs, version);
        return PostgresHub.open(fixture.source, new Mappings(definitions), Clock.systemUTC(), node);
    }

    @Override
    public void close() {
        fixture.close();
    }
}
