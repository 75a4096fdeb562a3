package dev.millrace.runner.flink;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** What processes of tests need to find the classes of the tests. */
final class TestClasses {

    private TestClasses() {}

    /** Where a class is: a jar, or a directory. */
    static Path placeOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** Packs a class, and those beside it, as a user does. */
    static Path jarWith(Class<?> type, Path jar) throws IOException, URISyntaxException {
        Path classes = placeOf(type);
        if (!Files.isDirectory(classes)) {
            return classes;
        }
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, out);
            }
        }
        return jar;
    }

    static String path() {
        String ofSurefire = System.getProperty("surefire.test.class.path");
        return ofSurefire == null ? System.getProperty("java.class.path") : ofSurefire;
    }
}
