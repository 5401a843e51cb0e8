package io.aurumhub.adapter.postgres;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.aurumhub.core.connector.Page.Unreadable;
import io.aurumhub.core.definition.DefinitionOutline;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.history.RecordHistory;
import io.aurumhub.core.history.Replays;
import io.aurumhub.core.history.Stewardship;
import io.aurumhub.core.intake.Intake;
import io.aurumhub.core.intake.MatchReview;
import io.aurumhub.core.intake.QuarantineReview;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.axonframework.common.jdbc.PersistenceExceptionResolver;
import org.axonframework.eventsourcing.eventstore.jpa.SQLStateResolver;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The hub's database, opened: migrated, checked, with one lane for all that changes records. Every bean that Axon needs
 * is made here and checked, none is left to auto-configuration.
 */
public final class PostgresHub implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresHub.class);
    private static final String DUPLICATE_KEY = "23505";

    private final JdbcTemplate database;
    private final TransactionTemplate transaction;
    private final AnsweredMappings mappings;
    private final Clock clock;
    private final DueDeliveries deliveries;
    private final RecordLane lane;
    private final ReportHold hold;
    private final NodeSignals signals;
    private final Membership membership;
    private final String node;
    private final SearchIndex searchIndex;
    private final EventLog log;
    private final Quarantine quarantine;
    private final DeliveryOrders orders;
    private final WaitingChanges waiting;
    private SortedMap<String, DefinitionOutline.Step> definitionChanges = new TreeMap<>();
    private final List<Consumer<Set<SystemId>>> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> returnListeners = new CopyOnWriteArrayList<>();

    private PostgresHub(DataSource source, Mappings mappings, Clock clock, String node) {
        this.database = new JdbcTemplate(source);
        var transactionManager = new JdbcTransactionManager(source);
        this.transaction = new TransactionTemplate(transactionManager);
        this.node = node;
        this.membership = new Membership(source, node, this::databaseIsBack);
        this.mappings = new AnsweredMappings(database, mappings, membership);
        this.clock = clock;
        this.log = new EventLog(database);
        this.quarantine = new Quarantine(database);
        PersistenceExceptionResolver resolver = new SQLStateResolver(DUPLICATE_KEY);
        var axonTransactions = new SpringTransactionManager(transactionManager);
        var store = new RecordStore(database, axonTransactions, resolver);
        StartChecks.check(database, axonTransactions, store.eventStore());
        NoArgGenerator ids = Generators.timeBasedEpochGenerator();
        this.lane = new RecordLane(new IntakeWork(new IntakeWork.Lane(
                database,
                transaction,
                store,
                this.mappings::inBatch,
                () -> new GoldenRecordId(ids.generate()),
                this::now,
                this::afterCommit)));
        this.waiting = new WaitingChanges(database, this.mappings, lane, membership);
        this.deliveries = new DueDeliveries(database, transaction, this.mappings, membership);
        this.hold = new ReportHold(lane, database);
        this.signals = new NodeSignals(source, node, this::tellListeners);
        this.searchIndex = new SearchIndex(
                database, new WordIndex(database, () -> this.mappings.get().definitions()));
        this.orders =
                new DeliveryOrders(new DeliveryOrders.Hub(database, transaction, this::now, node), lane, this::tellAll);
    }

    /**
     * Opens the hub on a PostgreSQL database, which it lays out and upgrades as needed.
     *
     * @param node names this process in leases; the same after a restart
     * @throws IllegalStateException if the database could lose events: a replica, fsync off, commits that do not wait
     */
    public static PostgresHub open(DataSource source, Mappings mappings, Clock clock, String node) {
        return Opening.open(source, () -> new PostgresHub(source, mappings, clock, node));
    }

    /** Takes up what an earlier end had left. */
    void takeUp() {
        syncStates().forgetCaughtUp();
        deliveries().releaseAbandoned();
        runs().closeAbandoned(now());
        transaction.executeWithoutResult(status -> mappings.giveWayToFile());
        mappings.refreshed();
        loadDefinitions();
        takeUpLeft();
    }

    private void takeUpLeft() {
        orders.resume();
        waiting.takeUpMissed();
        if (valueAnswers().isUndone()) {
            Thread.ofVirtual().name("take-up-answered").start(valueAnswers()::makeUp);
        }
    }

    /**
     * The database was away and is back, or another node is silent: what that cut short is taken up. Of a commit whose
     * answer was lost nobody was told, so all look for themselves what is to be done.
     */
    public void databaseIsBack() {
        try {
            takeUpLeft();
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("The database went away again; what it left is taken up when it is back: {}", e.getMessage());
        }
        searchIndex.allWritten();
        returnListeners.forEach(Runnable::run);
    }

    /** This node among the others of its database. */
    public Membership membership() {
        return membership;
    }

    /** Is told each time the database is back after it was away, and when a silent node has left work. */
    public void onReturn(Runnable listener) {
        returnListeners.add(listener);
    }

    /** Whether something failed because the database is away, full or being shut down, and for no fault of its own. */
    public static boolean isDatabaseAway(Throwable failure) {
        return Failures.isUnavailable(failure);
    }

    private void loadDefinitions() {
        var versions = definitionVersions();
        var definitions = mappings.get().definitions();
        var loaded = versions.loaded(definitions, now());
        definitionChanges = loaded.changes();
        if (loaded.toApply().isEmpty()) {
            return;
        }
        LOG.info("The definitions changed; the records are brought to them before anything else happens");
        var change = new DefinitionChange(database, lane, definitions, loaded);
        change.syncsToRead().forEach(syncStates()::readFromTheBeginning);
        var applied = change.run();
        if (applied.failed() == 0) {
            versions.applied(now());
        }
        LOG.info(
                "Of {} records that they touch, {} changed; failed, and tried again at the next start: {}",
                applied.records(),
                applied.changed(),
                applied.failed());
    }

    public Intake intake() {
        return new PostgresIntake(hold, mappings, quarantine, this::now, Task.Certainty.TOLD);
    }

    /** Takes in that records were not found by their keys; they may be there under others, which is looked at first. */
    public Intake intakeOfMissed() {
        return new PostgresIntake(hold, mappings, quarantine, this::now, Task.Certainty.MISSED);
    }

    public IdempotencyKeys idempotencyKeys() {
        return new IdempotencyKeys(database);
    }

    /** Keeps back what systems report of records while they are being written. */
    public ReportHold reportHold() {
        return hold;
    }

    public RecordCommands commands() {
        return new RecordCommands(lane);
    }

    public DueDeliveries deliveries() {
        return deliveries;
    }

    /** Deliveries that another record of their system keeps back. */
    public Collisions collisions() {
        return new Collisions(database);
    }

    public SyncStates syncStates() {
        return new SyncStates(database);
    }

    public SyncTurns syncTurns() {
        return new SyncTurns(database, membership);
    }

    public RunLog runs() {
        return new RunLog(database, node);
    }

    public GuardLog guardLog() {
        return new GuardLog(database);
    }

    public SyncWarnings syncWarnings() {
        return new SyncWarnings(database);
    }

    public HeldDeletes heldDeletes() {
        return new HeldDeletes(database);
    }

    public RecordHistory history() {
        return log;
    }

    public Stewardship stewardship() {
        return new PostgresStewardship(database, lane, log);
    }

    public QuarantineReview quarantineReview() {
        return review();
    }

    private PostgresQuarantineReview review() {
        return new PostgresQuarantineReview(quarantine, keyQuestions(), lane, mappings, this::now);
    }

    /** What stewards order about deliveries. */
    public DeliveryOrders deliveryOrders() {
        return orders;
    }

    /** The maps as they are now: those of the file, with what stewards have answered since. */
    public Supplier<Mappings> mappings() {
        return mappings::refreshed;
    }

    public UnmappedValues unmappedValues() {
        return new UnmappedValues(JdbcClient.create(database));
    }

    public ValueAnswers valueAnswers() {
        return new ValueAnswers(
                database, transaction, mappings, review(), new RefusedDeliveries(database, lane), this::now);
    }

    public Replays replays() {
        return new PostgresReplays(database, transaction, System::nanoTime, ReplayFold.CHUNK, searchIndex::allWritten);
    }

    public DriftLog drift() {
        return new DriftLog(JdbcClient.create(database));
    }

    public DefinitionVersions definitionVersions() {
        return new DefinitionVersions(JdbcClient.create(database));
    }

    /** What changed in the definitions since the last start, by path; empty at the first one. */
    public SortedMap<String, DefinitionOutline.Step> definitionChanges() {
        return Collections.unmodifiableSortedMap(definitionChanges);
    }

    /** Keeps pieces of a source that are no records. */
    public void keepUnreadable(SyncDefinition sync, Collection<Unreadable> pieces) {
        quarantine.keep(sync, pieces, now());
    }

    /** How many changes of a sync wait for another record for longer than the sync allows. */
    public long overdue(SyncDefinition sync) {
        return quarantine.overdue(sync, now());
    }

    /** What waits for somebody to look whether its system still has it under an old key. */
    public KeyQuestions keyQuestions() {
        return new KeyQuestions(database, lane::add);
    }

    /** The local ids of all records that the hub knows to be there in a system. */
    public Set<String> linkedLocalIds(SystemId system, EntityName entity) {
        return keyQuestions().linked(system, entity);
    }

    /**
     * Is told, after each commit of this or another node, which systems have something due; an empty set: something
     * else changed.
     */
    public void onCommit(Consumer<Set<SystemId>> listener) {
        listeners.add(listener);
    }

    private Instant now() {
        return java.util.Objects.requireNonNull(Times.micros(clock.instant()));
    }

    private void afterCommit(IntakeWork.Committed committed) {
        waiting.takeUp(committed);
        if (!committed.answered().isEmpty()) {
            wakeAll(committed.answered().stream().map(HolderKey::entity).collect(Collectors.toSet()));
        }
        if (committed.records().isEmpty()) {
            return;
        }
        searchIndex.written(committed.changed());
        var due = committed.records().stream()
                .flatMap(record -> record.copies().values().stream())
                .filter(Copy::due)
                .map(copy -> copy.id().system())
                .collect(Collectors.toCollection(HashSet::new));
        var moved = committed.linked().stream().map(LocalKey::system).collect(Collectors.toSet());
        committed.records().stream()
                .filter(GoldenRecord::deleted)
                .flatMap(record -> record.copies().values().stream())
                .filter(copy -> copy.state() == Copy.State.GONE)
                .forEach(copy -> moved.add(copy.id().system()));
        if (!waiting.hasReferences()) {
            moved.clear();
        }
        committed.relinked().forEach(key -> moved.add(key.system()));
        if (!moved.isEmpty()) {
            deliveries().wake(moved);
            due.addAll(moved);
        }
        tellAll(due);
    }

    /** This node and the others. */
    private void tellAll(Set<SystemId> due) {
        tellListeners(due);
        signals.tell(due);
    }

    private void tellListeners(Set<SystemId> due) {
        listeners.forEach(listener -> listener.accept(due));
    }

    /** The first read of a sync is done: what waited for that is tried again. */
    public void firstReadDone(SyncDefinition sync) {
        wakeAll(Set.of(sync.entity()));
    }

    private void wakeAll(Set<EntityName> entities) {
        var systems = entities.stream()
                .flatMap(entity -> mappings.get().definitions().syncsOf(entity).stream())
                .map(SyncDefinition::system)
                .collect(Collectors.toSet());
        deliveries().wake(systems);
        tellAll(systems);
    }

    /** What stewards are asked about such local records. */
    public MatchQueries matches() {
        return new MatchQueries(database, mappings::refreshed);
    }

    /** What stewards say of local records whose match keys do not tell which golden record they are. */
    public MatchReview matchReview() {
        return new PostgresMatchReview(lane);
    }

    @Override
    public void close() {
        orders.stop();
        signals.close();
        searchIndex.close();
        lane.close();
        membership.close();
    }
}
