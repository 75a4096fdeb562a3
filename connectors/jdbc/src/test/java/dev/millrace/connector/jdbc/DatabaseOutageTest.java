package dev.millrace.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.testkit.Jobs;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A server that stops, and one that crashes, while a job reads from it and writes to it, and that starts again. */
@EnabledOnOs(OS.LINUX)
class DatabaseOutageTest {

    private static final int ROWS = 4_000;

    record Numbered(long id) {}

    @Test
    void nothingIsLostOrDoubledWhenTheServerIsAway(@TempDir Path checkpoints) throws Exception {
        String from = Database.name("outage_from");
        String to = Database.name("outage_to");
        Database.POSTGRES.execute("create table " + from + " as select id::bigint from generate_series(1, " + ROWS
                + ") id; alter table " + from + " add primary key (id)");
        Jdbc database = Database.POSTGRES.jdbc();
        Pipeline pipeline = Pipeline.named("outage");
        pipeline.read("from", database.table(from).by("id").as(Numbered.class).rateLimit(ROWS / 2))
                .write("to", database.to(to, Numbered.class).createTable().exactlyOnce(to));
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(2).build();
                Job job = runtime.start(
                        pipeline,
                        Checkpoints.in(checkpoints).every(Duration.ofMillis(50)).restart(100, Duration.ofMillis(50)))) {
            String count = "select count(*) from " + to;
            Jobs.await(
                    "the table",
                    () -> Database.POSTGRES.number("select count(*) from pg_tables where tablename = '" + to + "'")
                            > 0);
            Jobs.await("rows", () -> Database.POSTGRES.number(count) > 0);
            Database.server().stop();
            Database.server().restart();
            long before = Database.POSTGRES.number(count);
            assertThat(before).isLessThan(ROWS);
            Jobs.await("more rows", () -> Database.POSTGRES.number(count) > before);
            Database.server().crash();
            Database.server().restart();
            assertThat(job.await(Duration.ofSeconds(60))).isTrue();
        }
        assertThat(Database.POSTGRES.rows("select count(*), count(distinct id), min(id), max(id) from " + to))
                .containsExactly(ROWS + "," + ROWS + ",1," + ROWS);
    }
}
