package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.Permit;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.connector.SystemWriter;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Failed;
import io.aurumhub.core.connector.WriteOutcome.Refused;
import io.aurumhub.core.connector.WriteOutcome.Written;
import io.aurumhub.core.shared.SyncId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SplitWriteTest {

    private static final int MANY = 200;

    private final Choosy system = new Choosy();

    @Test
    void a_good_batch_goes_out_as_it_is() {
        var result = write(MANY);

        assertThat(result.outcomes()).hasSize(MANY).allMatch(Written.class::isInstance);
        assertThat(result.fault()).isNull();
        assertThat(system.calls).isOne();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 77, 199})
    void one_that_is_at_fault_is_found_in_few_calls(int poison) {
        system.fails(number -> number == poison, () -> new PermanentFault("413: too large", null));

        var result = write(MANY);

        assertThat(result.outcomes().get(poison)).isEqualTo(new Refused("413: too large"));
        assertThat(result.outcomes().stream().filter(Written.class::isInstance)).hasSize(MANY - 1);
        assertThat(result.fault()).isNull();
        assertThat(system.calls).as("halved, and tried once more").isLessThanOrEqualTo(1 + 2 * 8 + 1);
    }

    @Test
    void every_tenth_can_be_at_fault() {
        system.fails(number -> number % 10 == 3, () -> new IllegalStateException("no codec"));

        var result = write(MANY);

        assertThat(result.outcomes().stream().filter(Refused.class::isInstance)).hasSize(MANY / 10);
        assertThat(result.outcomes().stream().filter(Written.class::isInstance)).hasSize(MANY - MANY / 10);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 200})
    void a_fault_of_all_is_the_systems(int size) {
        system.fails(number -> true, () -> new PermanentFault("401: who are you?", null));

        assertThatThrownBy(() -> write(size)).isInstanceOf(PermanentFault.class);
        assertThat(system.calls).isLessThan(40);
    }

    @Test
    void a_driver_that_chokes_on_all_has_failed_once_with_each() {
        system.fails(number -> true, () -> new IllegalArgumentException("bad value"));

        assertThat(write(1).outcomes()).containsExactly(new Failed("java.lang.IllegalArgumentException: bad value"));
        assertThat(write(3).noneWorked()).isTrue();
    }

    @Test
    void a_system_that_does_not_answer_is_not_asked_again() {
        system.fails(number -> true, () -> new TransientFault("no connection", null));

        assertThatThrownBy(() -> write(MANY)).isInstanceOf(TransientFault.class);
        assertThat(system.calls).isOne();
    }

    @Test
    void a_system_that_goes_away_on_the_way_leaves_the_rest_untried() {
        system.fails(number -> number == 10, () -> new IllegalStateException("no codec"));
        system.goesAwayAfter = 60;

        var result = write(MANY);

        assertThat(result.fault()).isInstanceOf(TransientFault.class);
        assertThat(result.outcomes().stream().filter(Written.class::isInstance))
                .hasSize(system.written)
                .isNotEmpty();
        assertThat(result.outcomes().stream().filter(Objects::isNull)).isNotEmpty();
    }

    @Test
    void a_system_that_goes_wrong_on_the_way_blames_nobody() {
        system.fails(number -> number < 100, () -> new PermanentFault("403: your rights were taken", null));

        for (int seed = 0; seed < 10; seed++) {
            var result = new SplitWrite(system, resource(), updates(MANY), new Random(seed), Permit.ALWAYS);
            SplitWrite.Result end;
            try {
                end = result.run();
            } catch (PermanentFault fault) {
                continue; // nothing had worked yet
            }
            assertThat(end.fault()).isInstanceOf(PermanentFault.class);
            assertThat(end.outcomes().stream().filter(Refused.class::isInstance))
                    .isEmpty();
        }
    }

    @Test
    void what_failed_alone_while_the_system_was_ill_is_tried_again_when_it_answers_others() {
        var left = new AtomicInteger(4);
        system.fails(number -> number < 2 && left.getAndDecrement() > 0, () -> new PermanentFault("403: a page", null));

        for (int seed = 0; seed < 10; seed++) {
            left.set(4);
            var result = new SplitWrite(system, resource(), updates(4), new Random(seed), Permit.ALWAYS).run();

            assertThat(result.outcomes()).allMatch(Written.class::isInstance);
            assertThat(result.fault()).isNull();
        }
    }

    private SplitWrite.Result write(int size) {
        return new SplitWrite(system, resource(), updates(size), new Random(7), Permit.ALWAYS).run();
    }

    private static Resource resource() {
        return new Resource(new SyncId("shop-items"), Map.of(), Set.of());
    }

    private static List<Write> updates(int size) {
        return IntStream.range(0, size)
                .<Write>mapToObj(number -> new Write.Update(Integer.toString(number), Map.of(), Map.of(), null))
                .toList();
    }

    /** Takes a batch as a whole, or throws. */
    private static final class Choosy implements SystemWriter {

        private IntPredicate faulty = number -> false;
        private Supplier<RuntimeException> fault = IllegalStateException::new;
        private int goesAwayAfter = Integer.MAX_VALUE;
        private int calls;
        private int written;

        void fails(IntPredicate which, Supplier<RuntimeException> how) {
            faulty = which;
            fault = how;
        }

        @Override
        public List<WriteOutcome> write(Resource resource, List<Write> writes) {
            calls++;
            var ids = writes.stream()
                    .map(write -> ((Write.Update) write).localId())
                    .toList();
            if (written >= goesAwayAfter) {
                throw new TransientFault("no connection", null);
            }
            if (ids.stream().mapToInt(Integer::parseInt).anyMatch(faulty)) {
                throw fault.get();
            }
            written += ids.size();
            return ids.stream()
                    .<WriteOutcome>map(id -> new Written(new LocalRecord(id, Map.of(), null, null, false)))
                    .toList();
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
