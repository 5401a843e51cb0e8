package io.aurumhub.api.command;

import io.aurumhub.api.json.HubTypes;
import io.aurumhub.core.shared.Value;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads local records from JSON: one object, a list of them, or one after the other. */
final class Samples {

    static final JsonMapper JSON = JsonMapper.builder()
            .addModule(HubTypes.module())
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private static final ObjectReader RECORDS = JSON.readerFor(new TypeReference<Map<String, Value>>() {});
    private static final int MOST = 1_000;
    private static final Path STANDARD_INPUT = Path.of("-");

    private Samples() {}

    /** @throws ParameterException if the file cannot be read, or holds something else */
    static List<Map<String, Value>> read(Path file, CommandLine command) {
        try (var in = open(file)) {
            var samples = new ArrayList<Map<String, Value>>();
            try (var objects = RECORDS.<Map<String, Value>>readValues(in)) {
                while (objects.hasNextValue()) {
                    samples.add(objects.nextValue());
                    if (samples.size() > MOST) {
                        throw new ParameterException(command, file + " holds more than " + MOST + " samples");
                    }
                }
            }
            if (samples.isEmpty()) {
                throw new ParameterException(command, file + " holds no sample; expected JSON objects");
            }
            return samples;
        } catch (JacksonException wrong) {
            var place = wrong.getLocation();
            var what = wrong instanceof StreamReadException ? wrong.getOriginalMessage() : "this is something else";
            throw new ParameterException(
                    command,
                    "%s:%d:%d: expected JSON objects: %s".formatted(file, place.getLineNr(), place.getColumnNr(), what),
                    wrong);
        } catch (IOException unreadable) {
            throw new ParameterException(
                    command, file + " cannot be read (" + unreadable.getClass().getSimpleName() + ")", unreadable);
        }
    }

    private static InputStream open(Path file) throws IOException {
        return file.equals(STANDARD_INPUT) ? new FileInputStream(FileDescriptor.in) : Files.newInputStream(file);
    }
}
