package io.aurumhub.api.definition;

import io.aurumhub.adapter.postgres.HubQueries;
import io.aurumhub.adapter.postgres.RecordQueries.Sample;
import io.aurumhub.api.change.IgnoredFields;
import io.aurumhub.api.problem.Because;
import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemType;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.expression.Expressions;
import io.aurumhub.core.mapping.KeyedHash;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.mapping.Preview;
import io.aurumhub.core.mapping.TextPatterns;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.Value;
import io.swagger.v3.oas.annotations.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows what definitions would make of samples. Nothing is written, and no system is asked. */
@RestController
@RequestMapping("/api/v1/definitions/preview")
class PreviewController {

    private static final int MOST_SAMPLES = 100;

    private final HubQueries queries;
    private final Supplier<Mappings> mappings;
    private final Expressions expressions;

    PreviewController(HubQueries queries, Supplier<Mappings> mappings, Expressions expressions) {
        this.expressions = expressions;
        this.queries = queries;
        this.mappings = mappings;
    }

    /**
     * What to try.
     *
     * @param definition the text of a hub.yaml; null: the one the hub works by
     * @param sync the sync whose map reads the samples
     * @param samples local records, in the system's own form
     * @param recorded how many of the records that the hub knows of this system are tried, too
     */
    record Trying(
            @Nullable String definition,
            @Nullable String sync,
            @Nullable List<Map<String, Value>> samples,
            @Nullable Integer recorded) {}

    /** The outcome per sample, given ones first. */
    record Tried(String definitions, String sync, String entity, List<TriedSample> samples) {}

    /**
     * One sample.
     *
     * @param localId of a recorded one
     * @param ignored its fields that no map reads
     */
    record TriedSample(@Nullable String localId, List<String> ignored, Preview preview) {}

    @Operation(
            summary = "Try a definition on samples",
            description = "Shows per field the raw and the golden value, and what would be sent to each other system."
                    + " Places for environment variables are left as they are.")
    @PostMapping
    Tried preview(@RequestBody Trying wish) {
        var tried = wish.definition() == null ? mappings.get() : tried(wish.definition());
        var sync = sync(tried.definitions(), wish.sync());
        var samples = samples(wish, sync).stream()
                .map(sample -> new TriedSample(
                        sample.localId().isEmpty() ? null : sample.localId(),
                        IgnoredFields.of(sample.fields().keySet(), sync),
                        Preview.of(tried, sync, sample.fields())))
                .toList();
        return new Tried(
                tried.definitions().version(), sync.id().value(), sync.entity().value(), samples);
    }

    /** Without the hub's key: where a hash would be sent, a word stands for it. */
    private Mappings tried(String text) {
        return new Mappings(
                TriedFile.read(text, expressions), TextPatterns.bounded(), KeyedHash.placeholder(), expressions);
    }

    private List<Sample> samples(Trying wish, SyncDefinition sync) {
        var all = new ArrayList<Sample>();
        if (wish.samples() != null) {
            for (Map<String, Value> fields : wish.samples()) {
                if (fields == null) {
                    throw new Problem(ProblemType.INVALID_VALUE, "samples: null is no record; expected an object");
                }
                all.add(new Sample("", fields));
            }
        }
        int recorded = wish.recorded() == null ? 0 : wish.recorded();
        if (recorded < 0 || all.size() + recorded > MOST_SAMPLES) {
            throw new Problem(
                    ProblemType.INVALID_VALUE,
                    "samples and recorded: %d and %d; together they may be 1 to %d"
                            .formatted(all.size(), recorded, MOST_SAMPLES));
        }
        if (recorded > 0) {
            all.addAll(queries.records().samples(sync.system(), sync.entity(), recorded));
        }
        if (all.isEmpty() && recorded == 0) {
            throw Because.missing("samples or recorded");
        }
        return all;
    }

    private static SyncDefinition sync(Definitions definitions, @Nullable String name) {
        if (name == null) {
            throw Because.missing("sync");
        }
        var sync = definitions.syncs().get(new SyncId(name));
        if (sync == null) {
            var known = definitions.syncs().keySet().stream().map(SyncId::value).toList();
            throw Problem.unknown(ProblemType.UNKNOWN_SYNC, "sync", name, known);
        }
        return sync;
    }
}
