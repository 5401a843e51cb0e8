package io.aurumhub.api.delivery;

import io.aurumhub.adapter.postgres.DeliveryOrders;
import io.aurumhub.adapter.postgres.DeliveryOrders.Action;
import io.aurumhub.adapter.postgres.DeliveryOrders.OrderView;
import io.aurumhub.adapter.postgres.DeliveryOrders.Sample;
import io.aurumhub.adapter.postgres.DeliverySelection;
import io.aurumhub.api.problem.Because;
import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemType;
import io.aurumhub.api.problem.Trace;
import io.aurumhub.api.record.IfMatch;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.record.Resend;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SystemId;
import io.swagger.v3.oas.annotations.Operation;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Orders about deliveries, of one record or of many: to retry, to skip, to send again. */
@RestController
@RequestMapping("/api/v1/deliveries")
class DeliveryOrderController {

    private static final int SAMPLES = 20;
    private static final int ORDERS = 50;

    private static final String SELECTION = "Name a record, a system or a run; entity, from and to (when something"
            + " happened to the record) and refusedWith (a part of the system's words) narrow it. dryRun only counts."
            + " More than 500 copies are served in the background: ask for the order to see how far it is.";

    private final DeliveryOrders orders;
    private final Definitions definitions;
    private final IfMatch ifMatch;

    DeliveryOrderController(DeliveryOrders orders, Definitions definitions, IfMatch ifMatch) {
        this.ifMatch = ifMatch;
        this.orders = orders;
        this.definitions = definitions;
    }

    /**
     * What is wanted.
     *
     * @param found of a resend: decide (the default) takes what the system holds in as a change; overwrite only keeps
     *     it in the history
     */
    record Ordering(
            @Nullable UUID record,
            @Nullable String system,
            @Nullable String entity,
            @Nullable UUID run,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable String refusedWith,
            @Nullable String reason,
            @Nullable Boolean dryRun,
            @Nullable Resend found) {

        DeliverySelection selection() {
            return new DeliverySelection(record, system, entity, run, from, to, refusedWith);
        }
    }

    /** What an order would mean: how many copies, and the first of them. */
    record Preview(long selected, List<Sample> samples) {}

    @Operation(
            summary = "Take up deliveries again, now",
            description =
                    "What was refused, and what waits for its next attempt. What a steward has skipped is taken up"
                            + " only where a record is named. " + SELECTION)
    @PostMapping("/retry")
    ResponseEntity<?> retry(
            @RequestBody Ordering wish,
            @RequestHeader(name = IfMatch.HEADER, required = false) @Nullable String match) {
        checkRevision(match, wish);
        var cause = wish.reason() == null
                ? new Provenance("admin", null, null, Trace.current())
                : Because.admin(wish.reason());
        return answer(Action.RETRY, wish, cause);
    }

    @Operation(
            summary = "Leave copies as they are, until something changes that is written to them",
            description =
                    "What was refused; with a record, also what is on its way. The reason stays in the history and"
                            + " is shown wherever the copy is. " + SELECTION)
    @PostMapping("/skip")
    ResponseEntity<?> skip(
            @RequestBody Ordering wish,
            @RequestHeader(name = IfMatch.HEADER, required = false) @Nullable String match) {
        checkRevision(match, wish);
        return answer(Action.SKIP, wish, Because.admin(wish.reason()));
    }

    @Operation(
            summary = "Write the golden state again, though the copies are thought to be equal",
            description = "Each copy is read first. What differs is taken in as a change and decided by the rules, or,"
                    + " with found: overwrite, only kept in the history; then the golden state is written, guarded by"
                    + " what was read. What a system lost is made again. " + SELECTION)
    @PostMapping("/resend")
    ResponseEntity<?> resend(
            @RequestBody Ordering wish,
            @RequestHeader(name = IfMatch.HEADER, required = false) @Nullable String match) {
        checkRevision(match, wish);
        return answer(Action.RESEND, wish, Because.admin(wish.reason()));
    }

    @Operation(summary = "Orders about deliveries, the newest 50 of them")
    @GetMapping("/orders")
    List<OrderView> orders() {
        return orders.latest(ORDERS);
    }

    @Operation(summary = "One order; ask again to see how it goes on")
    @GetMapping("/orders/{id}")
    OrderView order(@PathVariable UUID id) {
        return orders.order(id).orElseThrow(() -> Problem.notFound("There is no order " + id));
    }

    private void checkRevision(@Nullable String match, Ordering wish) {
        if (match != null && wish.record() == null) {
            throw new Problem(
                    ProblemType.REVISION_MOVED,
                    "Without a record there is no revision to compare with If-Match; leave the header away");
        }
        if (wish.record() != null) {
            ifMatch.revisions(match, new GoldenRecordId(wish.record()));
        }
    }

    private ResponseEntity<?> answer(Action action, Ordering wish, Provenance cause) {
        var selection = checked(wish);
        if (Boolean.TRUE.equals(wish.dryRun())) {
            return ResponseEntity.ok(
                    new Preview(orders.count(action, selection), orders.samples(action, selection, SAMPLES)));
        }
        var order = orders.place(action, wish.found() == null ? Resend.DECIDE : wish.found(), selection, cause);
        var place = URI.create("/api/v1/deliveries/orders/" + order.id());
        if (order.state().equals("running")) {
            return ResponseEntity.accepted().location(place).body(order);
        }
        if (selection.record() != null && order.state().equals("done") && order.taken() == 0) {
            throw new Problem(
                    ProblemType.NOT_POSSIBLE,
                    "Record %s has nothing to %s%s; GET /api/v1/deliveries?record=%s shows how its copies stand"
                            .formatted(
                                    selection.record(),
                                    action.name().toLowerCase(Locale.ROOT),
                                    selection.system() == null ? "" : " in '" + selection.system() + "'",
                                    selection.record()));
        }
        return ResponseEntity.ok().location(place).body(order);
    }

    private DeliverySelection checked(Ordering wish) {
        var selection = wish.selection();
        if (selection.meansEverything()) {
            throw new Problem(
                    ProblemType.MISSING_VALUE,
                    "record, system and run are all missing; name at least one of them, not every delivery of the hub");
        }
        if (selection.system() != null && !definitions.systems().containsKey(new SystemId(selection.system()))) {
            var known =
                    definitions.systems().keySet().stream().map(SystemId::value).toList();
            throw Problem.unknown(ProblemType.UNKNOWN_SYSTEM, "system", selection.system(), known);
        }
        if (selection.entity() != null
                && definitions.entity(new EntityName(selection.entity())).isEmpty()) {
            var known = definitions.entities().keySet().stream()
                    .map(EntityName::value)
                    .toList();
            throw Problem.unknown(ProblemType.UNKNOWN_ENTITY, "entity", selection.entity(), known);
        }
        if (selection.from() != null
                && selection.to() != null
                && !selection.from().isBefore(selection.to())) {
            throw new Problem(
                    ProblemType.INVALID_VALUE,
                    "from (%s) is not before to (%s)".formatted(selection.from(), selection.to()));
        }
        return selection;
    }
}
