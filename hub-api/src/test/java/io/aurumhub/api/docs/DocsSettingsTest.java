package io.aurumhub.api.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.api.problem.ProblemType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;

/** The settings of the hub, and the kinds of errors of its API, are those that the docs name. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DocsSettingsTest {

    private static final Pattern SETTING = Pattern.compile("(?:--)?(hub(?:\\.[a-z][a-z-]*)+)(?:=.*)?");

    /** Names of files that begin like settings. */
    private static final Set<String> FILES = Set.of("hub.yaml", "hub.schema.json", "hub.env", "hub.schema");

    @Test
    void the_page_names_every_setting() throws ClassNotFoundException {
        var page = Objects.requireNonNull(Docs.ofClassPath().pages().get("settings"));
        assertThat(page.sections().stream().map(DocPage.Section::text).collect(Collectors.joining(" ")))
                .contains(settings());
    }

    @Test
    void every_setting_that_a_page_names_is_one() throws ClassNotFoundException {
        var known = settings();
        var unknown = new TreeSet<String>();
        for (var text : DocsText.all()) {
            for (var code : text.code()) {
                var setting = SETTING.matcher(code);
                if (setting.matches() && !known.contains(setting.group(1)) && !FILES.contains(setting.group(1))) {
                    unknown.add(text.page() + ": " + code);
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    /** A promise to who keeps the address: the last part of the type is the anchor. */
    @Test
    void every_kind_of_error_has_its_address() {
        var page = Objects.requireNonNull(Docs.ofClassPath().pages().get("troubleshooting"));
        assertThat(page.sections())
                .extracting(DocPage.Section::id)
                .containsAll(Arrays.stream(ProblemType.values())
                        .map(type -> type.uri().toString().replace("urn:aurum:problem:", ""))
                        .toList());
    }

    private static Set<String> settings() throws ClassNotFoundException {
        var scanner = new ClassPathScanningCandidateComponentProvider(false) {
            @Override
            protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
                return true; // records within other classes, too
            }
        };
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        var settings = new TreeSet<String>();
        for (var found : scanner.findCandidateComponents("io.aurumhub.api")) {
            var type = Class.forName(String.valueOf(found.getBeanClassName()));
            var prefix = Objects.requireNonNull(type.getAnnotation(ConfigurationProperties.class))
                    .value();
            for (var part : type.getRecordComponents()) {
                settings.add(prefix + "." + kebab(part.getName()));
            }
        }
        assertThat(settings).hasSizeGreaterThan(15);
        return settings;
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
