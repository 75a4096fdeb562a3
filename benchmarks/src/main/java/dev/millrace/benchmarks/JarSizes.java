package dev.millrace.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The sizes of the two jars that an embedded job needs, as they stand on the class path. */
final class JarSizes {

    static final String NAME = "jar-sizes";

    private JarSizes() {}

    static String report() throws IOException {
        StringBuilder text = new StringBuilder("| jar | bytes |\n| --- | --: |\n");
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            String name = String.valueOf(path.getFileName());
            if (name.matches("millrace-(api|engine)-.*[.]jar")) {
                text.append("| ")
                        .append(name)
                        .append(" | ")
                        .append(Files.size(path))
                        .append(" |\n");
            }
        }
        return text.toString();
    }
}
