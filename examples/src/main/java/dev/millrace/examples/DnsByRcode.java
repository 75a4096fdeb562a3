package dev.millrace.examples;

import static dev.millrace.api.window.Windows.tumbling;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.api.connector.Console;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.Source;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.WindowedResults;
import dev.millrace.api.window.LateRecord;
import dev.millrace.connector.files.Csv;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * DNS lookups for each minute and response code, from the log of a network monitor. The log is out of order, as such
 * logs are, so the bound of disorder decides which lookups are late; those go to a stream of their own.
 */
public final class DnsByRcode {

    /** Wide enough for every record of the log that comes with the examples. */
    public static final Duration WIDE_ENOUGH = Duration.ofMinutes(15);

    private DnsByRcode() {}

    /**
     * One lookup; the log has more columns than these.
     *
     * @param ts when it was asked
     * @param rtt round-trip time in seconds with 6 decimals, or null if no answer was seen
     * @param rcodeName code of the answer, or null if there is none
     */
    public record Lookup(
            Instant ts,
            @Nullable String rtt,
            @JsonProperty("rcode_name") @Nullable String rcodeName) {

        /** How many decimals of a second there are in a microsecond. */
        private static final int MICRO_DECIMALS = 6;

        /**
         * Names the answer.
         *
         * @return its code, {@code -} if there is none
         */
        public String rcode() {
            return rcodeName == null ? "-" : rcodeName;
        }

        /**
         * Tells whether the round-trip time is known.
         *
         * @return false where no answer was seen
         */
        public boolean hasRoundTrip() {
            return rtt != null;
        }

        /**
         * The round-trip time, exactly: a double cannot hold most decimal fractions.
         *
         * @return microseconds
         * @throws ArithmeticException if it is not a whole number of microseconds
         */
        public long roundTripMicros() {
            if (rtt == null) {
                throw new IllegalStateException("this lookup has no round-trip time: " + this);
            }
            return new BigDecimal(rtt).movePointRight(MICRO_DECIMALS).longValueExact();
        }
    }

    /**
     * The log that comes with the examples.
     *
     * @return a file out of order
     */
    public static Path file() {
        return ExampleData.file("zeek-dns/dns.log.gz");
    }

    /**
     * Lookups in a log.
     *
     * @param log {@code dns.log} of Zeek, plain or compressed
     * @return in the order of the log
     */
    public static Source<Lookup> lookups(Path log) {
        return Csv.in(log).zeek().as(Lookup.class);
    }

    /**
     * Builds the pipeline.
     *
     * @param lookups from the log
     * @param outOfOrderBy how far a lookup may lag behind the latest one and still be counted
     * @param results takes a result for each minute and response code
     * @param late takes the lookups that lag more
     * @return the pipeline
     */
    public static Pipeline pipeline(
            Source<Lookup> lookups,
            Duration outOfOrderBy,
            Sink<? super RcodeMinute> results,
            Sink<? super LateRecord<Lookup>> late) {
        Pipeline pipeline = Pipeline.named("dns-by-rcode");
        WindowedResults<Lookup, String, RoundTrips.Result> perMinute = pipeline.read(
                        "lookups", lookups.eventTime(Lookup::ts).outOfOrderBy(outOfOrderBy))
                .keyBy(Lookup::rcode)
                .window(tumbling(Duration.ofMinutes(1)))
                .aggregate("per-minute", new RoundTrips());
        perMinute.map(RcodeMinute::of).write("results", results);
        perMinute.late().write("late", late);
        return pipeline;
    }

    /**
     * Builds a pipeline that prints. {@code millrace run} calls this.
     *
     * @param args a log; that of the examples if there is none
     * @return a pipeline that prints a table, and late records if there are any
     */
    public static Pipeline pipeline(String[] args) {
        Path log = args.length == 0 ? file() : Path.of(args[0]);
        return pipeline(lookups(log), WIDE_ENOUGH, Console.table(), Console.lines());
    }
}
