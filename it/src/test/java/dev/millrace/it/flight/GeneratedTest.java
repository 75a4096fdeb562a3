package dev.millrace.it.flight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.stream.Pipeline;
import dev.millrace.testkit.FlightReplay;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** A test that a flight recorder has written: compiled and run as a build would. */
record GeneratedTest(Path source) {

    /** All in a directory, in the order of their names. */
    static List<GeneratedTest> in(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .map(GeneratedTest::new)
                    .toList();
        }
    }

    String text() throws IOException {
        return Files.readString(source);
    }

    Path data() {
        return source.resolveSibling(name() + ".flight");
    }

    private String name() {
        return source.getFileName().toString().replace(".java", "");
    }

    /** Runs it; throws what it throws. */
    void run() throws Throwable {
        Path directory = source.getParent();
        compile(directory);
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
            Class<?> test = loader.loadClass(name());
            Method method = Arrays.stream(test.getDeclaredMethods())
                    .filter(each -> each.isAnnotationPresent(Test.class))
                    .findFirst()
                    .orElseThrow();
            Constructor<?> constructor = test.getDeclaredConstructor();
            constructor.setAccessible(true);
            method.setAccessible(true);
            method.invoke(constructor.newInstance());
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    /** Where the classes are that it names: what the class path is called differs from one runner of tests to the next. */
    private static String classPath() {
        return Stream.of(Pipeline.class, FlightReplay.class, FlownPipelines.class, Test.class)
                .map(type -> Path.of(URI.create(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString()))
                        .toString())
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    private void compile(Path directory) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            boolean isCompiled = compiler.getTask(
                            messages,
                            files,
                            null,
                            List.of(
                                    "-d",
                                    directory.toString(),
                                    "-proc:none",
                                    "-Xlint:all,-classfile,-path",
                                    "-cp",
                                    classPath()),
                            null,
                            files.getJavaFileObjects(source))
                    .call();
            assertThat(isCompiled).as("%s%n%s", messages, text()).isTrue();
        }
    }
}
