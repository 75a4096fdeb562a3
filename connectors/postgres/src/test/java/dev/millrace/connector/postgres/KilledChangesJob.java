package dev.millrace.connector.postgres;

import dev.millrace.api.stream.Pipeline;
import dev.millrace.connector.jdbc.Jdbc;
import dev.millrace.testkit.KilledJob;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.postgresql.ds.PGSimpleDataSource;

/** The process that {@link ChangesKillTest} kills: it writes each change of a table into another one, until it has written that of a last row. */
final class KilledChangesJob {

    /** Key of the row that is inserted last. */
    static final long LAST = -1;

    record Versioned(long id, long version) {}

    record Logged(String kind, long id, Long version) {}

    private KilledChangesJob() {}

    static String log(String table) {
        return table + "_log";
    }

    private static Logged logged(PostgresChange<Long, Versioned> change) {
        Versioned row = change.row();
        return new Logged(
                change.kind().name(), Objects.requireNonNull(change.key()), row == null ? null : row.version());
    }

    /** Arguments: URL, table, directory of checkpoints, how many changes a second at most. */
    public static void main(String[] args) throws Exception {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(args[0]);
        String log = log(args[1]);
        Pipeline pipeline = Pipeline.named("killed");
        pipeline.read(
                        "changes",
                        Postgres.at(args[0])
                                .changes(args[1], Long.class, Versioned.class)
                                .slot(args[1])
                                .publication(args[1])
                                .rateLimit(Long.parseLong(args[3]))
                                .sourceTime())
                .map(KilledChangesJob::logged)
                .write(
                        "log",
                        Jdbc.of(database).to(log, Logged.class).withoutTrial().exactlyOnce(log));
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            KilledJob.run(pipeline, Path.of(args[2]), () -> hasRows(statement, log));
        }
    }

    private static boolean hasRows(Statement statement, String log) {
        try (ResultSet last = statement.executeQuery("select 1 from " + log + " where id = " + LAST)) {
            return last.next();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
