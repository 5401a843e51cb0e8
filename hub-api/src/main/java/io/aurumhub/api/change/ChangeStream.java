package io.aurumhub.api.change;

import io.aurumhub.api.problem.JsonProblems;
import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemType;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.shared.Provenance;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A stream of changes, one JSON object per line. What has arrived is committed and answered together, so a bulk load
 * runs in large batches and somebody who sends line by line is answered line by line. Memory is bounded by one batch.
 */
final class ChangeStream {

    static final int LARGEST_BATCH = 500;
    private static final int LARGEST_BATCH_BYTES = 5_000_000;
    private static final int LARGEST_LINE_BYTES = 1_000_000;
    private static final int BUFFER_BYTES = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(ChangeStream.class);

    private final CommittedIntake intake;
    private final Definitions definitions;
    private final JsonMapper json;
    private final Provenance cause;

    ChangeStream(CommittedIntake intake, Definitions definitions, JsonMapper json, Provenance cause) {
        this.intake = intake;
        this.definitions = definitions;
        this.json = json;
        this.cause = cause;
    }

    void run(InputStream input, HttpServletResponse response) throws IOException {
        var lines = new BufferedInputStream(input, BUFFER_BYTES);
        var batch = new ChangeBatch(definitions);
        var bytes = 0;
        while (true) {
            var line = nextLine(lines);
            if (line != null) {
                bytes += line.length;
                if (!isBlank(line)) {
                    batch.add(() -> parse(line));
                }
            }
            var full = batch.size() >= LARGEST_BATCH || bytes >= LARGEST_BATCH_BYTES;
            if (batch.size() > 0 && (line == null || full || lines.available() == 0)) {
                if (!answer(batch, response)) {
                    return;
                }
                batch = new ChangeBatch(definitions);
                bytes = 0;
            }
            if (line == null) {
                return;
            }
        }
    }

    private Change parse(byte[] line) {
        if (line.length > LARGEST_LINE_BYTES) {
            throw new Problem(ProblemType.TOO_LARGE, "A line may have %d bytes".formatted(LARGEST_LINE_BYTES));
        }
        try {
            return ChangeController.understood(json.readValue(line, ChangeRequest.class))
                    .toChange(definitions, cause, null);
        } catch (JacksonException fault) {
            throw JsonProblems.of(fault);
        }
    }

    /** Once an answer has begun, its status cannot change any more: what went wrong then is told line by line. */
    private boolean answer(ChangeBatch batch, HttpServletResponse response) throws IOException {
        List<OutcomeView> outcomes;
        var goOn = true;
        try {
            outcomes = batch.submitTo(intake);
        } catch (TransientFault fault) {
            if (!response.isCommitted()) {
                throw fault;
            }
            LOG.warn("A stream of changes was cut off; the sender was told which lines to send again", fault);
            var problem = new Problem(ProblemType.UNAVAILABLE, "Send this line and all later ones again", fault);
            outcomes = Collections.nCopies(batch.size(), OutcomeView.rejected(problem));
            goOn = false;
        }
        var out = response.getOutputStream();
        for (var outcome : outcomes) {
            out.write(json.writeValueAsBytes(outcome));
            out.write('\n');
        }
        response.flushBuffer();
        return goOn;
    }

    /** Without its end; null after the last one. Of a line that is too long, only enough is kept to see that it is. */
    private static byte @Nullable [] nextLine(InputStream input) throws IOException {
        var line = new ByteArrayOutputStream();
        int next;
        var any = false;
        while ((next = input.read()) >= 0) {
            any = true;
            if (next == '\n') {
                break;
            }
            if (line.size() <= LARGEST_LINE_BYTES) {
                line.write(next);
            }
        }
        return any ? line.toByteArray() : null;
    }

    private static boolean isBlank(byte[] line) {
        for (var one : line) {
            if (one != ' ' && one != '\r' && one != '\t') {
                return false;
            }
        }
        return true;
    }
}
