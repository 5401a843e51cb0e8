package io.aurumhub.api.command;

import io.aurumhub.adapter.yaml.CompiledCheck;
import io.aurumhub.adapter.yaml.HubFile;
import io.aurumhub.adapter.yaml.InvalidHubFile;
import io.aurumhub.api.change.IgnoredFields;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.expression.Expressions;
import io.aurumhub.core.mapping.KeyedHash;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.mapping.Preview;
import io.aurumhub.core.mapping.TextPatterns;
import io.aurumhub.core.shared.Nearest;
import io.aurumhub.core.shared.SyncId;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what the definitions would make of samples; nothing is connected or written. */
@Command(
        name = "preview",
        description = "Shows per field what samples would become, and what each other system would be sent.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every sample would be taken in and sent on",
            "1:the definitions have mistakes, or a sample has problems",
            "2:the command is wrong, or a file cannot be read"
        })
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets the fields, and reads help itself
final class PreviewSamples implements Callable<Integer> {

    private final Expressions expressions;
    private final Environment environment;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "hub.yaml, or a folder of YAML files")
    private Path file;

    @Parameters(
            index = "1",
            paramLabel = "SAMPLES",
            description = "a file of JSON objects as the system gives them: one, a list, or one per line; - reads them"
                    + " from the standard input")
    private Path samples;

    @Option(
            names = "--sync",
            paramLabel = "SYNC",
            required = true,
            description = "the sync whose map reads the samples")
    private String sync;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text for people, json for programs; ${DEFAULT-VALUE} if not said")
    private Format format;

    @Mixin
    private Variables variables;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "shows this")
    private boolean help;

    PreviewSamples(Expressions expressions, Environment environment) {
        this.expressions = expressions;
        this.environment = environment;
    }

    /** The outcome per sample, as the REST API gives it. */
    record Tried(String definitions, String sync, String entity, List<TriedSample> samples) {}

    /**
     * One sample.
     *
     * @param ignored its fields that no map reads
     */
    record TriedSample(List<String> ignored, Preview preview) {}

    @Override
    public Integer call() {
        if (!Files.exists(file)) {
            throw new ParameterException(spec.commandLine(), "There is no file or folder " + file);
        }
        var out = spec.commandLine().getOut();
        try {
            var definitions = HubFile.trial(file, variables.over(environment), new CompiledCheck(expressions));
            return preview(definitions, out);
        } catch (InvalidHubFile mistakes) {
            var review = new Problems(mistakes.problems(), List.of());
            switch (format) {
                case TEXT -> new TextReport(out).print(file, review);
                case JSON -> new JsonReport(out).print(review);
            }
            return ExitCode.SOFTWARE;
        } finally {
            out.flush();
        }
    }

    private int preview(Definitions definitions, PrintWriter out) {
        var from = from(definitions);
        var mappings = new Mappings(definitions, TextPatterns.bounded(), KeyedHash.placeholder(), expressions);
        var tried = Samples.read(samples, spec.commandLine()).stream()
                .map(sample ->
                        new TriedSample(IgnoredFields.of(sample.keySet(), from), Preview.of(mappings, from, sample)))
                .toList();
        var all = new Tried(
                definitions.version(), from.id().value(), from.entity().value(), tried);
        switch (format) {
            case TEXT -> new PreviewText(out).print(all);
            case JSON -> out.println(Samples.JSON.writeValueAsString(all));
        }
        return tried.stream().allMatch(sample -> sample.preview().fine()) ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private SyncDefinition from(Definitions definitions) {
        var found = definitions.syncs().get(new SyncId(sync));
        if (found == null) {
            var known = definitions.syncs().keySet().stream().map(SyncId::value).toList();
            throw new ParameterException(
                    spec.commandLine(), "There is no sync '" + sync + "'" + Nearest.hint(sync, known));
        }
        return found;
    }
}
