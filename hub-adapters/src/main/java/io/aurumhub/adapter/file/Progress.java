package io.aurumhub.adapter.file;

import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.Pointer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * How far a folder has been read; a pointer as JSON. It knows every file that was read by its fingerprint rather than
 * by the last name, so that a file that arrives late with a small name is not missed.
 *
 * @param file the file that is being read, and null between two
 * @param stamp the state of that file
 * @param line the line where its next row begins
 * @param done fingerprints of the files that were read to their end and are still in the folder
 */
record Progress(@Nullable String file, @Nullable String stamp, long line, List<String> done) {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final Progress NONE = new Progress(null, null, 0, List.of());

    Progress {
        done = List.copyOf(done);
    }

    /** @throws PermanentFault if somebody edited the pointer into something else */
    static Progress of(@Nullable Pointer pointer) {
        if (pointer == null) {
            return NONE;
        }
        try {
            var read = MAPPER.readValue(pointer.value(), Shape.class);
            var done = read.done == null ? List.<String>of() : read.done;
            return new Progress(read.file, read.stamp, read.line == null ? 0 : read.line, done);
        } catch (JacksonException e) {
            throw new PermanentFault(
                    "The pointer '" + pointer
                            + "' is not like {\"file\":\"a.csv\",\"stamp\":\"...\",\"line\":17,\"done\":[]};"
                            + " correct it, or remove it to read all files again",
                    e);
        }
    }

    /** As it is stored; anything may be missing. */
    private record Shape(
            @Nullable String file,
            @Nullable String stamp,
            @Nullable Long line,
            @Nullable List<String> done) {}

    Pointer pointer() {
        var shape = file == null ? Map.of("done", done) : new Progress(file, stamp, line, done);
        return new Pointer(MAPPER.writeValueAsString(shape));
    }

    boolean isWithin(DropFile one) {
        return one.name().equals(file) && one.stamp().equals(stamp);
    }

    Progress at(DropFile one, long nextLine) {
        return new Progress(one.name(), one.stamp(), nextLine, done);
    }

    /** With this file done, and forgetting files that have left the folder. */
    Progress through(DropFile one, Collection<DropFile> present) {
        var still = present.stream().map(DropFile::fingerprint).collect(Collectors.toSet());
        var all = new ArrayList<String>();
        done.stream().filter(still::contains).forEach(all::add);
        all.add(one.fingerprint());
        return new Progress(null, null, 0, all);
    }
}
