package dev.millrace.examples;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.sum;

import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Guarantee;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.table.RowChange;
import dev.millrace.connector.files.Csv;
import dev.millrace.connector.jdbc.Jdbc;
import dev.millrace.connector.postgres.Postgres;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.testkit.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Departures are inserted, corrected and deleted in a table of PostgreSQL, and another table has their delays by airport all the time: each change
 * goes from the log of the database into the sums, and from there into the table, once.
 */
public final class LiveDelays {

    /** Both tables, and who may read the changes of the first. */
    private static final String TABLES =
            "create table departures (id bigserial primary key, origin text, delay_minutes bigint);"
                    + " create publication departures for table departures";

    /** What somebody does to the departures of an airport in a while. */
    private static final List<String> CHANGES = List.of(
            "update departures set delay_minutes = 0 where id % 7 = 0",
            "delete from departures where id % 5 = 0",
            "update departures set origin = 'BLI' where id % 11 = 0",
            "insert into departures (origin, delay_minutes) select 'SEA', 60 from generate_series(1, 1000)");

    /** Rows that one of the two ways of adding up has and the other has not. */
    private static final String DIFFERENCES =
            "with plain as (select origin, count(*) as departures, sum(delay_minutes)::bigint as"
                    + " delay_minutes from departures group by origin), live as (select origin, departures, delay_minutes from delays"
                    + " where departures > 0) (table plain except table live) union all (table live except table plain)";

    private static final Duration EPOCH = Duration.ofMillis(100);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private LiveDelays() {}

    /**
     * A departure to be inserted.
     *
     * @param origin airport
     * @param delayMinutes against the schedule, negative if it was early
     */
    record Departed(String origin, long delayMinutes) {}

    /**
     * A departure as it is in the table.
     *
     * @param id given by the database
     * @param origin airport
     * @param delayMinutes against the schedule, negative if it was early
     */
    record Departure(long id, String origin, long delayMinutes) {}

    /**
     * The delays of an airport.
     *
     * @param departures how many
     * @param delayMinutes of all of them together
     */
    record Sums(long departures, long delayMinutes) {}

    /**
     * A row of the result.
     *
     * @param origin airport
     * @param departures how many
     * @param delayMinutes of all of them together
     */
    record Delay(String origin, long departures, long delayMinutes) {}

    /**
     * Builds the pipeline that fills the table of departures.
     *
     * @param database with the table
     * @return the pipeline, which ends
     */
    static Pipeline filling(Jdbc database) {
        Pipeline pipeline = Pipeline.named("filling");
        pipeline.read(
                        "file",
                        Csv.in(FlightsDaily.file())
                                .as(FlightsDaily.Departure.class)
                                .processingTime())
                .map(departure -> new Departed(departure.origin(), departure.delayMinutes()))
                .write("departures", database.to("departures", Departed.class));
        return pipeline;
    }

    /**
     * Builds the pipeline that keeps the delays.
     *
     * @param server whose log has the changes
     * @param database the same, for the result
     * @return the pipeline, which does not end
     */
    static Pipeline live(Postgres server, Jdbc database) {
        Pipeline pipeline = Pipeline.named("live-delays");
        server.changes("departures", Long.class, Departure.class)
                .publication("departures")
                .table(pipeline, "departures")
                .toStream("departure-rows")
                .keyBy(change -> change.value().origin())
                .aggregate(
                        "sums",
                        allOf(
                                sum(LiveDelays::count),
                                sum(change -> count(change) * change.value().delayMinutes()),
                                Sums::new))
                .changes()
                .map(change -> new Delay(
                        change.key(),
                        change.value().departures(),
                        change.value().delayMinutes()))
                .write(
                        "delays",
                        database.to("delays", Delay.class)
                                .upsertBy("origin")
                                .createTable()
                                .exactlyOnce("live-delays"));
        return pipeline;
    }

    /** A row that is taken away is subtracted. */
    private static long count(RowChange<Long, Departure> change) {
        return change.kind().isAdded() ? 1 : -1;
    }

    /**
     * Has departures come and change while the job runs, until the table of delays is what SQL finds.
     *
     * @param postgres a new server
     * @param checkpoints directory
     * @return the rows of the table of delays
     * @throws InterruptedException if interrupted
     */
    static List<String> run(EmbeddedPostgres postgres, Path checkpoints) throws InterruptedException {
        postgres.execute(TABLES);
        Jdbc database = Jdbc.of(postgres.dataSource());
        Pipeline pipeline = live(Postgres.at(postgres.url()), database);
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(2).build();
                Job job = runtime.start(
                        pipeline, Checkpoints.in(checkpoints).every(EPOCH).require(Guarantee.EXACTLY_ONCE));
                Job filling = runtime.start(filling(database))) {
            filling.await();
            for (String change : CHANGES) {
                postgres.execute(change);
            }
            while (!postgres.rows(DIFFERENCES).isEmpty() && !job.await(LOOK_AGAIN)) {
                // Checkpoints come, and with them the results.
            }
            return postgres.rows("select origin, departures, delay_minutes from delays order by origin");
        }
    }

    /**
     * Starts a server, and prints the delays.
     *
     * @param args none
     * @throws IOException if there is no room for temporary files
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            System.out.println("airport,departures,delay_minutes");
            run(postgres, Files.createTempDirectory("live-delays")).forEach(System.out::println);
        }
    }
}
