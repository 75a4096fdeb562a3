package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.EmbeddedRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State of one version of a program meets the classes of the next. */
class CheckpointCheckCommandTest {

    private static final String SOURCE = """
            package acme;

            import dev.millrace.api.connector.CollectingSink;
            import dev.millrace.api.connector.ListSource;
            import dev.millrace.api.stream.Pipeline;
            import dev.millrace.api.type.DefaultValue;

            public class Shop {
                public record Sale(String item, FIELDS) {}

                public static Pipeline pipeline(String[] args) {
                    Pipeline pipeline = Pipeline.named("shop");
                    pipeline.read("sales", ListSource.of(new Sale("tea", ARGUMENTS)).eventTimeMillis(sale -> 1))
                            .keyBy(Sale::item)
                            .toTable("latest")
                            .toStream("changes")
                            .write("out", new CollectingSink<>());
                    return pipeline;
                }
            }
            """;

    private final CapturedScreen console = new CapturedScreen(false);

    @TempDir
    private Path directory;

    @BeforeEach
    void runTheFirstVersion() throws Exception {
        Path jar = jar("first", "int cents", "5");
        try (UserProgram program = UserProgram.load(List.of(jar), "acme.Shop");
                EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build()) {
            Pipeline pipeline = program.pipeline(new String[0]);
            assertThat(pipeline).isNotNull();
            try (Job job = runtime.start(pipeline, Checkpoints.in(directory.resolve("state")))) {
                job.await();
            }
        }
    }

    private Path jar(String name, String fields, String arguments) throws Exception {
        String source = SOURCE.replace("FIELDS", fields).replace("ARGUMENTS", arguments);
        return UserJar.of(Files.createDirectory(directory.resolve(name)), "acme.Shop", source);
    }

    private int check(String... options) {
        String[] words = new String[options.length + 3];
        words[0] = "checkpoint";
        words[1] = "check";
        words[2] = directory.resolve("state").toString();
        System.arraycopy(options, 0, words, 3, options.length);
        return console.run(words);
    }

    @Test
    void theSameClassesKeepTheState() throws Exception {
        assertThat(check("--jar", jar("same", "int cents", "5").toString())).isZero();
        assertThat(console.err()).isEmpty();
        assertThat(console.out()).contains("kept  acme.Shop$Sale\n").endsWith(" kept, 0 migrated, 0 refused\n");
    }

    @Test
    void whatIsMigratedIsSaid() throws Exception {
        Path jar = jar("wider", "long cents, @DefaultValue(\"EUR\") String currency", "5, \"EUR\"");
        assertThat(check("--jar", jar.toString())).isZero();
        assertThat(console.out()).contains("""
                        migrated  acme.Shop$Sale
                            cents was a int and is a long now
                            currency is new: EUR
                        """).endsWith(" kept, 1 migrated, 0 refused\n");
    }

    @Test
    void whatIsRefusedFails() throws Exception {
        Path jar = jar("narrower", "String currency", "\"EUR\"");
        assertThat(check("--jar", jar.toString())).isEqualTo(Main.EXIT_FAILED);
        assertThat(console.out())
                .startsWith(
                        "refused  acme.Shop$Sale\n    acme.Shop$Sale.currency was added after values had been stored")
                .endsWith(" kept, 0 migrated, 1 refused\n");
    }

    @Test
    void stateThatThePipelineDoesNotHaveIsLost() throws Exception {
        Path jar = UserJar.of(
                Files.createDirectory(directory.resolve("other")),
                "acme.Shop",
                SOURCE.replace("FIELDS", "int cents").replace("ARGUMENTS", "5").replace("\"latest\"", "args[0]"));
        assertThat(check("--jar", jar.toString(), "--main", "acme.Shop", "latest"))
                .isZero();
        assertThat(console.out()).endsWith(" kept, 0 migrated, 0 refused\n").doesNotContain("lost");

        assertThat(check("--jar", jar.toString(), "--main", "acme.Shop", "newest"))
                .isEqualTo(Main.EXIT_FAILED);
        assertThat(console.out())
                .contains("lost  the state of 'latest', which the pipeline does not have\n")
                .endsWith(" kept, 0 migrated, 0 refused, 1 lost\n");
    }

    @Test
    void classesThatAreMissingAreRefused() {
        assertThat(check()).isEqualTo(Main.EXIT_FAILED);
        assertThat(console.out())
                .startsWith(
                        "refused  acme.Shop$Sale\n    values of acme.Shop$Sale were stored, but there is no such record");
    }

    @Test
    void aJarThatIsMissingIsNamed() {
        assertThat(check("--jar", "none.jar")).isEqualTo(Main.EXIT_FAILED);
        assertThat(console.errLines()).containsExactly("millrace: no such jar: none.jar");
    }

    @Test
    void stateIsShownWithoutTheClasses() {
        assertThat(console.run("checkpoint", "state", directory.resolve("state").toString(), "latest"))
                .isZero();
        assertThat(console.out()).startsWith("rows  tea  Sale[item=tea, cents=5], tea, 1970-01-01T00:00:00.001Z");
    }

    @Test
    void stateIsShownAsThePipelineSeesIt() throws Exception {
        Path jar = jar("again", "int cents", "5");
        String state = directory.resolve("state").toString();

        assertThat(console.run("checkpoint", "state", state, "latest", "--jar", jar.toString(), "--main", "acme.Shop"))
                .isZero();
        assertThat(console.out()).isEqualTo("table  tea  Sale[item=tea, cents=5]\n");
        assertThat(console.run("checkpoint", "state", state, "sales", "--jar", jar.toString(), "--main", "acme.Shop"))
                .isNotZero();
        assertThat(console.err()).contains("no state of 'sales' that can be shown; there is ['latest']");
    }
}
