package dev.millrace.examples;

import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.connector.files.Lines;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Requests to a web server, from its logs in the combined format of Apache. */
public final class AccessLog {

    /** The server writes a request when it is done, with the time when it came in; none here took longer. */
    public static final Duration OUT_OF_ORDER_BY = Duration.ofMinutes(5);

    private static final Pattern LINE = Pattern.compile("^(?<client>\\S+) \\S+ \\S+ \\[(?<time>[^\\]]+)\\]"
            + " \"(?<request>.*?)(?<!\\\\)\" (?<status>\\d{3}) (?<bytes>\\d+|-)"
            + " \"(?<referrer>.*?)(?<!\\\\)\" \"(?<agent>.*)\"$");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);

    private AccessLog() {}

    /**
     * One request; a line has more than this.
     *
     * @param time when it came in
     * @param client whose it is
     * @param status of the answer, as 404
     * @param bytes of the answer, 0 if it has none
     */
    public record Request(Instant time, String client, int status, long bytes) {

        static Request parse(String line) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("this is not a line of a log in the combined format: " + line);
            }
            String bytes = matcher.group("bytes");
            return new Request(
                    timeOf(line),
                    matcher.group("client"),
                    Integer.parseInt(matcher.group("status")),
                    bytes.equals("-") ? 0 : Long.parseLong(bytes));
        }

        /**
         * The class of the answer.
         *
         * @return the first digit of its status
         */
        public int statusClass() {
            return status / 100;
        }

        /**
         * Counts errors, of the client or the server.
         *
         * @return 1 or 0
         */
        public long errors() {
            return status >= 400 ? 1 : 0;
        }
    }

    /** Only this is read of each line before it is known whether it comes too late. */
    private static Instant timeOf(String line) {
        return OffsetDateTime.parse(line.substring(line.indexOf('[') + 1, line.indexOf(']')), TIME)
                .toInstant();
    }

    /**
     * The logs that come with the examples.
     *
     * @return a directory of four files
     */
    public static Path directory() {
        Path anyFile = ExampleData.file("web-access-log/logs/access-2013-10-13.log.gz");
        return anyFile.resolveSibling("");
    }

    /**
     * Reads logs.
     *
     * @param pipeline reads them
     * @param logs a file, or a directory of files, which are read side by side
     * @return all requests
     */
    static Stream<Request> read(Pipeline pipeline, Path logs) {
        return pipeline.read("log", Lines.in(logs).eventTime(AccessLog::timeOf).outOfOrderBy(OUT_OF_ORDER_BY))
                .map(Request::parse);
    }
}
