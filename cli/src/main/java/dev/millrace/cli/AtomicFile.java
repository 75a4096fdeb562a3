package dev.millrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that is replaced as a whole: readers see the old text or the new one, never a part.
 *
 * @param path where it is
 */
record AtomicFile(Path path) {

    /**
     * Checks, before the work is done, that a file can be written.
     *
     * @throws CommandException if it cannot, as far as that can be known
     */
    static AtomicFile at(Path path) {
        Path absolute = path.toAbsolutePath();
        Path directory = absolute.getParent();
        if (Files.exists(absolute) && !Files.isRegularFile(absolute)) {
            throw new CommandException("cannot write " + path + ": it exists and is no regular file");
        }
        if (directory == null || !Files.isDirectory(directory)) {
            throw new CommandException("cannot write " + path + ": there is no directory " + directory);
        }
        if (!Files.isWritable(directory)) {
            throw new CommandException("cannot write " + path + ": " + directory + " is not writable");
        }
        return new AtomicFile(path);
    }

    /** Replaces the file. */
    void write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Replaces the file. */
    void write(byte[] bytes) {
        try {
            // The file that a link names is replaced, not the link.
            Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
            Path temporary = target.resolveSibling(
                    "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
            try {
                Files.write(temporary, bytes);
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException failure) {
            throw new CommandException("cannot write " + path + ": " + failure, failure);
        }
    }
}
