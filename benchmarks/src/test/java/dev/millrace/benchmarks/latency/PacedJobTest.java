package dev.millrace.benchmarks.latency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.benchmarks.pipeline.PacedJob;
import dev.millrace.benchmarks.recovery.Figures;
import org.junit.jupiter.api.Test;

class PacedJobTest {

    @Test
    void allResultsOfMeasuredWindowsAreTimedAndRight() throws Exception {
        Offer offer = new Offer(20, 2, 1, 1);

        Figures figures = OfferProcess.measure(new PacedJob(), offer, 2);

        assertThat(offer.answer()).isEqualTo(offer.expected());
        assertThat(figures.median("results"))
                .as("of the second of two windows")
                .isBetween(1.0, (double) offer.answer().results() / 2 + Offer.KEYS / 10.0);
        assertThat(figures.median("p50_ms")).isPositive().isLessThanOrEqualTo(figures.median("max_ms"));
    }

    @Test
    void resultsAreCertainWhenTheFirstBidBehindTheirWindowIsDueInEachSplit() {
        Offer offer = new Offer(100, 3, 1, 2);
        long start = offer.bid(0).timestamp();

        assertThat(offer.certainNanos(start)).as("of the warm-up").isNegative();
        assertThat(offer.certainNanos(start + 1_000)).isEqualTo(2_000_000_000L + 2 * 10_000);
        assertThat(offer.certainNanos(start + 3_000))
                .as("only the end closes it")
                .isNegative();
        assertThat(offer.bid(200_002).timestamp()).isEqualTo(start + 2_000);
        assertThat(offer.dueEnd(offer.dueNanos(5) - 1)).isEqualTo(5);
        assertThat(offer.dueEnd(offer.dueNanos(5))).isEqualTo(6);
        assertThat(offer.dueEnd(Long.MAX_VALUE / 1_000)).isEqualTo(offer.end());
    }
}
