package io.aurumhub.api.definition;

import io.aurumhub.adapter.postgres.DefinitionVersions;
import io.aurumhub.adapter.postgres.DefinitionVersions.VersionView;
import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.adapter.postgres.ValueAnswers;
import io.aurumhub.api.privacy.Redactor;
import io.aurumhub.api.security.Caller;
import io.aurumhub.core.mapping.Mappings;
import io.swagger.v3.oas.annotations.Operation;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** By which definitions the hub works, and worked. */
@RestController
@RequestMapping("/api/v1/definitions")
class DefinitionController {

    private final Supplier<Mappings> mappings;
    private final DefinitionVersions versions;
    private final ValueAnswers answers;
    private final Redactor redactor;

    DefinitionController(
            Supplier<Mappings> mappings, DefinitionVersions versions, ValueAnswers answers, Redactor redactor) {
        this.mappings = mappings;
        this.versions = versions;
        this.answers = answers;
        this.redactor = redactor;
    }

    @Operation(
            summary = "The definitions that the hub works by, without addresses and secrets",
            description = "With what stewards answered about values that the file does not list: the version is that of"
                    + " the file, then a plus sign and a hash of the answers, if there are any.")
    @GetMapping
    DefinitionsView definitions() {
        var given = answers.list();
        var shown = Caller.current().seesSensitive()
                ? given
                : given.stream().map(redactor::answer).toList();
        return DefinitionsView.of(mappings.get().definitions(), shown);
    }

    @Operation(
            summary = "Every version of the definitions that was loaded, newest first",
            description = "With what changed from the version before. Events name the version that decided them.")
    @GetMapping("/versions")
    Slice<VersionView> versions(@RequestParam(defaultValue = "50") int limit, @RequestParam @Nullable String cursor) {
        return versions.list(new Slice.Wanted(limit, cursor));
    }
}
