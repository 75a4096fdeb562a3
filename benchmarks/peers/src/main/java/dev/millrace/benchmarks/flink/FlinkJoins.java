package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.peers.LocalRun;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.Match;
import dev.millrace.benchmarks.query.Operation;
import dev.millrace.benchmarks.query.Reserve;
import java.io.Serial;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.co.ProcessJoinFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.util.Collector;

/** The joins as Flink jobs. */
final class FlinkJoins {

    private static final TypeInformation<Reserve> RESERVE = new RecordType<>(Reserve.class, ReserveSerializer.INSTANCE);

    /** Matches go to a chained sink, so these are never serialized. */
    private static final TypeInformation<Match> MATCH = TypeInformation.of(Match.class);

    private FlinkJoins() {}

    static void define(StreamExecutionEnvironment environment, Operation.Join join) {
        DataStream<Bid> bids = FlinkQueries.readTimed(environment);
        matches(bids, reserves(environment), join).sinkTo(new TallySink<>(Match::hash));
    }

    private static DataStream<Match> matches(DataStream<Bid> bids, DataStream<Reserve> reserves, Operation.Join join) {
        KeyedStream<Bid, Long> left = bids.keyBy(Bid::auction, Types.LONG);
        KeyedStream<Reserve, Long> right = reserves.keyBy(Reserve::auction, Types.LONG);
        if (join instanceof Operation.WindowJoin window) {
            return bids.join(reserves)
                    .where(Bid::auction, Types.LONG)
                    .equalTo(Reserve::auction, Types.LONG)
                    .window(TumblingEventTimeWindows.of(Duration.ofMillis(window.sizeMillis())))
                    .apply(Match::of, MATCH);
        }
        if (join instanceof Operation.IntervalJoin interval) {
            return left.intervalJoin(right)
                    .between(Duration.ofMillis(-interval.beforeMillis()), Duration.ofMillis(interval.afterMillis()))
                    .process(new EachPair(), MATCH);
        }
        return left.connect(right).process(new AsOfFunction(), MATCH);
    }

    private static DataStream<Reserve> reserves(StreamExecutionEnvironment environment) {
        WatermarkStrategy<Reserve> strategy = WatermarkStrategy.<Reserve>forMonotonousTimestamps()
                .withTimestampAssigner((reserve, unused) -> reserve.timestamp());
        return environment.fromSource(
                FeedSource.of((split, splits) -> LocalRun.current().reserves(split, splits)),
                strategy,
                "reserves",
                RESERVE);
    }

    private static final class EachPair extends ProcessJoinFunction<Bid, Reserve, Match> {

        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public void processElement(Bid bid, Reserve reserve, Context context, Collector<Match> out) {
            out.collect(Match.of(bid, reserve));
        }
    }
}
