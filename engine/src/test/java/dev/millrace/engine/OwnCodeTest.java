package dev.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.function.ThrowingToLong;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.LongLoop;
import dev.millrace.engine.operator.NumberLoop;
import dev.millrace.engine.operator.OwnCode;
import dev.millrace.engine.operator.RecordFailure;
import org.junit.jupiter.api.Test;

class OwnCodeTest {

    private static final ThrowingToLong<Object> LENGTH = value -> ((String) value).length();
    private static final ThrowingToLong<Object> PARSED = value -> Long.parseLong((String) value);

    private static NumberLoop loop(ThrowingToLong<Object> function) {
        return OwnCode.loop(NumberLoop.class, LongLoop.class, function);
    }

    @Test
    void loopsOfOneFunctionShareTheirCodeAndThoseOfTwoDoNot() {
        assertThat(loop(LENGTH).getClass()).isSameAs(loop(LENGTH).getClass());
        assertThat(loop(LENGTH).getClass()).isNotSameAs(loop(PARSED).getClass());
        assertThat(loop(LENGTH).getClass().isHidden()).isTrue();
    }

    @Test
    void aCopyReadsAndFailsLikeItsOriginal() throws Exception {
        Batch batch = new Batch(2);
        batch.values[0] = "17";
        batch.values[1] = "x";
        batch.origins[1] = 5;
        batch.size = 2;
        long[] numbers = new long[2];

        loop(LENGTH).read(batch, 0, numbers);

        assertThat(numbers).containsExactly(2, 1);
        assertThatThrownBy(() -> loop(PARSED).read(batch, 0, numbers))
                .isInstanceOfSatisfying(
                        RecordFailure.class,
                        failure -> assertThat(failure.origin()).isEqualTo(5))
                .hasCauseInstanceOf(NumberFormatException.class);
    }
}
