package io.aurumhub.adapter.cel;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.cel.checker.CelStandardDeclarations;
import dev.cel.checker.CelStandardDeclarations.StandardFunction;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelStandardFunctions;
import io.aurumhub.core.expression.Expression;
import io.aurumhub.core.expression.ExpressionFunction;
import io.aurumhub.core.expression.ExpressionType;
import io.aurumhub.core.expression.Expressions;
import io.aurumhub.core.expression.FunctionDescription;
import io.aurumhub.core.expression.InvalidExpression;
import io.aurumhub.core.expression.InvalidExpression.Mistake;
import io.aurumhub.core.expression.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Expressions in CEL, with exact numbers, the functions of this package, and those that were given. */
public final class CelExpressions implements Expressions {

    static final int LONGEST = 2_000;
    static final int DEEPEST = 32;
    static final int MOST_ITERATIONS = 1_000;
    static final Duration LONGEST_EVALUATION = Duration.ofMillis(100);

    /** A scope is an entity's fields: a hub has tens of them, and they change with its definitions only. */
    private static final int MOST_SCOPES = 200;

    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(LONGEST)
            .maxParseRecursionDepth(DEEPEST)
            .comprehensionMaxIterations(MOST_ITERATIONS)
            .maxRegexProgramSize(1_000)
            .populateMacroCalls(false)
            .enableHeterogeneousNumericComparisons(true)
            .build();

    private final Map<String, List<Function>> functions;
    private final Map<Scope, CelCompiler> compilers = new ConcurrentHashMap<>();
    private final Constants constants;
    private final CelRuntime runtime;
    private final Duration limit;

    /** @throws IllegalArgumentException if two functions have one name */
    public CelExpressions(Collection<? extends ExpressionFunction> own) {
        this(own, LONGEST_EVALUATION);
    }

    CelExpressions(Collection<? extends ExpressionFunction> own, Duration limit) {
        var patterns = new Patterns();
        var times = new Times();
        this.functions = library(patterns, times);
        own.stream().map(OwnFunction::adapt).forEach(this::add);
        this.constants = new Constants(patterns, times);
        this.runtime = runtime();
        this.limit = limit;
    }

    /** With the functions that {@link ServiceLoader} finds on the class path. */
    public static CelExpressions withOwnFunctions() {
        return new CelExpressions(ServiceLoader.load(ExpressionFunction.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
    }

    private static Map<String, List<Function>> library(Patterns patterns, Times times) {
        return Stream.of(
                        Operators.all(),
                        TextFunctions.all(),
                        ValueFunctions.all(),
                        new FormFunctions(patterns, times).all())
                .flatMap(List::stream)
                .collect(groupingBy(Function::name, TreeMap::new, toList()));
    }

    private void add(Function own) {
        if (functions.putIfAbsent(own.name(), List.of(own)) != null) {
            throw new IllegalArgumentException(
                    "Own function '" + own.name() + "' has the name of another function; give it one of its own");
        }
    }

    private CelRuntime runtime() {
        var bindings = functions.entrySet().stream()
                .flatMap(named -> new Overloads(named.getKey(), named.getValue()).bindings().stream())
                .toList();
        return CelRuntimeFactory.plannerRuntimeBuilder()
                .setOptions(OPTIONS)
                .setStandardFunctions(CelStandardFunctions.newBuilder()
                        .includeFunctions(
                                CelStandardFunctions.StandardFunction.LOGICAL_NOT,
                                CelStandardFunctions.StandardFunction.NOT_STRICTLY_FALSE)
                        .build())
                .addFunctionBindings(bindings)
                .build();
    }

    private CelCompiler compiler(Scope scope) {
        if (compilers.size() > MOST_SCOPES) {
            compilers.clear();
        }
        return compilers.computeIfAbsent(scope, this::newCompiler);
    }

    private CelCompiler newCompiler(Scope scope) {
        var types = new Types(scope);
        var compiler = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardEnvironmentEnabled(false)
                .setStandardDeclarations(CelStandardDeclarations.newBuilder()
                        .includeFunctions(
                                StandardFunction.CONDITIONAL,
                                StandardFunction.LOGICAL_AND,
                                StandardFunction.LOGICAL_OR,
                                StandardFunction.LOGICAL_NOT,
                                StandardFunction.NOT_STRICTLY_FALSE)
                        .filterIdentifiers(identifier -> false)
                        .build())
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setTypeProvider(types);
        functions.forEach((name, ways) -> compiler.addFunctionDeclarations(new Overloads(name, ways).declaration()));
        types.variables().forEach(compiler::addVar);
        return compiler.build();
    }

    @Override
    public Expression compile(String text, ExpressionType result, Scope scope) {
        int length = text.codePointCount(0, text.length());
        if (length > LONGEST) {
            throw invalid(text, "has %,d characters; at most %,d are allowed".formatted(length, LONGEST), "");
        }
        if (text.isBlank()) {
            throw invalid(text, "is empty", "");
        }
        try {
            var compiler = compiler(scope);
            var ast = compiler.parse(text).getAst();
            var checked = compiler.check(new Literals(text).madeExact(ast)).getAst();
            check(text, checked, result);
            return new CompiledExpression(
                    text, result, scope, Selections.in(checked), runtime.createProgram(checked), limit);
        } catch (CelValidationException mistakes) {
            throw new InvalidExpression(text, new Mistakes(text, scope, functions).of(mistakes.getErrors()));
        } catch (CelEvaluationException noProgram) {
            throw invalid(text, "cannot be used: " + noProgram.getMessage(), "");
        }
    }

    private void check(String text, CelAbstractSyntaxTree ast, ExpressionType result) {
        var mistakes = new ArrayList<Mistake>();
        constants.check(ast, (id, refusal) -> {
            var place = ast.getSource()
                    .getOffsetLocation(ast.getSource().getPositionsMap().getOrDefault(id, 0));
            mistakes.add(new Mistake(
                    place.map(found -> found.getLine()).orElse(1),
                    place.map(found -> found.getColumn() + 1).orElse(1),
                    String.valueOf(refusal.getMessage()),
                    ""));
        });
        if (!Kinds.mayFit(ast.getResultType(), result)) {
            var found = ast.getResultType();
            var needed = result == ExpressionType.Plain.ANY ? ", which no field can hold" : ", needed is " + result;
            mistakes.add(new Mistake(1, 1, "gives " + Function.word(found) + needed, Kinds.hint(found, result)));
        }
        if (!mistakes.isEmpty()) {
            throw new InvalidExpression(text, mistakes);
        }
    }

    private static InvalidExpression invalid(String text, String message, String hint) {
        return new InvalidExpression(text, List.of(new Mistake(1, 1, message, hint)));
    }

    @Override
    public List<FunctionDescription> functions() {
        return functions.values().stream()
                .flatMap(List::stream)
                .filter(function -> Character.isLetter(function.name().codePointAt(0)))
                .map(Function::describe)
                .toList();
    }
}
