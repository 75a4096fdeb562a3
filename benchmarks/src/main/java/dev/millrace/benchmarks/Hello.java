package dev.millrace.benchmarks;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.window.WindowResult;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.engine.Millrace;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** How long a whole process takes that runs a job of three records, beside one that only prints a line. */
final class Hello {

    static final String NAME = "hello";

    private static final int STARTS = 11;
    private static final double MILLIS = 1e6;

    private Hello() {}

    /** A process with a job. */
    static final class JobProcess {

        private JobProcess() {}

        public static void main(String[] arguments) throws InterruptedException {
            CollectingSink<WindowResult<Long, Long>> counts = new CollectingSink<>();
            Pipeline pipeline = Pipeline.named("hello");
            pipeline.read(
                            "bids",
                            ListSource.of(new Bid(1, 1, 10, 0), new Bid(2, 1, 20, 1), new Bid(1, 2, 30, 2))
                                    .eventTimeMillis(Bid::timestamp))
                    .keyBy(Bid::auction)
                    .window(tumbling(Duration.ofSeconds(10)))
                    .aggregate("count", count())
                    .write("counts", counts);
            Millrace.run(pipeline);
            System.out.println(counts.records().size());
        }
    }

    /** A process without one. */
    static final class BareProcess {

        private BareProcess() {}

        public static void main(String[] arguments) {
            System.out.println(2);
        }
    }

    static String report() throws IOException, InterruptedException {
        List<Long> ofJob = new ArrayList<>();
        List<Long> bare = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            bare.add(nanos(BareProcess.class));
            ofJob.add(nanos(JobProcess.class));
        }
        return String.format(
                Locale.ROOT,
                "| whole process, median of %d starts | ms |%n| --- | --: |%n| bare virtual machine | %.0f |%n"
                        + "| hello job | %.0f |%n",
                STARTS,
                median(bare) / MILLIS,
                median(ofJob) / MILLIS);
    }

    private static long nanos(Class<?> main) throws IOException, InterruptedException {
        long before = System.nanoTime();
        List<String> lines = Processes.run(Processes.java(List.of(), main));
        long nanos = System.nanoTime() - before;
        if (!lines.equals(List.of("2"))) {
            throw new IOException(main.getName() + " should print 2, but printed " + lines);
        }
        return nanos;
    }

    private static long median(List<Long> nanos) {
        Collections.sort(nanos);
        return nanos.get(nanos.size() / 2);
    }
}
