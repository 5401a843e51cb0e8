package io.aurumhub.api.definition;

import io.aurumhub.adapter.yaml.HubFile;
import io.aurumhub.adapter.yaml.InvalidHubFile;
import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemType;
import io.aurumhub.core.definition.Definitions;
import java.util.regex.Pattern;

/** A definitions file that somebody only tries: no secret and no file of this machine gets into it. */
final class TriedFile {

    private static final String NAME = "definition";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[^}\\n]*}");

    private TriedFile() {}

    /** @throws Problem with all mistakes of the file */
    static Definitions read(String text) {
        try {
            return HubFile.read(withoutPlaceholders(text), NAME, name -> null);
        } catch (InvalidHubFile mistakes) {
            throw new Problem(ProblemType.INVALID_DEFINITION, String.valueOf(mistakes.getMessage()), mistakes)
                    .with("mistakes", mistakes.problems());
        }
    }

    /** Every placeholder becomes as many letters, so that the columns stay right. */
    private static String withoutPlaceholders(String text) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(found -> "x".repeat(found.group().length()));
    }
}
