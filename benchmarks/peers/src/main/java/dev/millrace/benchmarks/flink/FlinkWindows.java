package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.WindowPrices;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;

/** The tumbling query between any source and any sink of Flink's, in a cluster for one job. */
public final class FlinkWindows {

    /** Of bids, with a serializer that reflects nothing. */
    public static final TypeInformation<Bid> BID = FlinkQueries.BID;

    private FlinkWindows() {}

    /**
     * Those of the queries.
     *
     * @return to be changed
     */
    public static Configuration newConfiguration() {
        return FlinkAnswering.newConfiguration();
    }

    /**
     * Five aggregates of the price by auction.
     *
     * @param bids with timestamps and watermarks
     * @param size of a window
     * @return a row for each auction of each window
     */
    public static DataStream<WindowPrices> tumbling(DataStream<Bid> bids, Duration size) {
        return FlinkQueries.windows(bids, TumblingEventTimeWindows.of(size));
    }

    /**
     * Runs a job to its end.
     *
     * @param configuration of cluster and job
     * @param threads its parallelism
     * @param bufferMillis how long a buffer may wait for more, -1 until it is full
     * @param define adds sources and sinks
     * @throws Exception if it fails
     */
    public static void run(
            Configuration configuration, int threads, long bufferMillis, Consumer<StreamExecutionEnvironment> define)
            throws Exception {
        MiniCluster cluster = FlinkAnswering.newCluster(configuration, threads);
        try {
            cluster.start();
            StreamExecutionEnvironment environment = new StreamExecutionEnvironment(configuration);
            environment.setParallelism(threads);
            environment.setBufferTimeout(bufferMillis);
            define.accept(environment);
            Object unused =
                    cluster.executeJobBlocking(environment.getStreamGraph().getJobGraph());
        } finally {
            cluster.close();
        }
    }
}
