package io.aurumhub.api.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Contributors are sent to classes that are there. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DocsClassesTest {

    private static final Pattern PLACE = Pattern.compile(
            "`([A-Z]\\w+)`(?:, `([A-Z]\\w+)`| and `([A-Z]\\w+)`)?" + " in `((?:core|adapter|api)\\.[a-z.]+)`");

    @Test
    void every_class_that_the_page_for_contributors_places_is_there() {
        var page = DocsText.all().stream()
                .filter(text -> text.page().equals("contributors.md"))
                .findFirst()
                .orElseThrow();
        var missing = new ArrayList<String>();
        var places = PLACE.matcher(page.text()).results().toList();
        assertThat(places).hasSizeGreaterThan(10);
        for (var place : places) {
            for (int name = 1; name <= 3; name++) {
                var type = place.group(name);
                if (type != null && !isThere(place.group(4), type)) {
                    missing.add(place.group());
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    private static boolean isThere(String room, String name) {
        var file = "src/main/java/io/aurumhub/" + room.replace('.', '/') + "/" + name + ".java";
        return List.of("../hub-core", "../hub-adapters", "../hub-api").stream()
                .anyMatch(module -> Files.exists(Path.of(module, file)));
    }
}
