package dev.millrace.connector.jdbc;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.Source;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.testkit.postgres.EmbeddedPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/** The code of docs/guide/jdbc.md. A test compares them. */
final class JdbcSnippets {

    /** An edit. */
    record Edit(long id, Instant time, String channel, String user) {}

    /** How many edits a channel had in an hour. */
    record Total(String channel, Instant hour, long edits) {}

    /** Who edits. */
    record User(String name, String country) {}

    /** Where edits come from. */
    record Known(String channel, String country) {}

    private JdbcSnippets() {}

    static void first(DataSource dataSource, Source<Edit> edits) {
        Jdbc database = Jdbc.of(dataSource);

        Pipeline pipeline = Pipeline.named("edits-per-hour");
        pipeline.read("edits", edits.eventTime(Edit::time).outOfOrderBy(Duration.ofMinutes(5)))
                .keyBy(Edit::channel)
                .window(tumbling(Duration.ofHours(1)))
                .aggregate("hourly", count())
                .map(result -> new Total(result.key(), result.start(), result.value()))
                .write(
                        "totals",
                        database.to("totals", Total.class)
                                .upsertBy("channel", "hour")
                                .createTable()
                                .exactlyOnce("edits-per-hour-totals"));
    }

    static void ownStatement(Jdbc database, Pipeline pipeline, Source<Edit> edits) {
        pipeline.read("edits", edits)
                .write("raw", database.to("insert into raw_edits values (?, ?::jsonb)", (statement, edit) -> {
                    statement.setString(1, edit.channel());
                    statement.setString(2, edit.toString());
                }));
    }

    static void reading(Jdbc database, Pipeline pipeline) {
        pipeline.read("all", database.table("edits").by("id").as(Edit.class));
        pipeline.read(
                "people",
                database.query("select id, time, channel from edits where not robot")
                        .by("time", "id")
                        .as(row -> row.getString("channel"))
                        .follow()
                        .settleAfter(Duration.ofSeconds(30)));
    }

    static void asking(Jdbc database, Pipeline pipeline, Source<Edit> edits, Executor executor) {
        pipeline.read("edits", edits)
                .lookup(
                        "user",
                        Edit::user,
                        database.table("users").by("name").lookup(String.class, User.class, 100, executor))
                .cache(10_000, Duration.ofMinutes(5))
                .leftOuter((edit, user) -> new Known(edit.channel(), user == null ? "?" : user.country()))
                .write("known", database.to("known", Known.class));
    }

    static void embedded() {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            postgres.execute("create table users (name text primary key, country text)");
            Jdbc database = Jdbc.of(postgres.dataSource());
            assertThat(database).isNotNull();
        }
    }
}
