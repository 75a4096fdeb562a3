package dev.millrace.examples;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.countDistinct;
import static dev.millrace.api.aggregate.Aggregates.filtering;
import static dev.millrace.api.window.Windows.tumbling;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.api.connector.Console;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.Source;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.connector.files.Csv;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which TLS connections follow a lookup that told the client where its server is? One that does not was told by somebody
 * else, which a network's guards like to know. Two logs of one network monitor, both out of order, joined by client and server
 * within five seconds.
 */
public final class TlsAfterDns {

    /** How long a client may take from the lookup to the connection. */
    public static final Duration WITHIN = Duration.ofSeconds(5);

    /** Wide enough for every record of the logs that come with the examples. */
    public static final Duration WIDE_ENOUGH = Duration.ofMinutes(15);

    private TlsAfterDns() {}

    /**
     * One lookup; the log has more columns than these.
     *
     * @param ts when it was asked
     * @param client who asked
     * @param answers what was answered, separated by commas, or null if no answer was seen
     */
    public record Lookup(
            Instant ts,
            @JsonProperty("id.orig_h") String client,
            @Nullable String answers) {}

    /**
     * One connection; the log has more columns than these.
     *
     * @param ts when it began
     * @param uid its name
     * @param client who connected
     * @param server to whom
     */
    public record Connection(
            Instant ts,
            String uid,
            @JsonProperty("id.orig_h") String client,
            @JsonProperty("id.resp_h") String server) {

        Hosts hosts() {
            return new Hosts(client, server);
        }
    }

    /**
     * What lookups and connections have in common.
     *
     * @param client who asked or connected
     * @param server what was answered, or to whom
     */
    public record Hosts(String client, String server) {}

    /**
     * A connection that follows a lookup, or one that follows none.
     *
     * @param uid name of the connection
     * @param isAfterLookup true if it follows one
     */
    record Outcome(String uid, boolean isAfterLookup) {}

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
     * Connections in a log.
     *
     * @param log {@code ssl.log} of Zeek, plain or compressed
     * @return in the order of the log
     */
    public static Source<Connection> connections(Path log) {
        return Csv.in(log).zeek().as(Connection.class);
    }

    /**
     * Builds the pipeline.
     *
     * @param lookups from the one log
     * @param connections from the other
     * @param results takes a result for each minute
     * @return the pipeline
     */
    public static Pipeline pipeline(
            Source<Lookup> lookups, Source<Connection> connections, Sink<? super TlsMinute> results) {
        Pipeline pipeline = Pipeline.named("tls-after-dns");
        Stream<Hosts> answers = pipeline.read(
                        "lookups", lookups.eventTime(Lookup::ts).outOfOrderBy(WIDE_ENOUGH))
                .flatMap((lookup, out) -> {
                    if (lookup.answers() != null) {
                        for (String answer :
                                new TreeSet<>(List.of(lookup.answers().split(",")))) {
                            out.accept(new Hosts(lookup.client(), answer));
                        }
                    }
                });
        pipeline.read("connections", connections.eventTime(Connection::ts).outOfOrderBy(WIDE_ENOUGH))
                .join("after-lookup", answers)
                .on(Connection::hosts, answer -> answer)
                .between(WITHIN, Duration.ZERO)
                .leftOuter((connection, answer) -> new Outcome(connection.uid(), answer != null))
                .window(tumbling(Duration.ofMinutes(1)))
                .aggregate(
                        "per-minute",
                        allOf(
                                countDistinct(Outcome::uid),
                                filtering(Outcome::isAfterLookup, countDistinct(Outcome::uid)),
                                filtering(Outcome::isAfterLookup, count()),
                                TlsMinute.Counts::new))
                .map(TlsMinute::of)
                .write("results", results);
        return pipeline;
    }

    /**
     * Builds a pipeline that prints. {@code millrace run} calls this.
     *
     * @param args a log of lookups and one of connections; those of the examples if there are none
     * @return a pipeline that prints a table
     */
    public static Pipeline pipeline(String[] args) {
        Path dns = args.length < 2 ? ExampleData.file("zeek-dns/dns.log.gz") : Path.of(args[0]);
        Path tls = args.length < 2 ? ExampleData.file("zeek-tls/ssl.log.gz") : Path.of(args[1]);
        return pipeline(lookups(dns), connections(tls), Console.table());
    }
}
