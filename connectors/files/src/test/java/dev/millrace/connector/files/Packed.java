package dev.millrace.connector.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of tests. */
final class Packed {

    private Packed() {}

    /** Writes a file, packed as its name says. */
    static Path write(Path file, String text) throws IOException {
        return write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    static Path write(Path file, byte[] bytes) throws IOException {
        try (OutputStream out = Compression.of(file).pack(Files.newOutputStream(file))) {
            out.write(bytes);
        }
        return file;
    }

    /** Copies a file of the test resources. */
    static Path resource(Path directory, String name) throws IOException {
        Path copy = directory.resolve(Path.of(name).getFileName().toString());
        try (var in = Packed.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new IOException("no resource " + name);
            }
            Files.copy(in, copy);
        }
        return copy;
    }
}
