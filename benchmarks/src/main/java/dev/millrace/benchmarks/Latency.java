package dev.millrace.benchmarks;

import dev.millrace.api.connector.Ingress;
import dev.millrace.benchmarks.pipeline.Pushed;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.Bids;
import dev.millrace.benchmarks.query.Queries;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * How long a push takes in a job on the caller's thread, at a fixed rate: the tumbling query over 10,000 keys.
 *
 * <p>Two times are kept for each bid. <i>Service</i> is what the call itself took. <i>Response</i> counts from the moment
 * when the bid was due, so that a push which is slow also charges the ones that it delays (no coordinated omission).
 * Both include a read of the clock.
 */
final class Latency {

    static final String NAME = "callers-thread-latency";

    private static final long PER_SECOND = 1_000_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int WARM_UP_SECONDS = 5;
    private static final int SECONDS = 15;
    private static final int QUICK_SECONDS = 5;
    private static final double MICROS = 1e3;

    private final Bids bids = Queries.named("callers-thread").bids();
    private final Histogram service = new Histogram(3);
    private final Histogram response = new Histogram(3);

    private Latency() {}

    static String report(boolean isQuick) throws IOException, InterruptedException {
        int seconds = isQuick ? QUICK_SECONDS : SECONDS;
        List<String> lines = Processes.run(Processes.java(Machine.FLAGS, Latency.class, Integer.toString(seconds)));
        return "Pushes on the caller's thread, " + PER_SECOND + " a second for " + seconds + " s, microseconds:\n\n"
                + "| time of a push | p50 | p99 | p99.9 | p99.99 | max |\n| --- | --: | --: | --: | --: | --: |\n"
                + String.join("\n", lines) + "\n";
    }

    public static void main(String[] arguments) throws Exception {
        Latency latency = new Latency();
        latency.run(WARM_UP_SECONDS);
        latency.service.reset();
        latency.response.reset();
        System.gc();
        latency.run(Integer.parseInt(arguments[0]));
        System.out.println(row("service", latency.service));
        System.out.println(row("response", latency.response));
    }

    private void run(int seconds) throws Exception {
        try (Pushed pushed = new Pushed()) {
            push(pushed.ingress(), seconds * PER_SECOND);
        }
    }

    private void push(Ingress<Bid> ingress, long records) throws Exception {
        long start = System.nanoTime();
        for (long i = 0; i < records; i++) {
            Bid bid = bids.apply(i);
            long due = start + i * NANOS_PER_SECOND / PER_SECOND;
            long begin = System.nanoTime();
            while (begin < due) {
                Thread.onSpinWait();
                begin = System.nanoTime();
            }
            long unused = ingress.put(bid);
            long end = System.nanoTime();
            service.recordValue(end - begin);
            response.recordValue(end - due);
        }
    }

    private static String row(String name, Histogram nanos) {
        return String.format(
                Locale.ROOT,
                "| %s | %.2f | %.2f | %.1f | %.1f | %.0f |",
                name,
                nanos.getValueAtPercentile(50) / MICROS,
                nanos.getValueAtPercentile(99) / MICROS,
                nanos.getValueAtPercentile(99.9) / MICROS,
                nanos.getValueAtPercentile(99.99) / MICROS,
                nanos.getMaxValue() / MICROS);
    }
}
