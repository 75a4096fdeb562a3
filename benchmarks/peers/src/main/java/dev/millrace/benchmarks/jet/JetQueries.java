package dev.millrace.benchmarks.jet;

import com.hazelcast.jet.aggregate.AggregateOperation;
import com.hazelcast.jet.aggregate.AggregateOperation1;
import com.hazelcast.jet.aggregate.AggregateOperation2;
import com.hazelcast.jet.core.EventTimePolicy;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sink;
import com.hazelcast.jet.pipeline.Sinks;
import com.hazelcast.jet.pipeline.Sources;
import com.hazelcast.jet.pipeline.StreamStage;
import com.hazelcast.jet.pipeline.StreamStageWithKey;
import com.hazelcast.jet.pipeline.WindowDefinition;
import dev.millrace.benchmarks.peers.FeedOpener;
import dev.millrace.benchmarks.peers.LocalRun;
import dev.millrace.benchmarks.peers.Prices;
import dev.millrace.benchmarks.peers.ResultHash;
import dev.millrace.benchmarks.peers.Update;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.Hashes;
import dev.millrace.benchmarks.query.Match;
import dev.millrace.benchmarks.query.Operation;
import dev.millrace.benchmarks.query.Operation.FilterMap;
import dev.millrace.benchmarks.query.Reserve;
import dev.millrace.benchmarks.query.WindowPrices;

/** The queries as Jet pipelines. */
final class JetQueries {

    /** Least and greatest cannot be deducted, so the five aggregates together cannot: slices are combined anew. */
    private static final AggregateOperation1<Bid, Prices, Prices> PRICES = AggregateOperation.withCreate(Prices::new)
            .andAccumulate((Prices prices, Bid bid) -> prices.add(bid.price()))
            .andCombine(Prices::add)
            .andExportFinish(JetQueries::copy);

    private static final AggregateOperation2<Bid, Reserve, Pairs, Pairs> PAIRS = AggregateOperation.withCreate(
                    Pairs::new)
            .<Bid>andAccumulate0(Pairs::add)
            .<Reserve>andAccumulate1(Pairs::add)
            .andCombine(Pairs::add)
            .andExportFinish(Pairs::copy);

    private static final FeedOpener<Reserve> RESERVES =
            (split, splits) -> LocalRun.current().reserves(split, splits);

    private static final FeedOpener<Bid> BIDS =
            (split, splits) -> LocalRun.current().bids(split, splits);

    private JetQueries() {}

    private static Prices copy(Prices prices) {
        Prices copy = new Prices();
        copy.add(prices);
        return copy;
    }

    static void define(Pipeline pipeline, Operation operation, int threads) {
        if (operation instanceof Operation.PassThrough) {
            untimed(pipeline, threads).writeTo(tally(threads, Hashes::ofBid));
        } else if (operation instanceof Operation.FilterMap) {
            untimed(pipeline, threads)
                    .filter(bid -> FilterMap.isWanted(bid.price()))
                    .map(bid -> new Bid(bid.auction(), bid.bidder(), FilterMap.convert(bid.price()), bid.timestamp()))
                    .writeTo(tally(threads, Hashes::ofBid));
        } else if (operation instanceof Operation.Running) {
            // One reader: an update depends on the order of all bids of its auction.
            pipeline.setPreserveOrder(true);
            untimed(pipeline, 1)
                    .groupingKey(Bid::auction)
                    .mapStateful(Prices::new, (prices, auction, bid) -> {
                        prices.add(bid.price());
                        return new Update(auction, prices.count, prices.sum, prices.max);
                    })
                    .writeTo(tally(threads, Update::hash));
        } else if (operation instanceof Operation.Session session) {
            windows(timed(pipeline, threads), WindowDefinition.session(session.gapMillis()))
                    .writeTo(tally(threads, ResultHash::ofSession));
        } else if (operation instanceof Operation.Window window) {
            windows(timed(pipeline, threads), definition(window)).writeTo(rows(threads));
        } else if (operation instanceof Operation.WindowJoin join) {
            matches(pipeline, threads, join).writeTo(tally(threads, Match::hash));
        }
    }

    private static WindowDefinition definition(Operation.Window window) {
        return window.isTumbling()
                ? WindowDefinition.tumbling(window.sizeMillis())
                : WindowDefinition.sliding(window.sizeMillis(), window.slideMillis());
    }

    static StreamStage<WindowPrices> windows(StreamStage<Bid> bids, WindowDefinition window) {
        return bids.groupingKey(Bid::auction)
                .window(window)
                .aggregate(PRICES)
                .map(result -> result.result().of(result.key(), result.start()));
    }

    private static StreamStage<Match> matches(Pipeline pipeline, int threads, Operation.WindowJoin join) {
        StreamStageWithKey<Reserve, Long> reserves = pipeline.readFrom(
                        Sources.<Reserve>streamFromProcessorWithWatermarks(
                                "reserves",
                                false,
                                policy ->
                                        ProcessorMetaSupplier.of(threads, () -> new FeedProcessor<>(RESERVES, policy))))
                .withTimestamps(Reserve::timestamp, 0)
                .groupingKey(Reserve::auction);
        return timed(pipeline, threads)
                .groupingKey(Bid::auction)
                .window(WindowDefinition.tumbling(join.sizeMillis()))
                .aggregate2(reserves, PAIRS)
                .flatMap(result -> result.result().matches(result.key()));
    }

    private static StreamStage<Bid> timed(Pipeline pipeline, int threads) {
        return pipeline.readFrom(
                        Sources.<Bid>streamFromProcessorWithWatermarks("bids", false, policy -> bids(threads, policy)))
                .withTimestamps(Bid::timestamp, LocalRun.current().boundMillis());
    }

    private static ProcessorMetaSupplier bids(int threads, EventTimePolicy<? super Bid> policy) {
        return ProcessorMetaSupplier.of(threads, () -> new FeedProcessor<>(BIDS, policy));
    }

    private static StreamStage<Bid> untimed(Pipeline pipeline, int readers) {
        return pipeline.readFrom(Sources.<Bid>streamFromProcessor(
                        "bids", ProcessorMetaSupplier.of(readers, () -> new FeedProcessor<>(BIDS, null))))
                .withoutTimestamps();
    }

    private static <T> Sink<T> tally(int threads, ResultHash<T> hash) {
        return Sinks.fromProcessor("answer", ProcessorMetaSupplier.of(threads, () -> new TallyProcessor<>(hash)));
    }

    private static Sink<WindowPrices> rows(int threads) {
        return LocalRun.current().hasFiles()
                ? Sinks.fromProcessor("answer", ProcessorMetaSupplier.of(threads, LinesProcessor::new))
                : tally(threads, WindowPrices::hash);
    }
}
