package io.aurumhub.api.definition;

import io.aurumhub.adapter.yaml.CompiledCheck;
import io.aurumhub.adapter.yaml.HubFile;
import io.aurumhub.adapter.yaml.InvalidHubFile;
import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemType;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.expression.Expressions;

/** A definitions file that somebody only tries: no secret and no file of this machine gets into it. */
final class TriedFile {

    private static final String NAME = "definition";

    private TriedFile() {}

    /** @throws Problem with all mistakes of the file */
    static Definitions read(String text, Expressions expressions) {
        try {
            return HubFile.trial(text, NAME, new CompiledCheck(expressions));
        } catch (InvalidHubFile mistakes) {
            throw new Problem(ProblemType.INVALID_DEFINITION, String.valueOf(mistakes.getMessage()), mistakes)
                    .with("mistakes", mistakes.problems());
        }
    }
}
