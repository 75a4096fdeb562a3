package dev.millrace.benchmarks.latency;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.OwnLine;
import dev.millrace.benchmarks.query.WindowPrices;
import org.HdrHistogram.Histogram;

/** Looks at the clock for each result that one writer gets. Owned by the writer's thread. */
public final class LatencyMeter extends OwnLine {

    private static final int DIGITS = 3;

    private final Offer offer;
    private final Answer.Tally tally = new Answer.Tally();
    private final Histogram nanos = new Histogram(DIGITS);

    LatencyMeter(Offer offer) {
        this.offer = offer;
    }

    /**
     * A result has come.
     *
     * @param result of a window
     */
    public void add(WindowPrices result) {
        tally.add(result.hash());
        long certain = offer.certainNanos(result.start());
        if (certain >= 0) {
            nanos.recordValue(Math.max(0, System.nanoTime() - offer.startNanos() - certain));
        }
    }

    Answer answer() {
        return tally.answer();
    }

    Histogram nanos() {
        return nanos;
    }
}
