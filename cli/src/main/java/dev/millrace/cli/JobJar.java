package dev.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * A jar that Flink can run. What the job needs is in it as it is, in a folder where Flink looks for jars, so that nothing of it has to
 * be merged. The same parts make the same bytes.
 */
final class JobJar {

    private static final String LIBRARIES = "lib/";

    /** Both are known to the runner's {@code JobMain}. */
    private static final String MAIN_CLASS = "dev.millrace.runner.flink.JobMain";

    private static final String CLASS_NAME = "META-INF/millrace-pipeline";

    /** The first that a jar can have everywhere. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    private final Map<String, byte[]> libraries = new LinkedHashMap<>();

    /** Adds a jar, or a directory of classes. */
    void add(Path library) {
        try {
            String name = library.getFileName().toString();
            boolean isDirectory = Files.isDirectory(library);
            String numbered = libraries.size() + "-" + name + (isDirectory ? ".jar" : "");
            libraries.put(numbered, isDirectory ? jar(library) : Files.readAllBytes(library));
        } catch (IOException failed) {
            throw new CommandException("cannot read " + library + ": " + failed, failed);
        }
    }

    /** What is in it, in order. */
    Collection<String> names() {
        return libraries.keySet();
    }

    /** Writes it. */
    void write(AtomicFile target, String className) {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, MAIN_CLASS);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream out = new JarOutputStream(bytes)) {
            out.putNextEntry(entry(JarFile.MANIFEST_NAME));
            manifest.write(out);
            put(CLASS_NAME, className.getBytes(UTF_8), out);
            for (Map.Entry<String, byte[]> library : libraries.entrySet()) {
                put(LIBRARIES + library.getKey(), library.getValue(), out);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        target.write(bytes.toByteArray());
    }

    private static byte[] jar(Path directory) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream out = new JarOutputStream(bytes);
                Stream<Path> found = Files.walk(directory)) {
            List<Path> files = found.filter(Files::isRegularFile).sorted().toList();
            for (Path file : files) {
                put(directory.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file), out);
            }
        }
        return bytes.toByteArray();
    }

    private static void put(String name, byte[] bytes, JarOutputStream out) throws IOException {
        out.putNextEntry(entry(name));
        out.write(bytes);
        out.closeEntry();
    }

    private static JarEntry entry(String name) {
        JarEntry entry = new JarEntry(name);
        entry.setTimeLocal(NO_TIME);
        return entry;
    }
}
