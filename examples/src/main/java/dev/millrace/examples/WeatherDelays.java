package dev.millrace.examples;

import static dev.millrace.api.window.Windows.global;

import dev.millrace.api.connector.TimedSource;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Guarantee;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.connector.files.Csv;
import dev.millrace.connector.jdbc.Jdbc;
import dev.millrace.connector.kafka.Kafka;
import dev.millrace.connector.kafka.KafkaFormat;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.examples.FlightsByVisibility.Report;
import dev.millrace.examples.FlightsByVisibility.Visibility;
import dev.millrace.examples.FlightsDaily.Departure;
import dev.millrace.testkit.kafka.EmbeddedKafka;
import dev.millrace.testkit.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Departures and weather reports come from topics of Kafka, each departure meets the weather it left in, and a table of PostgreSQL has the delays at each
 * visibility, exactly once. The pipeline of {@link FlightsByVisibility} with servers at its ends, and a table that is kept up to date while it runs.
 */
public final class WeatherDelays {

    private static final String DEPARTURES = "departures";
    private static final String WEATHER = "weather";
    private static final int PARTITIONS = 2;

    private static final Duration EPOCH = Duration.ofMillis(500);

    /** Of event time, between two updates of a row. */
    private static final Duration UPDATE = Duration.ofDays(1);

    private WeatherDelays() {}

    /**
     * Builds the pipeline that fills the topics, as JSON. All that is about one airport goes to one partition, in the order of the files.
     *
     * @param kafka with both topics
     * @return the pipeline, which ends
     */
    static Pipeline filling(Kafka kafka) {
        Pipeline pipeline = Pipeline.named("filling");
        pipeline.read(DEPARTURES, departuresInFile())
                .write(
                        "departures-out",
                        kafka.to(DEPARTURES, KafkaFormat.json(Departure.class))
                                .key(Departure::origin, KafkaFormat.string()));
        pipeline.read(
                        WEATHER,
                        Csv.in(FlightsByVisibility.reports()).as(Report.class).eventTime(Report::time))
                .write(
                        "weather-out",
                        kafka.to(WEATHER, KafkaFormat.json(Report.class)).key(Report::airport, KafkaFormat.string()));
        return pipeline;
    }

    private static TimedSource<Departure> departuresInFile() {
        return Csv.in(FlightsDaily.file())
                .as(Departure.class)
                .eventTime(Departure::time)
                .outOfOrderBy(FlightsDaily.OUT_OF_ORDER_BY);
    }

    /**
     * Builds the pipeline that keeps the delays.
     *
     * @param kafka with both topics
     * @param database for the table
     * @return the pipeline, which ends when it has read what is in the topics at its start
     */
    static Pipeline delays(Kafka kafka, Jdbc database) {
        Pipeline pipeline = Pipeline.named("weather-delays");
        FlightsByVisibility.byVisibility(
                        pipeline.read(
                                DEPARTURES,
                                kafka.topics(DEPARTURES)
                                        .values(KafkaFormat.json(Departure.class))
                                        .untilLatest()
                                        .eventTime(Departure::time)
                                        .outOfOrderBy(FlightsDaily.OUT_OF_ORDER_BY)),
                        pipeline.read(
                                WEATHER,
                                kafka.topics(WEATHER)
                                        .values(KafkaFormat.json(Report.class))
                                        .untilLatest()
                                        .eventTime(Report::time)))
                .window(global())
                .earlyEvery(UPDATE)
                .aggregate("delays", FlightsByVisibility.delays())
                .map(result -> Visibility.of(result.key(), result.value()))
                .write(
                        "delays-out",
                        database.to("delays", Visibility.class)
                                .upsertBy("visibility_miles")
                                .createTable()
                                .exactlyOnce("weather-delays"));
        return pipeline;
    }

    /**
     * Fills the topics, and then the table.
     *
     * @param broker without these topics
     * @param postgres without this table
     * @param checkpoints directory
     * @return the rows of the table, as CSV
     * @throws InterruptedException if interrupted
     */
    static List<String> run(EmbeddedKafka broker, EmbeddedPostgres postgres, Path checkpoints)
            throws InterruptedException {
        broker.createTopic(DEPARTURES, PARTITIONS);
        broker.createTopic(WEATHER, PARTITIONS);
        Kafka kafka = Kafka.at(broker.bootstrapServers());
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(2).build()) {
            try (Job filling = runtime.start(filling(kafka))) {
                filling.await();
            }
            try (Job job = runtime.start(
                    delays(kafka, Jdbc.of(postgres.dataSource())),
                    Checkpoints.in(checkpoints).every(EPOCH).require(Guarantee.EXACTLY_ONCE))) {
                job.await();
            }
        }
        return postgres.rows("select * from delays order by visibility_miles collate \"C\"");
    }

    /**
     * Starts both servers, and prints the table.
     *
     * @param args none
     * @throws IOException if there is no room for temporary files
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            System.out.println(FlightsByVisibility.CSV_HEADER);
            run(kafka, postgres, Files.createTempDirectory("weather-delays")).forEach(System.out::println);
        }
    }
}
