package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.peers.LocalRun;
import dev.millrace.benchmarks.peers.Prices;
import dev.millrace.benchmarks.peers.ResultHash;
import dev.millrace.benchmarks.peers.Update;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.Hashes;
import dev.millrace.benchmarks.query.Operation;
import dev.millrace.benchmarks.query.Operation.FilterMap;
import dev.millrace.benchmarks.query.WindowPrices;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.EventTimeSessionWindows;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.WindowAssigner;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** The queries as Flink jobs. */
final class FlinkQueries {

    static final TypeInformation<Bid> BID = new RecordType<>(Bid.class, BidSerializer.INSTANCE);
    private static final TypeInformation<Prices> PRICES = Types.POJO(Prices.class);

    /** Rows and updates go to a chained sink, so these are never serialized. */
    private static final TypeInformation<WindowPrices> ROW = TypeInformation.of(WindowPrices.class);

    private static final TypeInformation<Update> UPDATE = TypeInformation.of(Update.class);

    private FlinkQueries() {}

    static void define(StreamExecutionEnvironment environment, Operation operation) {
        if (operation instanceof Operation.PassThrough) {
            read(environment, WatermarkStrategy.noWatermarks()).sinkTo(bids());
        } else if (operation instanceof Operation.FilterMap) {
            read(environment, WatermarkStrategy.noWatermarks())
                    .filter(bid -> FilterMap.isWanted(bid.price()))
                    .map(bid -> new Bid(bid.auction(), bid.bidder(), FilterMap.convert(bid.price()), bid.timestamp()))
                    .returns(BID)
                    .sinkTo(bids());
        } else if (operation instanceof Operation.Running) {
            // One reader: an update depends on the order of all bids of its auction.
            read(environment, WatermarkStrategy.noWatermarks(), 1)
                    .keyBy(Bid::auction, Types.LONG)
                    .map(new RunningFunction())
                    .returns(UPDATE)
                    .sinkTo(new TallySink<>(Update::hash));
        } else if (operation instanceof Operation.Session session) {
            windows(readTimed(environment), EventTimeSessionWindows.withGap(Duration.ofMillis(session.gapMillis())))
                    .sinkTo(new TallySink<>(ResultHash::ofSession));
        } else if (operation instanceof Operation.Window window) {
            windows(readTimed(environment), assigner(window)).sinkTo(rows());
        } else if (operation instanceof Operation.Join join) {
            FlinkJoins.define(environment, join);
        }
    }

    private static WindowAssigner<Object, TimeWindow> assigner(Operation.Window window) {
        Duration size = Duration.ofMillis(window.sizeMillis());
        return window.isTumbling()
                ? TumblingEventTimeWindows.of(size)
                : SlidingEventTimeWindows.of(size, Duration.ofMillis(window.slideMillis()));
    }

    static DataStream<WindowPrices> windows(DataStream<Bid> bids, WindowAssigner<Object, TimeWindow> assigner) {
        KeyedStream<Bid, Long> keyed = bids.keyBy(Bid::auction, Types.LONG);
        return keyed.window(assigner)
                .aggregate(
                        new PricesFunction(),
                        // Only this sees key and window; it gets one element, the aggregate.
                        (Long auction, TimeWindow window, Iterable<Prices> prices, Collector<WindowPrices> out) ->
                                out.collect(prices.iterator().next().of(auction, window.getStart())),
                        PRICES,
                        ROW);
    }

    /** With timestamps and watermarks. */
    static DataStream<Bid> readTimed(StreamExecutionEnvironment environment) {
        WatermarkStrategy<Bid> strategy = LocalRun.current().boundMillis() == 0
                ? WatermarkStrategy.forMonotonousTimestamps()
                : WatermarkStrategy.forBoundedOutOfOrderness(
                        Duration.ofMillis(LocalRun.current().boundMillis()));
        return read(environment, strategy.withTimestampAssigner((bid, unused) -> bid.timestamp()));
    }

    private static DataStream<Bid> read(StreamExecutionEnvironment environment, WatermarkStrategy<Bid> strategy) {
        return read(environment, strategy, environment.getParallelism());
    }

    private static DataStream<Bid> read(
            StreamExecutionEnvironment environment, WatermarkStrategy<Bid> strategy, int readers) {
        return environment
                .fromSource(
                        FeedSource.of((split, splits) -> LocalRun.current().bids(split, splits)), strategy, "bids", BID)
                .setParallelism(readers);
    }

    private static Sink<Bid> bids() {
        return new TallySink<Bid>(Hashes::ofBid);
    }

    private static Sink<WindowPrices> rows() {
        return LocalRun.current().hasFiles() ? new LinesSink() : new TallySink<>(WindowPrices::hash);
    }
}
