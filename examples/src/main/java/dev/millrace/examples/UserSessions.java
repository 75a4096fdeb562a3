package dev.millrace.examples;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.window.Windows.global;
import static dev.millrace.api.window.Windows.session;

import dev.millrace.api.connector.Console;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.Source;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.window.WindowResult;
import dev.millrace.connector.files.JsonLines;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/** The working sessions of the people who edit Wikipedia, with half an hour of silence between them, and their totals. */
public final class UserSessions {

    /** The longest silence within a session. */
    public static final Duration GAP = Duration.ofMinutes(30);

    /** How far an edit may lag behind the latest one and still be counted. */
    public static final Duration OUT_OF_ORDER_BY = Duration.ofMinutes(5);

    /** Edits of a session that is long. */
    public static final int LONG_EDITS = 15;

    private static final String CSV_HEADER = "start,end,user,edits,pages,sum_added";
    private static final String TOTALS_CSV_HEADER =
            "users,sessions,edits,sessions_of_one_edit,most_edits,longest_ms,neighbours_exactly_one_gap_apart";

    private UserSessions() {}

    /**
     * One edit; the input has more fields than these.
     *
     * @param time when
     * @param user who
     * @param page what
     * @param isRobot whether a program made it
     * @param added characters added
     */
    public record Edit(Instant time, String user, String page, boolean isRobot, long added) {

        /** Validates. */
        public Edit {
            Objects.requireNonNull(time, "time is missing");
            Objects.requireNonNull(user, "user is missing");
        }
    }

    /**
     * What the aggregates are composed to.
     *
     * @param added characters added
     * @param times of the edits, in order
     * @param pages that were edited, one for each edit
     */
    record Work(long added, List<Instant> times, List<String> pages) {}

    /**
     * One session.
     *
     * @param start time of the first edit
     * @param end time of the last edit, which is not where its window ends: that is {@link #GAP} and a millisecond later
     * @param user who
     * @param edits how many
     * @param pages how many different ones
     * @param sumAdded characters added
     * @param extent what counts in the totals
     */
    public record Session(
            Instant start,
            Instant end,
            String user,
            long edits,
            long pages,
            long sumAdded,
            SessionTotals.Extent extent) {

        private static final Comparator<Session> CSV_ORDER =
                Comparator.comparing(Session::start).thenComparing(Session::user, CsvRow.BY_CODE_POINT);

        static Session of(WindowResult<String, Work> result) {
            Work work = result.value();
            return new Session(
                    result.start(),
                    result.end().minus(GAP).minusMillis(1),
                    result.key(),
                    work.times.size(),
                    new HashSet<>(work.pages).size(),
                    work.added,
                    SessionTotals.Extent.of(result.key(), work.times, GAP));
        }

        private String toCsvRow() {
            return CsvRow.of(start, end, user, edits, pages, sumAdded);
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
     * Edits in a file.
     *
     * @param file JSON lines, plain or compressed
     * @return in the order of the file
     */
    public static Source<Edit> edits(Path file) {
        return JsonLines.in(file).as(Edit.class);
    }

    /**
     * Builds the pipeline.
     *
     * @param edits out of order by {@link #OUT_OF_ORDER_BY} at most
     * @param longSessions takes the sessions of at least {@link #LONG_EDITS} edits
     * @param totals takes one result over all sessions, at the end
     * @return the pipeline
     */
    public static Pipeline pipeline(
            Source<Edit> edits, Sink<? super Session> longSessions, Sink<? super SessionTotals.Result> totals) {
        Pipeline pipeline = Pipeline.named("user-sessions");
        Stream<Session> sessions = pipeline.read(
                        "edits", edits.eventTime(Edit::time).outOfOrderBy(OUT_OF_ORDER_BY))
                .filter(edit -> !edit.isRobot())
                .keyBy(Edit::user)
                .window(session(GAP))
                .aggregate("sessions", allOf(sum(Edit::added), collect(Edit::time), collect(Edit::page), Work::new))
                .map(Session::of);
        sessions.filter(session -> session.edits() >= LONG_EDITS).write("long-sessions", longSessions);
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
     * @param args a file of edits; that of the examples if there is none
     * @return a pipeline that prints long sessions and totals
     */
    public static Pipeline pipeline(String[] args) {
        Path file = args.length == 0 ? WikipediaHourly.file() : Path.of(args[0]);
        return pipeline(edits(file), Console.lines(), Console.lines());
    }
}
