package dev.millrace.runner.flink;

import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.process.RecordContext;
import dev.millrace.api.process.SideOutput;
import dev.millrace.api.process.TimerContext;
import dev.millrace.api.state.ListSpec;
import dev.millrace.api.state.MapSpec;
import dev.millrace.api.state.StateSpec;
import dev.millrace.api.state.ValueSpec;
import dev.millrace.runner.flink.Feed.Bid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Adds up what a user bids until nothing has come for some time: whatever the order in which records come. */
record SumUntilQuiet(Duration quiet) implements ProcessFunction<String, Bid, String> {

    static final SideOutput<Bid> DEAR = SideOutput.named("dear");

    private static final ValueSpec<Instant> LATEST = StateSpec.value("latest", Instant.class);
    private static final ListSpec<Long> PRICES = StateSpec.list("prices", Long.class);
    private static final MapSpec<Long, Long> BY_ITEM = StateSpec.map("by-item", Long.class, Long.class);

    @Override
    public List<StateSpec<?>> states() {
        return List.of(LATEST, PRICES, BY_ITEM);
    }

    @Override
    public List<SideOutput<?>> outputs() {
        return List.of(DEAR);
    }

    @Override
    public void process(RecordContext<String, Bid, String> bid) {
        if (bid.value().price() > 990) {
            bid.emit(DEAR, bid.value());
        }
        Instant latest = bid.state(LATEST).get();
        if (latest == null || bid.timestamp().isAfter(latest)) {
            bid.state(LATEST).set(bid.timestamp());
        }
        bid.state(PRICES).add(bid.value().price());
        bid.state(BY_ITEM).put(bid.value().item(), bid.value().price() % 1);
        bid.eventTimers().set(bid.timestamp().plus(quiet));
    }

    @Override
    public void onTimer(TimerContext<String, String> timer) {
        Instant latest = timer.state(LATEST).get();
        if (latest == null || latest.plus(quiet).isAfter(timer.time())) {
            return;
        }
        List<Long> prices = timer.state(PRICES).get().stream().sorted().toList();
        timer.emit(timer.key() + " until " + timer.time() + ": " + prices);
        timer.state(LATEST).clear();
        timer.state(PRICES).clear();
        timer.state(BY_ITEM).clear();
    }
}
