package io.aurumhub.api.definition;

import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.adapter.postgres.UnmappedValues;
import io.aurumhub.adapter.postgres.UnmappedValues.UnmappedValue;
import io.aurumhub.adapter.postgres.ValueAnswers;
import io.aurumhub.api.problem.Because;
import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemType;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.definition.ValueAnswer;
import io.aurumhub.core.mapping.AnswerRefused;
import io.aurumhub.core.shared.Storable;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.Value;
import io.swagger.v3.oas.annotations.Operation;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Values that the value maps do not list, and what a steward says of them. */
@RestController
@RequestMapping("/api/v1")
class ValueController {

    private final UnmappedValues values;
    private final ValueAnswers answers;
    private final Definitions definitions;

    ValueController(UnmappedValues values, ValueAnswers answers, Definitions definitions) {
        this.values = values;
        this.answers = answers;
        this.definitions = definitions;
    }

    enum State {
        OPEN,
        ANSWERED
    }

    /**
     * What a local value stands for.
     *
     * @param golden null: it means that there is no value; absent: nothing is said, which is a mistake
     */
    record Answering(
            @Nullable String field,
            @Nullable Value local,
            @Nullable Value golden,
            @Nullable String reason) {}

    /** What is kept, the version of the definitions it makes, and what was taken up again because of it. */
    record Answered(
            String sync,
            String field,
            Value local,
            Value golden,
            String version,
            long released,
            long kept,
            long retried) {

        static Answered of(ValueAnswers.Taken taken) {
            var answer = taken.answer();
            return new Answered(
                    answer.sync().value(),
                    answer.field(),
                    answer.local(),
                    answer.golden(),
                    taken.version(),
                    taken.released(),
                    taken.kept(),
                    taken.retried());
        }
    }

    @Operation(
            summary = "Values that a value map does not list, newest first",
            description = "Going in, a local value of which nothing is known; going out, a golden one without a local"
                    + " form. Those of sensitive fields are shown to the admin only.")
    @GetMapping("/values")
    Slice<UnmappedValue> values(
            @RequestParam @Nullable String sync,
            @RequestParam @Nullable String field,
            @RequestParam(defaultValue = "open") State state,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam @Nullable String cursor) {
        var filter = new UnmappedValues.Filter(sync, field, state.name().toLowerCase(Locale.ROOT));
        return values.list(filter, new Slice.Wanted(limit, cursor));
    }

    @Operation(
            summary = "Say what a local value means",
            description = "Counts at once and after every restart, until hub.yaml speaks of the value itself. A golden"
                    + " value without a local form gets this one; otherwise it is one more reading. Changes in"
                    + " quarantine and refused deliveries that lacked it are taken up again.")
    @PostMapping("/syncs/{sync}/values")
    Answered answer(@PathVariable String sync, @RequestBody Answering wish) {
        var definition = sync(sync);
        var field = field(definition, wish.field());
        if (wish.local() == null) {
            throw Because.missing("local");
        }
        if (wish.golden() == null) {
            throw Because.missing("golden");
        }
        if (!Storable.isValue(wish.local()) || !Storable.isValue(wish.golden())) {
            var name = Storable.isValue(wish.local()) ? "golden" : "local";
            throw new Problem(ProblemType.INVALID_VALUE, name + ": " + Storable.NO_VALUE);
        }
        var answer = new ValueAnswer(definition.id(), field, wish.local(), wish.golden());
        try {
            return Answered.of(answers.answer(answer, Because.admin(wish.reason())));
        } catch (AnswerRefused refused) {
            var type = refused.contradictory() ? ProblemType.NOT_POSSIBLE : ProblemType.INVALID_VALUE;
            throw new Problem(type, String.valueOf(refused.getMessage()), refused);
        }
    }

    private SyncDefinition sync(String name) {
        var sync = definitions.syncs().get(new SyncId(name));
        if (sync == null) {
            var known = definitions.syncs().keySet().stream().map(SyncId::value).toList();
            throw Problem.unknown(ProblemType.NOT_FOUND, "sync", name, known);
        }
        return sync;
    }

    private static String field(SyncDefinition sync, @Nullable String name) {
        if (name == null) {
            throw Because.missing("field");
        }
        var translated = sync.fields().entrySet().stream()
                .filter(map -> !map.getValue().values().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        if (translated.isEmpty()) {
            throw new Problem(ProblemType.NOT_POSSIBLE, "No field of the sync %s has values".formatted(sync.id()));
        }
        if (!translated.contains(name)) {
            throw Problem.unknown(ProblemType.UNKNOWN_FIELD, "field with values", name, translated);
        }
        return name;
    }
}
