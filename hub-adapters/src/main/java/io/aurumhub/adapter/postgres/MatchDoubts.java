package io.aurumhub.adapter.postgres;

import io.aurumhub.core.definition.References;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.history.Stewardship.NotPossible;
import io.aurumhub.core.identity.DoubtfulLinks;
import io.aurumhub.core.identity.Matching.Verdict;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.mapping.Mapping;
import io.aurumhub.core.mapping.MatchKeys;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.record.GoldenRecordCommand;
import io.aurumhub.core.record.GoldenRecordCommand.DoubtMatch;
import io.aurumhub.core.record.GoldenRecordCommand.Unlink;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SystemId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the lane does where match keys do not tell which record a change is about. */
final class MatchDoubts {

    /** Of a record that has been through more than this, something has come of its links. */
    private static final int LONGEST_HISTORY = 200;

    private static final Provenance CAUSE = Provenance.of("hub").because("Several local records share its match key");

    private final IntakeWork.Lane lane;
    private final Flight flight;
    private final RecordStore.Batch decisions;
    private final IntakeRound round;
    private final Asides asides;
    private final BatchFacts facts;
    private final MatchRows rows;
    private @Nullable Set<SyncDefinition> firstReads;
    private @Nullable Boolean any;

    MatchDoubts(
            IntakeWork.Lane lane,
            Flight flight,
            RecordStore.Batch decisions,
            IntakeRound round,
            Asides asides,
            BatchFacts facts) {
        this.lane = lane;
        this.flight = flight;
        this.decisions = decisions;
        this.round = round;
        this.asides = asides;
        this.facts = facts;
        this.rows = new MatchRows(lane.database());
    }

    /** A steward is asked, and the record that may be meant is told so. */
    Outcome ask(Admission admission, List<GoldenRecord> candidates) {
        asides.closeEarlier(admission.key());
        note(admission);
        var aside = rows.ask(admission, reasons(admission), facts.now());
        asides.note(aside);
        any = true;
        if (!aside.outdated()) {
            facts.holders().asked(admission.key(), admission.matchKeys());
        }
        return new Outcome.Ambiguous(
                aside.number(), candidates.stream().map(GoldenRecord::id).toList());
    }

    /** Names the fields and no values: reasons are shown to whoever may see the list. */
    private List<String> reasons(Admission admission) {
        var entity = admission.change().entity();
        return admission.matchKeys().stream()
                .sorted()
                .map(key -> new HolderKey(entity, key))
                .filter(key -> !facts.holders().of(key).records().isEmpty())
                .map(key -> "Its %s does not tell which %s it is: others share it"
                        .formatted(String.join(" with ", MatchKeys.fields(key.key())), entity))
                .toList();
    }

    /**
     * The first time that a key turns out to be none, the record that has it is told: so whoever links something to it
     * at the same moment, on another node, has to look again.
     */
    void note(Admission admission) {
        var change = admission.change();
        admission.matchKeys().stream()
                .map(key -> new HolderKey(change.entity(), key))
                .filter(key -> isFirst(facts.holders().of(key)))
                .collect(Collectors.groupingBy(
                        key -> facts.holders().of(key).records().iterator().next(),
                        Collectors.mapping(HolderKey::key, Collectors.toSet())))
                .forEach((id, keys) ->
                        decide(new DoubtMatch(id, change.system(), change.localId(), keys, facts, change.cause()), id));
    }

    private static boolean isFirst(KeyHolders.Known known) {
        return known.records().size() == 1 && known.waiting().isEmpty();
    }

    private void decide(GoldenRecordCommand command, GoldenRecordId id) {
        facts.prepareStates(Set.of(id));
        var decided = decisions.decide(command, facts.state(id));
        var after = decided.after();
        if (after != null && !decided.events().isEmpty()) {
            facts.learn(decided.before(), after);
        }
    }

    /**
     * Takes links back that were made by a key that this change shows to be none, as if they had not been made; answers
     * whether there were any. That is done only within the first read of a system, or within one run, and only where
     * nothing has come of them.
     */
    boolean takeBack(Admission admission, Verdict.Open open) {
        boolean mayBe =
                isFirstRead(admission.sync()) || admission.change().cause().run() != null;
        if (!mayBe || isAskedSo(admission)) {
            return false;
        }
        boolean tookBack = false;
        for (var record : open.candidates()) {
            if (isLinked(record, admission.change().system())
                    && record.revision() <= LONGEST_HISTORY
                    && !decisions.steps().containsKey(record.id())) {
                tookBack |= takeBack(admission, record);
            }
        }
        return tookBack;
    }

    /** With these keys it was looked at before: what could be taken back was. */
    private boolean isAskedSo(Admission admission) {
        asides.closeEarlier(admission.key());
        return rows.open(admission.key())
                .map(open -> Admission.of(open.change(), facts.mappings(), Map.of()))
                .filter(before -> before.matchKeys().containsAll(admission.matchKeys()))
                .isPresent();
    }

    private boolean takeBack(Admission admission, GoldenRecord record) {
        flight.settle();
        var history = new EventLog(lane.database()).steps(record.id());
        if (history.isEmpty() || history.getLast().after().revision() != record.revision()) {
            return false;
        }
        var change = admission.change();
        var found = DoubtfulLinks.in(history, change.system(), admission.matchKeys());
        if (!isFirstRead(admission.sync()) && !isOf(found, change.cause().run())) {
            return false;
        }
        var systems =
                found.takeBack().stream().map(link -> link.copy().system()).collect(Collectors.toSet());
        if (found.takeBack().isEmpty() || isDecided(record, found) || isReferredTo(record, systems)) {
            return false;
        }
        found.takeBack().forEach(link -> takeBack(record.id(), link));
        return true;
    }

    /** What a steward has said is never asked again. */
    private boolean isDecided(GoldenRecord record, DoubtfulLinks found) {
        return found.takeBack().stream()
                .map(DoubtfulLinks.Link::copy)
                .map(copy -> new LocalKey(
                        copy.system(),
                        record.entity(),
                        String.valueOf(record.copy(copy).orElseThrow().localId())))
                .anyMatch(rows::isDecided);
    }

    private void takeBack(GoldenRecordId id, DoubtfulLinks.Link link) {
        var record = Objects.requireNonNull(facts.state(id));
        var copy = record.copy(link.copy()).orElseThrow();
        decide(new Unlink(id, link.copy(), link.before(), facts, CAUSE), id);
        var admission = Admission.asKnown(record, copy, facts.mappings());
        ask(admission, List.of(record));
    }

    private static boolean isLinked(GoldenRecord record, SystemId system) {
        return record.copies().values().stream()
                .anyMatch(copy -> copy.id().system().equals(system) && copy.state() == Copy.State.LINKED);
    }

    private static boolean isOf(DoubtfulLinks found, @Nullable UUID run) {
        return run != null && found.runs().contains(run);
    }

    private boolean isFirstRead(SyncDefinition sync) {
        if (firstReads == null) {
            var syncs = facts.mappings().definitions().syncs();
            firstReads = new SyncStates(lane.database())
                    .firstReads().stream()
                            .map(syncs::get)
                            .filter(Objects::nonNull)
                            .collect(Collectors.toSet());
        }
        return firstReads.contains(sync);
    }

    /** Local records of these systems refer to it: they mean one that is linked to it. */
    private boolean isReferredTo(GoldenRecord record, Set<SystemId> systems) {
        var references = new References(facts.mappings().definitions());
        return references.to(record.entity()).stream()
                .anyMatch(field -> Boolean.TRUE.equals(lane.database()
                        .queryForObject(
                                """
                                select exists (select from hub_read.golden_record g join hub_read.crosswalk c
                                        using (record_id)
                                    where g.entity = ? and g.fields @> jsonb_build_object(?::text, ?::text)
                                      and c.state = 'linked' and not c.made and c.system = any(?))\
                                """,
                                Boolean.class,
                                field.entity().value(),
                                field.field(),
                                record.id().toString(),
                                systems.stream().map(SystemId::value).toArray(String[]::new))));
    }

    /** A steward is asked about it already: somebody has looked, and its system holds others, too. */
    boolean isAsked(Admission admission) {
        asides.closeEarlier(admission.key());
        return rows.open(admission.key()).isPresent();
    }

    /** Something was set aside of which a part may come in the next batch, which cannot see it yet. */
    void noteWaiting() {
        any = true;
    }

    /** Whether this batch knows of anything that waits. */
    boolean anyWaits() {
        return Boolean.TRUE.equals(any);
    }

    /** A part of a local record that waits: what waits of it, with that part; null: nothing does. */
    MatchRows.@Nullable Waits openPart(Admission admission) {
        var change = admission.change();
        if (change.full()
                || change.kind() == Change.Kind.DELETE
                || facts.recordOf(admission.key()).isPresent()) {
            return null;
        }
        if (any == null) {
            var before = flight.knownBefore();
            any = (before != null && before.waits()) || rows.any();
        }
        if (!any) {
            return null;
        }
        asides.closeEarlier(admission.key());
        var map = facts.mappings().of(admission.sync().id());
        return rows.whole(admission.key())
                .map(open -> new MatchRows.Waits(
                        new Quarantine.Held(
                                open.held().number(), merged(open.held().change(), change, map)),
                        open.asked()))
                .orElse(null);
    }

    private static Change merged(Change open, Change part, Mapping map) {
        if (part.changedAt() != null
                && open.changedAt() != null
                && part.changedAt().isBefore(open.changedAt())) {
            return open;
        }
        return new Change(
                part.system(),
                part.entity(),
                part.localId(),
                part.kind(),
                open.full(),
                map.merge(open.fields(), part.fields()),
                part.version(),
                part.changedAt() == null ? open.changedAt() : part.changedAt(),
                part.observedAt(),
                part.changeId(),
                part.cause());
    }

    /** Takes an open row up again, with what a steward has said of it. */
    Outcome answered(Task.Match task) {
        flight.settle();
        var open = rows.open(task.number()).orElse(null);
        if (open != null && asides.closeEarlier(LocalKey.of(open.change()))) {
            open = rows.open(task.number()).orElse(null);
        }
        if (task.word() instanceof Task.Word.None) {
            return open == null ? new Outcome.Nothing() : again(open);
        }
        if (open == null) {
            throw new NotPossible("There is no open match %d".formatted(task.number()), true);
        }
        return switch (task.word()) {
            case Task.Word.None none -> throw new IllegalStateException("unreachable " + none);
            case Task.Word.Same(var record, var cause) -> decided(open, known(record, open.change()), cause);
            case Task.Word.Other(var cause) -> decided(open, null, cause);
        };
    }

    private Outcome again(Quarantine.Held open) {
        var change = open.change();
        if (facts.mappings().sync(change.system(), change.entity()).isEmpty()) {
            return round.withdrawn(LocalKey.of(change), null);
        }
        return round.again(open.number(), Admission.of(change, facts.mappings(), Map.of()), Task.Certainty.SETTLED);
    }

    private Outcome decided(Quarantine.Held open, @Nullable GoldenRecordId record, Provenance cause) {
        var came = open.change();
        if (facts.mappings().sync(came.system(), came.entity()).isEmpty()) {
            throw new NotPossible(
                    "No sync takes %s records in from %s any more".formatted(came.entity(), came.system()), false);
        }
        var linked = facts.recordOf(LocalKey.of(came)).orElse(null);
        if (linked != null) {
            throw new NotPossible("%s is linked to record %s by now".formatted(came.subject(), linked), false);
        }
        var change = came.with(cause);
        var outcome = round.decidedBySteward(open.number(), Admission.of(change, facts.mappings(), Map.of()), record);
        rows.decided(open.number(), cause, facts.now());
        return outcome;
    }

    private GoldenRecordId known(GoldenRecordId id, Change change) {
        facts.prepareStates(Set.of(id));
        var record = facts.state(id);
        if (record == null) {
            throw new NotPossible("There is no golden record %s".formatted(id), true);
        }
        if (!record.entity().equals(change.entity())) {
            throw new NotPossible(
                    "Record %s is a %s, and %s is a %s"
                            .formatted(id, record.entity(), change.subject(), change.entity()),
                    false);
        }
        if (record.deleted()) {
            throw new NotPossible("Record %s is deleted; roll it back first".formatted(id), false);
        }
        return id;
    }
}
