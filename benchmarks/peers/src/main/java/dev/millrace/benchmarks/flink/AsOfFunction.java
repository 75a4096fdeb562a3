package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.Match;
import dev.millrace.benchmarks.query.Reserve;
import java.io.IOException;
import java.io.Serial;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * The as-of join, which the DataStream API does not have, as Flink's SQL does it: bids wait until the watermark says that no
 * earlier price will come, with one timer for all of an auction. The state on the heap is changed in place.
 */
final class AsOfFunction extends KeyedCoProcessFunction<Long, Bid, Reserve, Match> {

    @Serial
    private static final long serialVersionUID = 1L;

    // Set by open, before any record.
    @SuppressWarnings("NullAway.Init")
    private transient ValueState<AsOfState> states;

    @Override
    public void open(OpenContext context) {
        states = getRuntimeContext()
                .getState(new ValueStateDescriptor<>("prices and bids", Types.POJO(AsOfState.class)));
    }

    @Override
    public void processElement1(Bid bid, Context context, Collector<Match> out) throws IOException {
        AsOfState state = state();
        state.add(bid);
        if (bid.timestamp() < state.timerMillis) {
            setTimer(state, bid.timestamp(), context);
        }
    }

    @Override
    public void processElement2(Reserve reserve, Context context, Collector<Match> out) throws IOException {
        state().add(reserve, context.timerService().currentWatermark());
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Match> out) throws IOException {
        AsOfState state = state();
        long next = state.join(context.getCurrentKey(), context.timerService().currentWatermark(), out);
        state.timerMillis = Long.MAX_VALUE;
        if (next != Long.MAX_VALUE) {
            setTimer(state, next, context);
        }
    }

    /** Instead of a later one, if there is one. */
    private static void setTimer(AsOfState state, long timestamp, Context context) {
        if (state.timerMillis != Long.MAX_VALUE) {
            context.timerService().deleteEventTimeTimer(state.timerMillis);
        }
        context.timerService().registerEventTimeTimer(timestamp);
        state.timerMillis = timestamp;
    }

    private AsOfState state() throws IOException {
        AsOfState state = states.value();
        if (state == null) {
            state = new AsOfState();
            states.update(state);
        }
        return state;
    }
}
