package dev.millrace.benchmarks.pipeline;

import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.stream.Stream;
import dev.millrace.api.window.WindowSpec;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.WindowPrices;
import java.time.Duration;

/** Five aggregates of the price by auction in windows, from wherever bids come, as rows to be written. */
public final class PricesPipeline {

    private PricesPipeline() {}

    /**
     * Defines it.
     *
     * @param bids with event times
     * @param size of a tumbling window
     * @return a row for each auction of each window
     */
    public static Stream<WindowPrices> define(Stream<Bid> bids, Duration size) {
        return define(bids, tumbling(size));
    }

    static Stream<WindowPrices> define(Stream<Bid> bids, WindowSpec<Object> window) {
        return WindowPipeline.aggregate(bids, window)
                .map(result -> result.value().of(result.key(), result.start().toEpochMilli()));
    }
}
