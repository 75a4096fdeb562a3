package dev.millrace.benchmarks.pipeline;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.Split;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.window.WindowResult;
import dev.millrace.api.window.Windows;
import dev.millrace.benchmarks.latency.LatencyMeter;
import dev.millrace.benchmarks.latency.Offer;
import dev.millrace.benchmarks.latency.OfferedBids;
import dev.millrace.benchmarks.latency.PacedEngine;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.engine.EmbeddedRuntime;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Millrace at a fixed rate. A thread is a worker. */
public final class PacedJob implements PacedEngine {

    /** For the service loader. */
    public PacedJob() {}

    @Override
    public EngineName name() {
        return EngineName.MILLRACE_OPAQUE;
    }

    @Override
    public void run(Offer offer, int threads) throws InterruptedException {
        Pipeline pipeline = Pipeline.named("windows");
        WindowPipeline.aggregate(
                        WindowPipeline.read(pipeline, new OfferSource(offer), 0),
                        Windows.tumbling(Duration.ofMillis(Offer.WINDOW_MILLIS)))
                .write("results", new MeterSink(offer));
        try (EmbeddedRuntime runtime =
                        EmbeddedRuntime.builder().workers(threads).build();
                Job job = runtime.start(pipeline)) {
            job.await();
        }
    }

    private record OfferSource(Offer offer) implements Source<Bid> {

        @Override
        public List<Split<Bid>> splits() {
            return IntStream.range(0, offer.splits())
                    .<Split<Bid>>mapToObj(split -> new OfferSplit(offer, split))
                    .toList();
        }

        @Override
        public boolean isReplayable() {
            return false;
        }
    }

    private record OfferSplit(Offer offer, int split) implements Split<Bid> {

        @Override
        public String id() {
            return "offer-" + split;
        }

        @Override
        public boolean isBounded() {
            return true;
        }

        @Override
        public SourceReader<Bid> open(ReaderContext context, byte @Nullable [] position) {
            return new OfferReader(offer.open(split));
        }
    }

    private record OfferReader(OfferedBids bids) implements SourceReader<Bid> {

        @Override
        public Status read(RecordCollector<Bid> out) {
            if (!bids.isDue()) {
                return bids.hasEnded() ? Status.END : Status.UNAVAILABLE;
            }
            for (int room = out.remaining(); room > 0 && bids.isDue(); room--) {
                long sequence = bids.sequence();
                out.collect(bids.next(), sequence);
            }
            return Status.DATA;
        }

        @Override
        public byte[] position() {
            throw new UnsupportedOperationException("there are no checkpoints");
        }

        @Override
        public void close() {}
    }

    private record MeterSink(Offer offer) implements Sink<WindowResult<Long, Stats>> {

        @Override
        public SinkWriter<WindowResult<Long, Stats>> open(WriterContext context) {
            LatencyMeter meter = offer.newMeter();
            return records -> {
                for (int i = 0; i < records.size(); i++) {
                    WindowResult<Long, Stats> result = records.get(i);
                    meter.add(result.value().of(result.key(), result.start().toEpochMilli()));
                }
            };
        }

        @Override
        public int writersMax() {
            return Integer.MAX_VALUE;
        }

        @Override
        public Guarantee guarantee() {
            return Guarantee.AT_LEAST_ONCE;
        }
    }
}
