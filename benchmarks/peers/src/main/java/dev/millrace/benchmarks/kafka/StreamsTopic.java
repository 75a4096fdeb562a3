package dev.millrace.benchmarks.kafka;

import dev.millrace.benchmarks.peers.Prices;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.query.WindowPrices;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.EmitStrategy;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowBytesStoreSupplier;
import org.apache.kafka.streams.state.WindowStore;

/**
 * Kafka Streams with stores in memory, and results when a window is over; as many stream threads as threads. Without exactly-once nothing
 * logs the stores, so nothing could restore them, as with the other engines.
 */
public final class StreamsTopic implements TopicEngine {

    private static final Duration WINDOW = Duration.ofMillis(Bidding.WINDOW_MILLIS);

    /** What ends a window has expired it if the store keeps it no longer than that. */
    private static final Duration RETENTION = WINDOW.multipliedBy(3);

    private static final long MINUTES_MAX = 10;

    /** For the service loader. */
    public StreamsTopic() {}

    @Override
    public EngineName name() {
        return EngineName.KAFKA_STREAMS;
    }

    @Override
    public void run(TopicRun run) throws Exception {
        CountDownLatch lastBids = new CountDownLatch(TopicRun.PARTITIONS);
        CompletableFuture<Void> end = new CompletableFuture<>();
        try (KafkaStreams streams = new KafkaStreams(topology(run, lastBids).build(), properties(run))) {
            streams.setUncaughtExceptionHandler(failure -> {
                end.completeExceptionally(failure);
                for (int i = 0; i < TopicRun.PARTITIONS; i++) {
                    lastBids.countDown();
                }
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            });
            streams.start();
            if (!lastBids.await(MINUTES_MAX, TimeUnit.MINUTES)) {
                throw new IllegalStateException("the last bids did not come within " + MINUTES_MAX + " minutes");
            }
            // Closing commits what has been written.
            end.complete(null);
            end.get();
        }
    }

    private static StreamsBuilder topology(TopicRun run, CountDownLatch lastBids) {
        WindowBytesStoreSupplier store = Stores.inMemoryWindowStore("prices", RETENTION, WINDOW, false);
        Materialized<Long, Prices, WindowStore<Bytes, byte[]>> stored = Materialized.<Long, Prices>as(store)
                .withKeySerde(Serdes.Long())
                .withValueSerde(prices())
                .withCachingDisabled();
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(
                        TopicRun.BIDS,
                        Consumed.with(Serdes.Long(), bids())
                                .withTimestampExtractor((record, unused) -> ((Bid) record.value()).timestamp()))
                .peek((auction, bid) -> {
                    if (auction == Bidding.LAST_AUCTION) {
                        lastBids.countDown();
                    }
                })
                .groupByKey(Grouped.with(Serdes.Long(), bids()))
                .windowedBy(TimeWindows.ofSizeWithNoGrace(WINDOW))
                .emitStrategy(EmitStrategy.onWindowClose())
                .aggregate(
                        Prices::new,
                        (auction, bid, prices) -> {
                            prices.add(bid.price());
                            return prices;
                        },
                        run.isExactlyOnce() ? stored : stored.withLoggingDisabled())
                .toStream()
                .map((window, prices) -> KeyValue.pair(window.key(), result(window, prices)))
                .to(run.results(), Produced.with(Serdes.Long(), results()));
        return builder;
    }

    private static Properties properties(TopicRun run) {
        Properties properties = new Properties();
        properties.putAll(run.client());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, run.results());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, run.threads());
        properties.put(StreamsConfig.STATE_DIR_CONFIG, run.directory().toString());
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, TopicRun.COMMIT_MILLIS);
        properties.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
        // Else windows that the last bid ends are kept back for up to a second, and closing loses them.
        properties.put(StreamsConfig.InternalConfig.EMIT_INTERVAL_MS_KSTREAMS_WINDOWED_AGGREGATION, 0L);
        properties.put(
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                run.isExactlyOnce() ? StreamsConfig.EXACTLY_ONCE_V2 : StreamsConfig.AT_LEAST_ONCE);
        return properties;
    }

    private static WindowPrices result(Windowed<Long> window, Prices prices) {
        return prices.of(window.key(), window.window().start());
    }

    private static Serde<Bid> bids() {
        return Serdes.serdeFrom(
                (topic, bid) -> {
                    throw new IllegalStateException("bids are only read");
                },
                (topic, line) -> BidJson.bid(line));
    }

    private static Serde<WindowPrices> results() {
        return Serdes.serdeFrom((topic, result) -> BidJson.line(result), (topic, line) -> BidJson.result(line));
    }

    /** Four numbers, 32 bytes. */
    private static Serde<Prices> prices() {
        return Serdes.serdeFrom(
                (topic, prices) -> ByteBuffer.allocate(4 * Long.BYTES)
                        .putLong(prices.count)
                        .putLong(prices.sum)
                        .putLong(prices.min)
                        .putLong(prices.max)
                        .array(),
                (topic, bytes) -> {
                    ByteBuffer buffer = ByteBuffer.wrap(bytes);
                    Prices prices = new Prices();
                    prices.count = buffer.getLong();
                    prices.sum = buffer.getLong();
                    prices.min = buffer.getLong();
                    prices.max = buffer.getLong();
                    return prices;
                });
    }
}
