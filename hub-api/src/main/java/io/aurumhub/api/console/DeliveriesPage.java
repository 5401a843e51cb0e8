package io.aurumhub.api.console;

import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryFilter;
import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryState;
import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryView;
import io.aurumhub.adapter.postgres.HubQueries;
import io.aurumhub.adapter.postgres.RecordQueries.RecordSummary;
import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.api.privacy.Redactor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** The page of copies that are not what they should be, from which a steward orders what is to become of them. */
@Controller
class DeliveriesPage {

    private static final int ROWS = 50;

    private final HubQueries queries;
    private final Redactor redactor;
    private final Words words;

    DeliveriesPage(HubQueries queries, Redactor redactor, Words words) {
        this.queries = queries;
        this.redactor = redactor;
        this.words = words;
    }

    @ModelAttribute("words")
    Words words() {
        return words;
    }

    /** A delivery, what its record is called, and what is to be said of it. */
    record Delivery(DeliveryView view, String title, String said) {}

    @GetMapping("/deliveries")
    String deliveries(
            @RequestParam(defaultValue = "open") DeliveryState state,
            @RequestParam @Nullable UUID record,
            @RequestParam @Nullable String system,
            @RequestParam @Nullable String entity,
            @RequestParam @Nullable String cursor,
            Model model) {
        var chosen = system == null || system.isBlank() ? null : system;
        var filter = new DeliveryFilter(state, record, chosen, entity, null, null);
        var found = queries.deliveries().list(filter, new Slice.Wanted(ROWS, cursor));
        var views = redactor.deliveries(found.items());
        var records =
                redactor.summaries(views.stream().map(DeliveryView::record).collect(Collectors.toSet()));
        List<Delivery> deliveries =
                views.stream().map(view -> delivery(view, records)).toList();
        model.addAttribute("state", queries.status().state())
                .addAttribute("counts", queries.deliveries().counts())
                .addAttribute(
                        "states",
                        Arrays.stream(DeliveryState.values())
                                .map(DeliveryState::name)
                                .toList())
                .addAttribute("chosen", state.name())
                .addAttribute("system", chosen)
                .addAttribute("entity", entity)
                .addAttribute("record", record)
                .addAttribute("cursor", cursor)
                .addAttribute("next", found.next())
                .addAttribute("deliveries", deliveries);
        return "deliveries";
    }

    private Delivery delivery(DeliveryView view, Map<UUID, RecordSummary> records) {
        var record = records.get(view.record());
        var title = record == null ? view.record().toString() : words.title(record.entity(), record.fields());
        var said = view.refused() == null ? view.lastError() : view.refused();
        return new Delivery(view, title, said == null ? "" : said);
    }
}
