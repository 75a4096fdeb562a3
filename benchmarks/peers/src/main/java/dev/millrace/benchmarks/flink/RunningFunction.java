package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.peers.Prices;
import dev.millrace.benchmarks.peers.Update;
import dev.millrace.benchmarks.query.Bid;
import java.io.IOException;
import java.io.Serial;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;

/** An update for each bid; the state on the heap is changed in place. */
final class RunningFunction extends RichMapFunction<Bid, Update> {

    @Serial
    private static final long serialVersionUID = 1L;

    // Set by open, before any record.
    @SuppressWarnings("NullAway.Init")
    private transient ValueState<Prices> state;

    @Override
    public void open(OpenContext context) {
        state = getRuntimeContext().getState(new ValueStateDescriptor<>("prices", Types.POJO(Prices.class)));
    }

    @Override
    public Update map(Bid bid) throws IOException {
        Prices prices = state.value();
        if (prices == null) {
            prices = new Prices();
            state.update(prices);
        }
        prices.add(bid.price());
        return new Update(bid.auction(), prices.count, prices.sum, prices.max);
    }
}
