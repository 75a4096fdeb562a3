package dev.millrace.connector.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The names in a directory, which are lost with the power unless they are forced. */
final class DirectoryEntries {

    private DirectoryEntries() {}

    /** Forces them, on systems that let a directory be opened. */
    static void force(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(directory)) {
                channel.force(true);
            }
        }
    }
}
