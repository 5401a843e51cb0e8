package io.aurumhub.core.record;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Facts kept in memory; crosswalk, match keys and clock are set by the test. */
final class FactsFixture implements Facts {

    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final Mappings mappings;
    private final Map<Local, GoldenRecordId> records = new HashMap<>();
    private final Map<Golden, String> localIds = new HashMap<>();
    private final Map<Key, GoldenRecordId> holders = new HashMap<>();
    private final Map<GoldenRecordId, List<Referrers>> referrers = new HashMap<>();
    private final Map<Golden, String> leaving = new HashMap<>();
    private Instant now = START;

    private record Local(SystemId system, EntityName entity, String localId) {}

    private record Golden(GoldenRecordId record, SystemId system) {}

    private record Key(EntityName entity, String key) {}

    FactsFixture(Definitions definitions) {
        this(new Mappings(definitions));
    }

    FactsFixture(Mappings mappings) {
        this.mappings = mappings;
    }

    /** The local record stands for the golden one from now on. */
    FactsFixture link(SystemId system, EntityName entity, String localId, GoldenRecordId record) {
        records.put(new Local(system, entity, localId), record);
        localIds.put(new Golden(record, system), localId);
        return this;
    }

    FactsFixture unlink(SystemId system, EntityName entity, String localId, GoldenRecordId record) {
        records.remove(new Local(system, entity, localId));
        localIds.remove(new Golden(record, system), localId);
        return this;
    }

    FactsFixture hold(EntityName entity, String matchKey, GoldenRecordId record) {
        holders.put(new Key(entity, matchKey), record);
        return this;
    }

    Instant tick(Duration pause) {
        now = now.plus(pause);
        return now;
    }

    @Override
    public Mappings mappings() {
        return mappings;
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public Optional<GoldenRecordId> recordOf(SystemId system, EntityName entity, String localId) {
        return Optional.ofNullable(records.get(new Local(system, entity, localId)));
    }

    @Override
    public Optional<String> localIdOf(GoldenRecordId record, SystemId system) {
        return Optional.ofNullable(localIds.get(new Golden(record, system)));
    }

    /** Living records refer to this one from now on; none: no more. */
    FactsFixture refer(GoldenRecordId record, Referrers... all) {
        referrers.put(record, List.of(all));
        return this;
    }

    /** A record that refers to this one must leave the system first. */
    FactsFixture leaving(GoldenRecordId record, SystemId system, String localId) {
        leaving.put(new Golden(record, system), localId);
        return this;
    }

    @Override
    public List<Referrers> referrersOf(GoldenRecordId record) {
        return referrers.getOrDefault(record, List.of());
    }

    @Override
    public Optional<String> leavingBefore(GoldenRecordId record, SystemId system) {
        return Optional.ofNullable(leaving.get(new Golden(record, system)));
    }

    @Override
    public Optional<GoldenRecordId> holderOf(EntityName entity, String matchKey) {
        return Optional.ofNullable(holders.get(new Key(entity, matchKey)));
    }
}
