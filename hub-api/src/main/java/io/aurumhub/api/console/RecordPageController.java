package io.aurumhub.api.console;

import io.aurumhub.adapter.postgres.HubQueries;
import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.adapter.postgres.WorkQueries.ConflictFilter;
import io.aurumhub.api.privacy.Redactor;
import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.record.Explainer;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.history.RecordHistory;
import io.aurumhub.core.shared.GoldenRecordId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** The page of one record: what it holds and why, its copies, its history. Sensitive fields are shown to nobody. */
@Controller
class RecordPageController {

    private static final int CONFLICTS = 50;
    private static final int EVENTS = 25;

    private final HubQueries queries;
    private final RecordHistory history;
    private final Explainer explainer;
    private final Redactor redactor;
    private final Definitions definitions;
    private final Words words;

    RecordPageController(
            HubQueries queries,
            RecordHistory history,
            Explainer explainer,
            Redactor redactor,
            Definitions definitions,
            Words words) {
        this.queries = queries;
        this.history = history;
        this.explainer = explainer;
        this.redactor = redactor;
        this.definitions = definitions;
        this.words = words;
    }

    @ModelAttribute("words")
    Words words() {
        return words;
    }

    @GetMapping("/records/{id}")
    String record(@PathVariable UUID id, @RequestParam @Nullable Long before, Model model) {
        var golden = new GoldenRecordId(id);
        var record = queries.records()
                .record(golden)
                .map(redactor::record)
                .orElseThrow(() -> Problem.notFound("There is no record " + id));
        var explanation = redactor.explained(explainer.explain(golden).orElseThrow());
        var last = before == null ? record.revision() : Math.max(1, before - 1);
        var first = Math.max(1, last - EVENTS + 1);
        var entries = redactor.history(history.of(golden, first, (int) (last - first + 1))).reversed().stream()
                .map(entry -> new RecordPage.Event(entry, Story.of(entry)))
                .toList();
        var conflicts = queries.work()
                .conflicts(ConflictFilter.of(id), Slice.Wanted.first(CONFLICTS))
                .map(redactor::conflict)
                .items();
        var page = new RecordPage(
                record,
                words.title(record.entity(), record.fields()),
                RecordPage.rows(record, explanation, definitions),
                entries,
                conflicts,
                first > 1 ? first : null);
        model.addAttribute("page", page).addAttribute("state", queries.status().status());
        return "record";
    }
}
