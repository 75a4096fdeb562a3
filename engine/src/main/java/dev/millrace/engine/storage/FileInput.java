package dev.millrace.engine.storage;

import dev.millrace.api.storage.StorageInput;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** Reads a file. Not a channel, which an interrupt would close. */
final class FileInput implements StorageInput {

    private final RandomAccessFile file;

    FileInput(Path path) throws IOException {
        file = new RandomAccessFile(path.toFile(), "r");
    }

    @Override
    public long size() throws IOException {
        return file.length();
    }

    @Override
    public void read(long position, byte[] into, int from, int count) throws IOException {
        file.seek(position);
        file.readFully(into, from, count);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
