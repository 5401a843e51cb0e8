package io.aurumhub.api.definition;

import io.aurumhub.adapter.postgres.DefinitionVersions;
import io.aurumhub.adapter.postgres.DefinitionVersions.VersionView;
import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.core.definition.Definitions;
import io.swagger.v3.oas.annotations.Operation;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** By which definitions the hub works, and worked. */
@RestController
@RequestMapping("/api/v1/definitions")
class DefinitionController {

    private final DefinitionsView definitions;
    private final DefinitionVersions versions;

    DefinitionController(Definitions definitions, DefinitionVersions versions) {
        this.definitions = DefinitionsView.of(definitions);
        this.versions = versions;
    }

    @Operation(summary = "The definitions that the hub works by, without addresses and secrets")
    @GetMapping
    DefinitionsView definitions() {
        return definitions;
    }

    @Operation(
            summary = "Every version of the definitions that was loaded, newest first",
            description = "With what changed from the version before. Events name the version that decided them.")
    @GetMapping("/versions")
    Slice<VersionView> versions(@RequestParam(defaultValue = "50") int limit, @RequestParam @Nullable String cursor) {
        return versions.list(new Slice.Wanted(limit, cursor));
    }
}
