package dev.millrace.benchmarks;

import dev.millrace.api.connector.Generator;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.engine.EmbeddedRuntime;

/** All bids as they are, or every second one with its price in another currency. */
enum StatelessQuery implements Query {
    PASS_THROUGH,
    FILTER_AND_MAP;

    private static final Bids BIDS = Bids.uniform(10_000, 0);

    @Override
    public Answer byHand(boolean isFused, long records) throws Exception {
        Records<Bid> input = isFused ? new Records.Fused<>(BIDS) : new Records.Objects<>(BIDS);
        return this == PASS_THROUGH
                ? HandStateless.passThrough(input, records)
                : HandStateless.filterAndMap(input, records);
    }

    @Override
    public Answer byMillrace(EmbeddedRuntime runtime, long records) throws Exception {
        ChecksumSink<Bid> sink = new ChecksumSink<>(HandStateless::hash);
        Pipeline pipeline = Pipeline.named("stateless");
        Stream<Bid> stream = pipeline.read("bids", Generator.of(BIDS).limit(records));
        if (this == FILTER_AND_MAP) {
            stream = stream.filter(bid -> (bid.price() & 1) == 0)
                    .map(bid -> new Bid(bid.auction(), bid.bidder(), bid.price() * 908 / 1000, bid.timestamp()));
        }
        stream.write("answer", sink);
        try (Job job = runtime.start(pipeline)) {
            job.await();
        }
        return sink.answer();
    }
}
