package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunCommandTest {

    /** Sums up longs in one window; the first argument divides each of them. */
    private static final String PIPELINE = """
            package com.acme;

            import dev.millrace.api.aggregate.Aggregates;
            import dev.millrace.api.connector.CallbackSink;
            import dev.millrace.api.connector.Generator;
            import dev.millrace.api.stream.Pipeline;
            import dev.millrace.api.window.Windows;
            import java.time.Duration;

            class Main {
                record Event(long number) {}

                public static Pipeline pipeline(String[] args) {
                    long divisor = Long.parseLong(args[0]);
                    Pipeline pipeline = Pipeline.named("acme");
                    pipeline.read("events", Generator.of(Event::new).limit(1_000).eventTimeMillis(Event::number))
                            .keyBy(event -> event.number() % 10)
                            .window(Windows.tumbling(Duration.ofSeconds(1)))
                            .aggregate("sums", Aggregates.sum(event -> event.number() / divisor))
                            .write("results", CallbackSink.of(result -> System.setProperty(
                                    "acme." + result.key(), String.join("-", args) + ":" + result.value())));
                    return pipeline;
                }
            }
            """;

    private final CapturedScreen console = new CapturedScreen(false);

    @TempDir
    private Path directory;

    @AfterEach
    void forgetResults() {
        System.getProperties().keySet().removeIf(key -> key.toString().startsWith("acme."));
    }

    @Test
    void aPipelineIsRunWithLedgerAndThroughput() throws Exception {
        Path jar = UserJar.of(directory, "com.acme.Main", PIPELINE);

        int exitCode = console.run("run", "--workers=3", "--jar", jar.toString(), "com.acme.Main", "1", "--seed", "-x");

        assertThat(console.err()).isEmpty();
        assertThat(exitCode).isZero();
        // 3 + 13 + ... + 993
        assertThat(System.getProperty("acme.3")).isEqualTo("1---seed--x:49800");
        assertThat(console.out())
                .containsPattern("(?m)^events +1,000 +1,000 +0 +0 +0 +0 +0 +1,000$")
                .containsPattern("(?m)^sums +1,000 +1,000 +0 +0 +0 +0 +0 +10$")
                .contains("The ledger balances")
                .containsPattern("(?m)^1,000 records in [0-9.]+ s with 3 workers: [0-9,]+ records/s$");
    }

    @Test
    void aFailingPipelineIsExplainedInOneLine() throws Exception {
        Path jar = UserJar.of(directory, "com.acme.Main", PIPELINE);

        int exitCode = console.run("run", "--jar", jar.toString(), "com.acme.Main", "0");

        assertThat(exitCode).isEqualTo(Main.EXIT_FAILED);
        assertThat(console.errLines())
                .singleElement()
                .asString()
                .startsWith("millrace: job 'acme' failed in 'sums' at ")
                .endsWith("ArithmeticException: / by zero");
        assertThat(console.out()).isEmpty();
    }

    @Test
    void aMethodThatThrowsIsExplainedInOneLine() throws Exception {
        Path jar = UserJar.of(directory, "com.acme.Main", PIPELINE);

        int exitCode = console.run("run", "--jar", jar.toString(), "com.acme.Main", "one");

        assertThat(exitCode).isEqualTo(Main.EXIT_FAILED);
        assertThat(console.errLines())
                .containsExactly("millrace: com.acme.Main.pipeline failed: java.lang.NumberFormatException:"
                        + " For input string: \"one\"");
    }

    @Test
    void aProgramWithOnlyAMainIsCalled() throws Exception {
        Path jar = UserJar.of(directory, "com.acme.Main", """
                package com.acme;
                public class Main {
                    public static void main(String[] args) { System.setProperty("acme.main", String.join(" ", args)); }
                }
                """);

        int exitCode = console.run("run", "--jar", jar.toString(), "com.acme.Main", "--help", "b");

        assertThat(exitCode).isZero();
        assertThat(System.getProperty("acme.main")).isEqualTo("--help b");
        assertThat(console.out() + console.err()).isEmpty();

        int exitCodeWithWorkers = console.run("run", "--workers=2", "--jar", jar.toString(), "com.acme.Main");

        assertThat(exitCodeWithWorkers).isEqualTo(Main.EXIT_FAILED);
        assertThat(console.errLines()).singleElement().asString().startsWith("millrace: --workers needs a method");
    }

    @Test
    void aMainThatThrowsIsExplainedInOneLine() throws Exception {
        Path jar = UserJar.of(directory, "com.acme.Main", """
                package com.acme;
                public class Main {
                    public static void main(String[] args) { throw new IllegalStateException("no\\nmore"); }
                }
                """);

        int exitCode = console.run("run", "--jar", jar.toString(), "com.acme.Main");

        assertThat(exitCode).isEqualTo(Main.EXIT_FAILED);
        assertThat(console.errLines())
                .containsExactly("millrace: com.acme.Main.main failed: java.lang.IllegalStateException: no more");
    }

    @ParameterizedTest
    @CsvSource({
        "public Pipeline pipeline(String[] args) { return null; }, expected public static Pipeline pipeline(String[] args)",
        "public static String pipeline(String[] args) { return null; }, expected public static Pipeline pipeline(String[] args)",
        "public static Pipeline pipeline(String[] args) { return null; }, com.acme.Main.pipeline returned null",
        "public static Pipeline pipeline(String[] args) { return Pipeline.named(\"x\"); }, com.acme.Main: pipeline 'x' reads nothing",
        "static Pipeline pipeline(String[] args) { return null; }, com.acme.Main has neither",
        "public void main(String[] args) {}, com.acme.Main has neither"
    })
    void aClassThatIsNoPipelineIsExplainedInOneLine(String method, String explanation) throws Exception {
        Path jar = UserJar.of(
                directory,
                "com.acme.Main",
                "package com.acme; import dev.millrace.api.stream.Pipeline; public class Main {" + method + "}");

        int exitCode = console.run("run", "--jar", jar.toString(), "com.acme.Main");

        assertThat(exitCode).isEqualTo(Main.EXIT_FAILED);
        assertThat(console.errLines()).singleElement().asString().startsWith("millrace: " + explanation);
    }

    @Test
    void aMissingJarIsNamed() {
        Path jar = directory.resolve("none.jar");

        int exitCode = console.run("run", "--jar", jar.toString(), "com.acme.Main");

        assertThat(exitCode).isEqualTo(Main.EXIT_FAILED);
        assertThat(console.errLines()).containsExactly("millrace: no such jar: " + jar);
    }

    @Test
    void aFileThatIsNoJarIsNamed() throws Exception {
        Path jar = Files.writeString(directory.resolve("text.jar"), "text");

        int exitCode = console.run("run", "--jar", jar.toString(), "com.acme.Main");

        assertThat(exitCode).isEqualTo(Main.EXIT_FAILED);
        assertThat(console.errLines()).singleElement().asString().startsWith("millrace: " + jar + " is no jar: ");
    }

    @Test
    void aMissingClassIsNamed() throws Exception {
        Path jar = UserJar.of(directory, "com.acme.Main", "package com.acme; class Main {}");

        int exitCode = console.run("run", "--jar", jar.toString(), "com.acme.Man");

        assertThat(exitCode).isEqualTo(Main.EXIT_FAILED);
        assertThat(console.errLines()).containsExactly("millrace: no class com.acme.Man in " + jar);
    }

    @ParameterizedTest
    @CsvSource({"com.acme.Main, --jar FILE.jar is missing", "--jar=a.jar, the name of a class is missing"})
    void anIncompleteCommandLineIsExplainedInOneLine(String argument, String explanation) {
        int exitCode = console.run("run", argument);

        assertThat(exitCode).isEqualTo(Main.EXIT_USAGE);
        assertThat(console.errLines()).containsExactly("millrace: " + explanation + " (see millrace run --help)");
    }

    @Test
    void aPipelineIsExplained() throws Exception {
        Path jar = UserJar.of(directory, "com.acme.Main", PIPELINE);

        int exitCode = console.run("explain", "--workers=4", "--jar", jar.toString(), "com.acme.Main", "1");

        assertThat(console.err()).isEmpty();
        assertThat(exitCode).isZero();
        assertThat(console.out())
                .startsWith("pipeline acme\n")
                .contains("plan of acme for 4 workers\n", "tumbling PT1S", "x 4");
    }

    @Test
    void whatEachSinkGetsIsExplained() throws Exception {
        Path jar = UserJar.of(directory, "com.acme.Main", PIPELINE);

        assertThat(console.run("explain", "--checkpoints=state", "--jar", jar.toString(), "com.acme.Main", "1"))
                .isZero();
        assertThat(console.out())
                .contains("\nwith checkpoints in state every PT1S\n"
                        + "  'results' AT_LEAST_ONCE: callback gets again what it got since the last checkpoint");
    }

    @Test
    void aPipelineThatGivesLessThanIsRequiredIsRefusedAsAtAStart() throws Exception {
        Path jar = UserJar.of(directory, "com.acme.Main", PIPELINE);

        assertThat(console.run("explain", "--require=EXACTLY_ONCE", "--jar", jar.toString(), "com.acme.Main", "1"))
                .isOne();
        assertThat(console.err())
                .contains("job 'acme' requires EXACTLY_ONCE, but gives less:", "'results' AT_LEAST_ONCE: callback");
        assertThat(console.out()).isEmpty();
    }
}
