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
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
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
    private final CommitNews news;
    private final Membership membership;
    private final String node;
    private final SearchIndex searchIndex;
    private final EventLog log;
    private final Quarantine quarantine;
    private final DeliveryOrders orders;
    private final WaitingChanges waiting;
    private SortedMap<String, DefinitionOutline.Step> definitionChanges = new TreeMap<>();
    private final List<Runnable> returnListeners = new CopyOnWriteArrayList<>();

    private PostgresHub(DataSource source, Mappings mappings, Clock clock, String node) {
        this.database = new JdbcTemplate(source);
        var transactionManager = new JdbcTransactionManager(source);
        this.transaction = new TransactionTemplate(transactionManager);
        this.node = node;
        this.clock = clock;
        this.log = new EventLog(database);
        this.quarantine = new Quarantine(database);
        PersistenceExceptionResolver resolver = new SQLStateResolver(DUPLICATE_KEY);
        var axonTransactions = new SpringTransactionManager(transactionManager);
        var store = new RecordStore(database, axonTransactions, resolver);
        StartChecks.check(database, axonTransactions, store.eventStore());
        // Last of what may fail: it has a thread, and whoever begins anew has another one.
        this.membership = new Membership(source, node, this::databaseIsBack);
        this.mappings = new AnsweredMappings(database, mappings, membership);
        NoArgGenerator ids = Generators.timeBasedEpochGenerator();
        this.lane = new RecordLane(
                new IntakeWork(new IntakeWork.Lane(
                        database,
                        transaction,
                        store,
                        this.mappings,
                        () -> new GoldenRecordId(ids.generate()),
                        this::now,
                        this::afterCommit)),
                membership::term);
        this.waiting = new WaitingChanges(database, this.mappings, lane, membership);
        this.deliveries = new DueDeliveries(database, transaction, this.mappings, membership);
        this.hold = new ReportHold(lane, database);
        this.searchIndex = new SearchIndex(
                database, new WordIndex(database, () -> this.mappings.get().definitions()));
        this.news = new CommitNews(this.mappings, waiting, deliveries, searchIndex, source, node);
        this.orders = new DeliveryOrders(
                new DeliveryOrders.Hub(database, transaction, this::now, membership), lane, news::tellAll);
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
        runs().closeLeft(now());
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

    /** For what is reported now. */
    public Intake intake() {
        return intake(Task.Certainty.TOLD, membership::term);
    }

    /** For what was read in a term of this node; once that is over, it is refused with a TransientFault. */
    public Intake intake(long term) {
        return intake(Task.Certainty.TOLD, () -> term);
    }

    /**
     * Takes in that records were not found by their keys, in a term of this node; they may be there under others, which
     * is looked at first.
     */
    public Intake intakeOfMissed(long term) {
        return intake(Task.Certainty.MISSED, () -> term);
    }

    private Intake intake(Task.Certainty certainty, LongSupplier term) {
        return new PostgresIntake(hold, mappings, quarantine, this::now, certainty, term);
    }

    public IdempotencyKeys idempotencyKeys() {
        return new IdempotencyKeys(database);
    }

    /** Keeps back what systems report of records while they are being written. */
    public ReportHold reportHold() {
        return hold;
    }

    public RecordCommands commands() {
        return new RecordCommands(lane, membership::term);
    }

    /** The same on what was read or claimed in a term of this node; once that is over, nothing more is done. */
    public RecordCommands commands(long term) {
        return new RecordCommands(lane, () -> term);
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

    /** The same for somebody who has looked in a term of this node. */
    public KeyQuestions keyQuestions(long term) {
        return new KeyQuestions(database, task -> lane.add(new RecordLane.Begun(task, term)));
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
        news.onCommit(listener);
    }

    private void afterCommit(IntakeWork.Committed committed) {
        news.committed(committed);
    }

    private Instant now() {
        return java.util.Objects.requireNonNull(Times.micros(clock.instant()));
    }

    /** The first read of a sync is done: what waited for that is tried again. */
    public void firstReadDone(SyncDefinition sync) {
        news.wakeAll(Set.of(sync.entity()));
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
        news.close();
        searchIndex.close();
        lane.close();
        membership.close();
    }
}
