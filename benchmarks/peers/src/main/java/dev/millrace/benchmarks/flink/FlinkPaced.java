package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.latency.LatencyMeter;
import dev.millrace.benchmarks.latency.Offer;
import dev.millrace.benchmarks.latency.PacedEngine;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.query.WindowPrices;
import java.io.Serial;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Apache Flink at a fixed rate, with the settings of the queries but two, which are for latency: buffers wait a millisecond at most, the
 * least that is not a flush for every record, and watermarks do not wait for the clock (200 ms unless set) but follow each
 * millisecond of event time.
 */
public final class FlinkPaced implements PacedEngine {

    private static final long BUFFER_MILLIS = 1;

    /** For the service loader. */
    public FlinkPaced() {}

    @Override
    public EngineName name() {
        return EngineName.FLINK;
    }

    @Override
    public void run(Offer offer, int threads) throws Exception {
        FlinkWindows.run(FlinkAnswering.newConfiguration(), threads, BUFFER_MILLIS, environment -> {
            DataStream<Bid> bids = environment.fromSource(
                    new FeedSource<>(
                            (split, splits) -> new OfferReader(Offer.current().open(split))),
                    WatermarkStrategy.<Bid>forGenerator(unused -> new EachMilli())
                            .withTimestampAssigner((bid, unused) -> bid.timestamp()),
                    "bids",
                    FlinkQueries.BID);
            FlinkWindows.tumbling(bids, Duration.ofMillis(Offer.WINDOW_MILLIS)).sinkTo(new MeterSink());
        });
    }

    /** For records in order. */
    private static final class EachMilli implements WatermarkGenerator<Bid> {

        private long greatest = Long.MIN_VALUE;

        @Override
        public void onEvent(Bid bid, long timestamp, WatermarkOutput output) {
            if (timestamp > greatest) {
                greatest = timestamp;
                // Flink's watermark says that nothing of its own time will follow, either.
                output.emitWatermark(new Watermark(timestamp - 1));
            }
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {}
    }

    private record MeterSink() implements Sink<WindowPrices> {

        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public SinkWriter<WindowPrices> createWriter(WriterInitContext context) {
            LatencyMeter meter = Offer.current().newMeter();
            return new SinkWriter<>() {
                @Override
                public void write(WindowPrices result, Context unused) {
                    meter.add(result);
                }

                @Override
                public void flush(boolean endOfInput) {}

                @Override
                public void close() {}
            };
        }
    }
}
