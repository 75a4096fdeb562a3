package dev.millrace.benchmarks.pipeline;

import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.Bids;
import dev.millrace.benchmarks.query.Hashes;
import dev.millrace.benchmarks.query.Operation.FilterMap;
import java.util.function.Supplier;

/**
 * All bids as they are, or every second one with its price in another currency.
 *
 * @param bids the input
 * @param splits of the input
 * @param isFiltered whether it is the second query
 */
record StatelessPipeline(Bids bids, int splits, boolean isFiltered) implements Definition {

    @Override
    public Supplier<Answer> define(Pipeline pipeline, long records) {
        ChecksumSink<Bid> sink = new ChecksumSink<>(Hashes::ofBid);
        Stream<Bid> stream = pipeline.read("bids", Definitions.generator(bids, splits, records));
        if (isFiltered) {
            stream = stream.filter(bid -> FilterMap.isWanted(bid.price()))
                    .map(bid -> new Bid(bid.auction(), bid.bidder(), FilterMap.convert(bid.price()), bid.timestamp()));
        }
        stream.write("answer", sink);
        return sink::answer;
    }
}
