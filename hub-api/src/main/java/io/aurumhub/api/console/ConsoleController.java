package io.aurumhub.api.console;

import io.aurumhub.adapter.postgres.HubQueries;
import io.aurumhub.adapter.postgres.RecordQueries.RecordSummary;
import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.adapter.postgres.StatusView;
import io.aurumhub.adapter.postgres.WorkQueries.ConflictFilter;
import io.aurumhub.adapter.postgres.WorkQueries.QuarantineFilter;
import io.aurumhub.api.privacy.Redactor;
import io.aurumhub.api.record.RecordSearch;
import io.aurumhub.api.security.Caller;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.history.RecordHistory;
import io.aurumhub.core.shared.EntityName;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The pages for people. Sensitive fields are shown on none of them, whoever asks. */
@Controller
class ConsoleController {

    private static final int ROWS = 50;
    private static final int COLUMNS = 6;

    private final HubQueries queries;
    private final RecordHistory history;
    private final RecordSearch search;
    private final Redactor redactor;
    private final Definitions definitions;
    private final Words words;
    private final ConsoleEvents events;

    ConsoleController(
            HubQueries queries,
            RecordHistory history,
            RecordSearch search,
            Redactor redactor,
            Definitions definitions,
            Words words,
            ConsoleEvents events) {
        this.queries = queries;
        this.history = history;
        this.search = search;
        this.redactor = redactor;
        this.definitions = definitions;
        this.words = words;
        this.events = events;
    }

    @ModelAttribute("words")
    Words words() {
        return words;
    }

    @GetMapping("/")
    String overview(Model model) {
        var overview = Overview.of(queries, history, redactor, words);
        model.addAttribute("page", overview).addAttribute("state", overview.status());
        return "overview";
    }

    @GetMapping("/console/overview")
    String liveOverview(Model model) {
        model.addAttribute("page", Overview.of(queries, history, redactor, words));
        return "overview :: live";
    }

    /** The mark in the head of every page that says whether all agree. */
    @GetMapping("/console/state")
    String liveState(Model model) {
        state(model);
        return "layout :: state";
    }

    @GetMapping("/console/events")
    SseEmitter events() {
        return events.open();
    }

    @GetMapping("/records")
    String records(
            @RequestParam @Nullable String entity,
            @RequestParam @Nullable String field,
            @RequestParam @Nullable String value,
            @RequestParam @Nullable String cursor,
            Model model) {
        var names =
                definitions.entities().keySet().stream().map(EntityName::value).toList();
        var wanted = entity == null || entity.isBlank() ? null : entity;
        var chosen = wanted == null && !names.isEmpty() ? names.getFirst() : String.valueOf(wanted);
        var fields = definitions.entity(new EntityName(chosen)).stream()
                .flatMap(definition -> definition.fields().values().stream())
                .toList();
        var found = found(new EntityName(chosen), field, value, new Slice.Wanted(ROWS, cursor))
                .map(redactor::summary);
        var columns = fields.stream().map(FieldDefinition::name).limit(COLUMNS).toList();
        state(model)
                .addAttribute("entities", names)
                .addAttribute("entity", chosen)
                .addAttribute("fields", searchable(fields))
                .addAttribute("columns", columns)
                .addAttribute("field", field)
                .addAttribute("value", value)
                .addAttribute("cursor", cursor)
                .addAttribute("found", found);
        return "records";
    }

    /** Numbers and yes or no are equal or not; of all else, and where no field is chosen, words begin so. */
    private Slice<RecordSummary> found(
            EntityName entity, @Nullable String field, @Nullable String value, Slice.Wanted wanted) {
        var sought = value == null ? "" : value.strip();
        if (sought.isEmpty()) {
            return search.find(entity, Map.of(), wanted, Caller.ANYBODY);
        }
        if (field == null || field.isEmpty()) {
            return search.find(entity, Map.of(), sought, List.of(), wanted, Caller.ANYBODY);
        }
        return search.hasExactValues(entity, field)
                ? search.find(entity, Map.of(field, sought), wanted, Caller.ANYBODY)
                : search.find(entity, Map.of(), sought, List.of(field), wanted, Caller.ANYBODY);
    }

    private static List<String> searchable(List<FieldDefinition> fields) {
        return fields.stream()
                .filter(field -> !field.holdsSensitive())
                .map(FieldDefinition::name)
                .toList();
    }

    @GetMapping("/conflicts")
    String conflicts(
            @RequestParam @Nullable String state,
            @RequestParam @Nullable String system,
            @RequestParam @Nullable String entity,
            @RequestParam @Nullable String cursor,
            Model model) {
        var found = queries.work()
                .conflicts(new ConflictFilter(null, state, entity, system), new Slice.Wanted(ROWS, cursor))
                .map(redactor::conflict);
        var ids = found.items().stream().map(conflict -> conflict.record()).collect(Collectors.toSet());
        state(model)
                .addAttribute("only", state)
                .addAttribute("system", system)
                .addAttribute("entity", entity)
                .addAttribute("cursor", cursor)
                .addAttribute("next", found.next())
                .addAttribute("conflicts", Overview.Conflict.of(found.items(), redactor.summaries(ids), words));
        return "conflicts";
    }

    @GetMapping("/quarantine")
    String quarantine(
            @RequestParam @Nullable String system,
            @RequestParam @Nullable String entity,
            @RequestParam @Nullable Boolean waiting,
            @RequestParam @Nullable Boolean overdue,
            @RequestParam @Nullable String cursor,
            Model model) {
        var wanted = new QuarantineFilter("open", system, entity, waiting, overdue);
        var found = queries.work()
                .quarantine(wanted, new Slice.Wanted(ROWS, cursor))
                .map(redactor::quarantined);
        state(model)
                .addAttribute("system", system)
                .addAttribute("entity", entity)
                .addAttribute("waiting", waiting)
                .addAttribute("overdue", overdue)
                .addAttribute("cursor", cursor)
                .addAttribute("found", found);
        return "quarantine";
    }

    private Model state(Model model) {
        StatusView status = queries.status().state();
        return model.addAttribute("state", status);
    }
}
