package dev.millrace.examples;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the files of {@code examples/data}, wherever a program was started. */
public final class ExampleData {

    /** System property with the directory of the installation, set by the {@code millrace} script. */
    public static final String HOME_PROPERTY = "millrace.home";

    private static final Path DATA = Path.of("examples", "data");

    private ExampleData() {}

    /**
     * Finds a file: in the installation named by {@link #HOME_PROPERTY}, else in the directory of this program's jar or
     * of the process, or one above it.
     *
     * @param name relative to {@code examples/data}, with slashes
     * @return an existing file
     * @throws IllegalStateException if it is in none of these places
     */
    public static Path file(String name) {
        List<Path> starts = new ArrayList<>();
        String home = System.getProperty(HOME_PROPERTY);
        if (home != null) {
            starts.add(Path.of(home));
        }
        Path code = codeLocation();
        if (code != null) {
            starts.add(code);
        }
        starts.add(Path.of("").toAbsolutePath());
        for (Path start : starts) {
            for (Path above = start; above != null; above = above.getParent()) {
                Path file = above.resolve(DATA).resolve(name);
                if (Files.isRegularFile(file)) {
                    return file;
                }
            }
        }
        throw new IllegalStateException("the example data " + DATA.resolve(name) + " is not in or above any of "
                + starts + "; start the program in a checkout of Millrace, or name one with -D" + HOME_PROPERTY
                + "=DIRECTORY");
    }

    private static @Nullable Path codeLocation() {
        CodeSource source = ExampleData.class.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return null;
        }
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException | IllegalArgumentException | java.nio.file.FileSystemNotFoundException noFile) {
            // A class path that is not made of files, as in some containers.
            return null;
        }
    }
}
