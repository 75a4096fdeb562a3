package dev.millrace.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.github.luben.zstd.Zstd;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.connector.files.FileSource;
import dev.millrace.engine.EmbeddedRuntime;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.csv.CsvMapper;

/** Makes a jar of a pipeline for a cluster. */
@Command(
        name = "package",
        description =
                "Make a jar that runs the pipeline of a class on a cluster: of a class with public static Pipeline"
                        + " pipeline(String[] args), which is called there with the arguments of the job.")
final class PackageCommand implements Callable<Integer> {

    /** Where the script has built the runner, which this program itself does not need. */
    static final String RUNNER_PROPERTY = "millrace.runner.flink";

    /** A class of each library that programs of users find on the class path of this program, and so would miss elsewhere. */
    private static final List<Class<?>> PARTS = List.of(
            Pipeline.class,
            EmbeddedRuntime.class,
            FileSource.class,
            JsonMapper.class,
            JsonFactory.class,
            JsonProperty.class,
            CsvMapper.class,
            Zstd.class);

    private final Screen screen;

    @Option(names = "--flink", required = true, description = "For flink run. There is no other target yet.")
    @SuppressWarnings("unused") // that it is there is enough
    private boolean isForFlink;

    @Option(names = "--output", paramLabel = "FILE.jar", required = true, description = "Where to write the jar.")
    private @Nullable Path output;

    @Mixin
    private final UserOptions user = new UserOptions();

    PackageCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() throws Exception {
        if (output == null) {
            throw new AssertionError("picocli requires it");
        }
        if (user.arguments().length > 0) {
            throw new CommandException("arguments belong to flink run, behind the name of the jar, got "
                    + String.join(" ", user.arguments()));
        }
        JobJar jar = new JobJar();
        try (UserProgram program = user.load()) {
            program.requirePipelineMethod();
            jar.add(runner());
            for (Class<?> part : PARTS) {
                jar.add(Path.of(
                        part.getProtectionDomain().getCodeSource().getLocation().toURI()));
            }
            user.jars().forEach(jar::add);
            jar.write(AtomicFile.at(output), program.className());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException("classes come from files", impossible);
        }
        screen.out().println(output + " is for flink run, and has " + String.join(", ", jar.names()));
        return ExitCode.OK;
    }

    private static Path runner() {
        String built = System.getProperty(RUNNER_PROPERTY);
        if (built == null) {
            throw new CommandException(
                    "the runner for Flink is not here; use ./millrace package, which builds it, or set "
                            + RUNNER_PROPERTY + " to its jar");
        }
        return Path.of(built);
    }
}
