package io.aurumhub.api.engine;

import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.Permit;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.connector.SystemWriter;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Collides;
import io.aurumhub.core.connector.WriteOutcome.Failed;
import io.aurumhub.core.connector.WriteOutcome.Overtaken;
import io.aurumhub.core.connector.WriteOutcome.Refused;
import io.aurumhub.core.connector.WriteOutcome.Unheard;
import io.aurumhub.core.connector.WriteOutcome.Unknown;
import io.aurumhub.core.connector.WriteOutcome.Written;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Writes a batch; one that fails as a whole is halved until only the writes fail that are at fault. The guards and
 * idempotency keys of the writes make it harmless that some are sent again.
 *
 * <p>A fault that comes with every write is the system's own. It is taken for that, too, when so many writes in a row
 * fail alone that the system seems to have gone wrong in between. One that failed alone before others were answered is
 * tried once more after them: the system may have been ill for a moment.
 */
final class SplitWrite {

    /** More writes in a row that fail alone are not at fault themselves. */
    static final int MOST_AT_FAULT = 8;

    private final SystemWriter writer;
    private final Resource resource;
    private final List<Write> writes;
    private final RandomGenerator chance;
    private final Permit permit;
    private final Map<Integer, WriteOutcome> outcomes = new HashMap<>();
    private final Deque<Part> open = new ArrayDeque<>();
    private final List<Integer> alone = new ArrayList<>();
    private final Set<Integer> triedAgain = new HashSet<>();
    private @Nullable RuntimeException fault;
    private boolean answered;

    private record Part(int from, int to) {
        int size() {
            return to - from;
        }
    }

    /**
     * What became of a batch.
     *
     * @param outcomes one per write, in order; null where nothing is known and nothing was written
     * @param fault why the system answers no more; null if it does
     */
    record Result(
            List<@Nullable WriteOutcome> outcomes, @Nullable RuntimeException fault) {

        /** There are several, and not one was answered by yes or no: it is not their fault. */
        boolean noneWorked() {
            return outcomes.size() > 1 && outcomes.stream().allMatch(one -> one != null && !isAnswer(one));
        }

        /** Not one was answered by yes or no, and of some there is no word of the system at all. */
        boolean unheard() {
            return outcomes.stream().allMatch(one -> one != null && !isAnswer(one))
                    && outcomes.stream().anyMatch(Unheard.class::isInstance);
        }

        /** At least one was answered by yes or no. */
        boolean someWorked() {
            return answered() > 0;
        }

        /** So many were answered by yes or no. */
        int answered() {
            return (int) outcomes.stream()
                    .filter(one -> one != null && isAnswer(one))
                    .count();
        }

        private static boolean isAnswer(WriteOutcome outcome) {
            return switch (outcome) {
                case Written _, Overtaken _, Refused _, Collides _ -> true;
                case Failed _, Unknown _, Unheard _ -> false;
            };
        }
    }

    SplitWrite(SystemWriter writer, Resource resource, List<Write> writes, RandomGenerator chance, Permit permit) {
        this.writer = writer;
        this.resource = resource;
        this.writes = writes;
        this.chance = chance;
        this.permit = permit;
    }

    /**
     * Writes.
     *
     * @throws TransientFault if the system did not answer and nothing was written
     * @throws PermanentFault if the system wants none of the writes
     */
    Result run() {
        open.push(new Part(0, writes.size()));
        while (!open.isEmpty() && !isGone()) {
            write(open.pop());
        }
        return answered ? result() : nothingAnswered();
    }

    private boolean isGone() {
        return fault instanceof TransientFault || alone.size() >= MOST_AT_FAULT;
    }

    @SuppressWarnings("PMD.AvoidCatchingGenericException") // a driver may throw anything on a value that it cannot take
    private void write(Part part) {
        try {
            var answers = writer.write(resource, writes.subList(part.from, part.to), permit);
            for (int i = 0; i < answers.size(); i++) {
                outcomes.put(part.from + i, answers.get(i));
            }
            answered = true;
            tryAgain(); // it answers others, so those that failed alone may be at fault themselves
        } catch (RuntimeException e) {
            fault = e;
            if (e instanceof TransientFault) {
                return;
            }
            if (part.size() == 1) {
                outcomes.put(part.from, new Refused(words(e)));
                if (!triedAgain.contains(part.from)) {
                    alone.add(part.from);
                }
            } else {
                split(part);
            }
        }
    }

    private void tryAgain() {
        for (int place : alone) {
            triedAgain.add(place);
            outcomes.remove(place);
            open.addLast(new Part(place, place + 1));
        }
        alone.clear();
    }

    /** In any order, so that the same few faulty ones do not keep the others back for ever. */
    private void split(Part part) {
        int middle = part.from + part.size() / 2;
        var halves = new ArrayList<>(List.of(new Part(part.from, middle), new Part(middle, part.to)));
        if (chance.nextBoolean()) {
            Collections.reverse(halves);
        }
        halves.forEach(open::push);
    }

    private Result result() {
        boolean gone = isGone();
        if (gone) {
            alone.forEach(outcomes::remove);
        }
        var inOrder = new ArrayList<@Nullable WriteOutcome>();
        for (int place = 0; place < writes.size(); place++) {
            inOrder.add(outcomes.get(place));
        }
        return new Result(inOrder, gone ? fault : null);
    }

    /** A driver that cannot say what is wrong may be beaten by each of them: so each has failed once. */
    private Result nothingAnswered() {
        if (fault instanceof TransientFault || fault instanceof PermanentFault) {
            throw fault;
        }
        var words = words(fault == null ? new IllegalStateException("no outcome") : fault);
        return new Result(Collections.nCopies(writes.size(), new Failed(words)), null);
    }

    private static String words(RuntimeException fault) {
        var message = fault.getMessage();
        return fault instanceof PermanentFault && message != null ? message : fault.toString();
    }
}
