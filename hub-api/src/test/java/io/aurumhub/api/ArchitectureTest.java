package io.aurumhub.api;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The shape of the hub, all rules in one place. Each rule is held against the hub itself, and against the samples in
 * {@code io.aurumhub.api.architecture}, a tiny hub that breaks every one of them: a rule that cannot fail proves
 * nothing.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ArchitectureTest {

    private static final String HUB = "io.aurumhub";
    private static final String SAMPLES = "io.aurumhub.api.architecture";

    private static final JavaClasses HUB_CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(HUB);
    private static final JavaClasses SAMPLE_CLASSES = new ClassFileImporter().importPackages(SAMPLES);

    /** Each rule with what its failing samples must make it say. */
    @SuppressWarnings("ImmutableEnumChecker") // the functions keep no state
    enum Rule {
        CORE_KNOWS_NEITHER_ADAPTERS_NOR_API(
                root -> noClasses()
                        .that(resideInAPackage(root + ".core.."))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(root + ".adapter..", root + ".api.."),
                "core.direction.KnowsAnAdapter"),

        ADAPTERS_DO_NOT_KNOW_THE_API(
                root -> noClasses()
                        .that(resideInAPackage(root + ".adapter.."))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(root + ".api.."),
                "adapter.kafka.KnowsTheApi"),

        ADAPTER_TECHNOLOGIES_DO_NOT_KNOW_ONE_ANOTHER(
                root -> slices().matching(root + ".adapter.(*)..").should().notDependOnEachOther(),
                "adapter.kafka.KnowsAnotherTechnology"),

        CORE_FEATURES_HAVE_NO_CYCLES(
                root -> slices().matching(root + ".core.(*)..").should().beFreeOfCycles(),
                "Slice direction",
                "Slice circle"),

        CORE_KNOWS_NO_TECHNOLOGY(
                root -> noClasses()
                        .that(resideInAPackage(root + ".core.."))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "org.springframework..",
                                "java.sql..",
                                "javax.sql..",
                                "java.net.http..",
                                "jakarta..",
                                "com.fasterxml.jackson..",
                                "tools.jackson..",
                                "org.slf4j..",
                                "java.util.logging.."),
                "java.sql.Connection",
                "java.net.http.HttpClient",
                "org.slf4j.Logger",
                "tools.jackson.databind.JsonNode",
                "org.springframework.context.ApplicationContext"),

        ONLY_SHELLS_KNOW_AXON(
                root -> noClasses()
                        .that(resideInAPackage(root + ".core.."))
                        .and(describe("are no shell", type -> !isShell(type)))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.axonframework.."),
                "core.axon.RulesThatKnowAxon"),

        CORE_ASKS_NO_CLOCK_AND_NO_CHANCE(
                root -> noClasses()
                        .that(resideInAPackage(root + ".core.."))
                        .should(accessTargetWhere(describe("asks a clock or chance", Rule::asksClockOrChance))),
                "Instant.now()",
                "LocalDate.now(",
                "System.currentTimeMillis()",
                "UUID.randomUUID()",
                "Math.random()",
                "java.util.Random.<init>",
                "ThreadLocalRandom.current()",
                "Clock.systemUTC()"),

        EVENTS_ARE_RECORDS(
                root -> classes()
                        .that()
                        .areAssignableTo(root + ".core.record.GoldenRecordEvent")
                        .and()
                        .areNotInterfaces()
                        .should()
                        .beRecords()
                        .allowEmptyShould(true),
                "core.record.GoldenRecordEvent$Renamed"),

        EVERY_PACKAGE_IS_DESCRIBED(
                root -> classes().that(resideInAPackage(root + "..")).should(new BeInADescribedPackage()),
                "core.circle has no package-info"),

        NO_NAME_SAYS_NOTHING(
                root -> noClasses()
                        .that(resideInAPackage(root + ".."))
                        .should()
                        .haveNameMatching(".*(Manager|Helper|Utils?|Impl)"),
                "api.named.ThingManager",
                "api.named.ThingHelper",
                "api.named.ThingUtils",
                "api.named.ThingImpl"),

        AT_MOST_HALF_OF_THE_ADAPTERS_TYPES_ARE_PUBLIC(root -> atMostHalfPublicIn(root + ".adapter.."), "3 of 3 types"),

        AT_MOST_HALF_OF_THE_APIS_TYPES_ARE_PUBLIC(root -> atMostHalfPublicIn(root + ".api.."), "3 of 5 types");

        private static final Set<String> RANDOM_SOURCES =
                Set.of(Random.class.getName(), "java.security.SecureRandom", "java.util.SplittableRandom");

        private final Function<String, ArchRule> forRoot;
        private final List<String> saidOfSamples;

        Rule(Function<String, ArchRule> forRoot, String... saidOfSamples) {
            this.forRoot = forRoot;
            this.saidOfSamples = List.of(saidOfSamples);
        }

        ArchRule under(String rootPackage) {
            return forRoot.apply(rootPackage);
        }

        private static boolean isShell(JavaClass type) {
            var outermost = type;
            while (outermost.getEnclosingClass().isPresent()) {
                outermost = outermost.getEnclosingClass().get();
            }
            var name = outermost.getSimpleName();
            return name.endsWith("Aggregate")
                    || Set.of("GoldenRecords", "GoldenRecordCommand").contains(name);
        }

        private static boolean asksClockOrChance(JavaAccess<?> access) {
            var target = access.getTarget();
            var owner = target.getOwner().getName();
            return switch (target.getName()) {
                case "now" -> owner.startsWith("java.time.") && !isGivenClock(access);
                case "currentTimeMillis", "nanoTime" -> owner.equals(System.class.getName());
                case "randomUUID" -> owner.equals(UUID.class.getName());
                case "random" -> owner.equals(Math.class.getName()) || owner.equals(StrictMath.class.getName());
                case "current" -> owner.equals(ThreadLocalRandom.class.getName());
                case "<init>" -> RANDOM_SOURCES.contains(owner);
                default ->
                    owner.equals(Clock.class.getName()) && target.getName().startsWith("system");
            };
        }

        private static boolean isGivenClock(JavaAccess<?> access) {
            return access.getTarget().getFullName().contains("(" + Clock.class.getName() + ")");
        }

        private static ArchRule atMostHalfPublicIn(String packages) {
            return classes()
                    .that(resideInAPackage(packages))
                    .and(describe("are top-level types", Rule::isTopLevelType))
                    .should(new BePublicInHalfOfTheCases());
        }

        private static boolean isTopLevelType(JavaClass type) {
            return type.isTopLevelClass() && !type.getSimpleName().equals("package-info");
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_hub_keeps(Rule rule) {
        rule.under(HUB).allowEmptyShould(true).check(HUB_CLASSES);
    }

    @ParameterizedTest
    @EnumSource
    void the_samples_break(Rule rule) {
        var result = rule.under(SAMPLES).evaluate(SAMPLE_CLASSES);

        assertThat(result.hasViolation()).as("violation of " + rule).isTrue();
        assertThat(result.getFailureReport().getDetails().stream().collect(joining("\n")))
                .contains(rule.saidOfSamples);
    }

    /** A package-info that is NullMarked leaves a class file; one without it would not count for NullAway either. */
    private static final class BeInADescribedPackage extends ArchCondition<JavaClass> {

        BeInADescribedPackage() {
            super("be in a package that a @NullMarked package-info describes");
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            var described = type.getPackage()
                    .tryGetPackageInfo()
                    .filter(info -> info.isAnnotatedWith(NullMarked.class))
                    .isPresent();
            events.add(new SimpleConditionEvent(type, described, type.getPackageName() + " has no package-info"));
        }
    }

    /** Holds for all classes together, so it can only be told at the end. */
    private static final class BePublicInHalfOfTheCases extends ArchCondition<JavaClass> {

        private final List<JavaClass> all = new ArrayList<>();

        BePublicInHalfOfTheCases() {
            super("be public in at most half of the cases");
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            all.add(type);
        }

        @Override
        public void finish(ConditionEvents events) {
            var open = all.stream()
                    .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                    .map(JavaClass::getName)
                    .sorted()
                    .toList();
            events.add(new SimpleConditionEvent(
                    all,
                    open.size() * 2 <= all.size(),
                    "%d of %d types are public: %s".formatted(open.size(), all.size(), String.join(", ", open))));
        }
    }
}
