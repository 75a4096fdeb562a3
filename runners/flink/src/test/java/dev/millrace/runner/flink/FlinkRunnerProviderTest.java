package dev.millrace.runner.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.job.Runner;
import dev.millrace.engine.Millrace;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The engine finds the runner by its name, and says what is missing. */
class FlinkRunnerProviderTest {

    @Test
    void theEngineFindsIt() {
        try (Runner flink = Millrace.flink()) {
            assertThat(flink).isInstanceOf(FlinkRuntime.class);
        }
    }

    @Test
    void withoutFlinkItSaysWhatIsMissing() throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader classes = new URLClassLoader(pathWithoutFlink(), ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(classes);
            Class<?> millrace = classes.loadClass(Millrace.class.getName());
            assertThatThrownBy(() -> millrace.getMethod("flink").invoke(null))
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the runner 'flink' needs org/apache/flink/")
                    .hasMessageContaining("not on the class path");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static URL[] pathWithoutFlink() throws MalformedURLException {
        List<URL> path = new ArrayList<>();
        for (String entry : TestClasses.path().split(File.pathSeparator, -1)) {
            if (!Path.of(entry).getFileName().toString().startsWith("flink-")) {
                path.add(Path.of(entry).toUri().toURL());
            }
        }
        return path.toArray(URL[]::new);
    }
}
