package dev.millrace.examples;

import dev.millrace.api.connector.EpochSink;
import dev.millrace.api.connector.Source;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Guarantee;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.examples.WikipediaHourly.Edit;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Edits of Wikipedia, added up in a database in transactions of its own. Kill it, start it again: no edit is missing, and none is
 * counted twice.
 */
public final class EditsToDatabase {

    private EditsToDatabase() {}

    /**
     * Builds the pipeline.
     *
     * @param edits replayable
     * @param totals takes how much each edit has added
     * @return the pipeline
     */
    public static Pipeline pipeline(Source<Edit> edits, EpochSink<EditSize> totals) {
        Pipeline pipeline = Pipeline.named("edits-to-database");
        pipeline.read("edits", edits.eventTime(Edit::time).outOfOrderBy(WikipediaHourly.OUT_OF_ORDER_BY))
                .filter(edit -> edit.added() > 0)
                .map(edit -> new EditSize(edit.channel(), edit.added()))
                .write("totals", totals);
        return pipeline;
    }

    /**
     * Fills a database of H2, and prints the largest totals.
     *
     * @param args a directory for the database and the checkpoints; {@code edits-to-database} if there is none
     * @throws SQLException if the database refuses
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws SQLException, InterruptedException {
        Path directory = Path.of(args.length == 0 ? "edits-to-database" : args[0]);
        String url = "jdbc:h2:" + directory.resolve("totals").toAbsolutePath();
        Checkpoints checkpoints = Checkpoints.in(directory.resolve("checkpoints"))
                .every(Duration.ofMillis(100))
                .require(Guarantee.EXACTLY_ONCE);
        try (Connection connection = DriverManager.getConnection(url);
                EmbeddedRuntime runtime = EmbeddedRuntime.builder().build()) {
            Pipeline pipeline = pipeline(WikipediaHourly.edits(WikipediaHourly.file()), new ChannelTotals(connection));
            try (Job job = runtime.start(pipeline, checkpoints)) {
                job.await();
            }
            print(connection);
        }
    }

    private static void print(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select channel, edits, added from totals order by added desc fetch first 10 rows only")) {
            while (rows.next()) {
                System.out.printf("%-20s %8d %12d%n", rows.getString(1), rows.getLong(2), rows.getLong(3));
            }
        }
    }
}
