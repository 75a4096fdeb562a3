package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.peers.Prices;
import dev.millrace.benchmarks.query.Bid;
import java.io.Serial;
import org.apache.flink.api.common.functions.AggregateFunction;

/** The five aggregates; the accumulator is changed in place. */
final class PricesFunction implements AggregateFunction<Bid, Prices, Prices> {

    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    public Prices createAccumulator() {
        return new Prices();
    }

    @Override
    public Prices add(Bid bid, Prices prices) {
        prices.add(bid.price());
        return prices;
    }

    @Override
    public Prices getResult(Prices prices) {
        return prices;
    }

    @Override
    public Prices merge(Prices one, Prices other) {
        one.add(other);
        return one;
    }
}
