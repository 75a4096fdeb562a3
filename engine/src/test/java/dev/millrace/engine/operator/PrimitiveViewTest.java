package dev.millrace.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.function.ThrowingToLong;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrimitiveViewTest {

    record Bid(long auction, int count, Long boxed) {

        static long twice(Bid bid) {
            return 2 * bid.auction;
        }
    }

    private static final Bid BID = new Bid(Long.MAX_VALUE, -7, 5L);

    @SuppressWarnings("unchecked") // as the graph erases it
    private static Optional<ThrowingToLong<Object>> view(ThrowingFunction<Bid, ?> function) {
        return PrimitiveView.of((ThrowingFunction<Object, Object>) (ThrowingFunction<?, ?>) function);
    }

    @Test
    void anAccessorOfLongOrIntIsSeenAsWhatItIs() throws Exception {
        assertThat(view(Bid::auction).orElseThrow().applyAsLong(BID)).isEqualTo(Long.MAX_VALUE);
        assertThat(view(Bid::count).orElseThrow().applyAsLong(BID)).isEqualTo(-7);
    }

    @Test
    void whatIsNoPrimitiveAccessorHasNoView() {
        assertThat(view(Bid::boxed)).isEmpty();
        assertThat(view(bid -> bid.auction())).isEmpty();
        assertThat(view(Bid::twice)).isEmpty();
        assertThat(view(Bid::toString)).isEmpty();
    }

    @Test
    void usersOfOneReferenceShareTheView() {
        ThrowingFunction<Bid, Long> key = Bid::auction;
        assertThat(view(key).orElseThrow()).isSameAs(view(key).orElseThrow());
    }
}
