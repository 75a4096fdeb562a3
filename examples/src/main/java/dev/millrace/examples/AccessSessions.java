package dev.millrace.examples;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.window.Windows.global;
import static dev.millrace.api.window.Windows.session;

import dev.millrace.api.connector.Console;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.window.WindowResult;
import dev.millrace.examples.AccessLog.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * The visits to a web site, with half an hour of silence between those of one client. The logs are four files that are read
 * side by side, and a visit may begin in one and end in the next.
 */
public final class AccessSessions {

    /** The longest silence within a session. */
    public static final Duration GAP = Duration.ofMinutes(30);

    /** Requests of a session that is long. */
    public static final int LONG_REQUESTS = 100;

    private static final String SERVER_ITSELF = "127.0.0.1";

    private static final String CSV_HEADER = "start,end,client,requests,errors,bytes";
    private static final String TOTALS_CSV_HEADER = "clients,sessions,requests,sessions_of_one_request,most_requests,"
            + "longest_ms,neighbours_exactly_one_gap_apart";

    private AccessSessions() {}

    /**
     * What the aggregates are composed to.
     *
     * @param errors requests that failed
     * @param bytes sent
     * @param times of the requests, in order
     */
    record Visit(long errors, long bytes, List<Instant> times) {}

    /**
     * One session.
     *
     * @param start time of the first request
     * @param end time of the last request, which is not where its window ends: that is {@link #GAP} and a millisecond later
     * @param client whose
     * @param requests how many
     * @param errors how many of them failed
     * @param bytes sent
     * @param extent what counts in the totals
     */
    public record Session(
            Instant start,
            Instant end,
            String client,
            long requests,
            long errors,
            long bytes,
            SessionTotals.Extent extent) {

        private static final Comparator<Session> CSV_ORDER =
                Comparator.comparing(Session::start).thenComparing(Session::client, CsvRow.BY_CODE_POINT);

        static Session of(WindowResult<String, Visit> result) {
            Visit visit = result.value();
            return new Session(
                    result.start(),
                    result.end().minus(GAP).minusMillis(1),
                    result.key(),
                    visit.times.size(),
                    visit.errors,
                    visit.bytes,
                    SessionTotals.Extent.of(result.key(), visit.times, GAP));
        }

        private String toCsvRow() {
            return CsvRow.of(start, end, client, requests, errors, bytes);
        }
    }

    /**
     * Makes a CSV file of sessions, in order of their start.
     *
     * @param sessions in any order
     * @return the text of the file, with a header
     */
    public static String toCsv(List<Session> sessions) {
        return CsvRow.file(CSV_HEADER, sessions, Session.CSV_ORDER, Session::toCsvRow);
    }

    /**
     * Makes a CSV file of the totals.
     *
     * @param totals what came out
     * @return the text of the file, with a header
     */
    public static String totalsToCsv(SessionTotals.Result totals) {
        return TOTALS_CSV_HEADER + "\n" + totals.toCsvRow() + "\n";
    }

    /**
     * Builds the pipeline.
     *
     * @param logs a file or a directory
     * @param longSessions takes the sessions of at least {@link #LONG_REQUESTS} requests
     * @param totals takes one result over all sessions, at the end
     * @return the pipeline
     */
    public static Pipeline pipeline(
            Path logs, Sink<? super Session> longSessions, Sink<? super SessionTotals.Result> totals) {
        Pipeline pipeline = Pipeline.named("access-sessions");
        Stream<Session> sessions = AccessLog.read(pipeline, logs)
                .filter(request -> !request.client().equals(SERVER_ITSELF))
                .keyBy(Request::client)
                .window(session(GAP))
                .aggregate(
                        "sessions",
                        allOf(sum(Request::errors), sum(Request::bytes), collect(Request::time), Visit::new))
                .map(Session::of);
        sessions.filter(session -> session.requests() >= LONG_REQUESTS).write("long-sessions", longSessions);
        sessions.map(Session::extent)
                .window(global())
                .aggregate("totals", new SessionTotals())
                .map(WindowResult::value)
                .write("totals-out", totals);
        return pipeline;
    }

    /**
     * Builds a pipeline that prints. {@code millrace run} calls this.
     *
     * @param args a log or a directory of logs; those of the examples if there is none
     * @return a pipeline that prints long sessions and totals
     */
    public static Pipeline pipeline(String[] args) {
        Path logs = args.length == 0 ? AccessLog.directory() : Path.of(args[0]);
        return pipeline(logs, Console.lines(), Console.lines());
    }
}
