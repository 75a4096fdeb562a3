package dev.millrace.engine.storage;

import dev.millrace.api.storage.StorageOutput;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** Appends to a file that is there and empty. Not a channel, which an interrupt would close. */
final class FileOutput implements StorageOutput {

    private final RandomAccessFile file;

    FileOutput(Path path) throws IOException {
        file = new RandomAccessFile(path.toFile(), "rw");
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        file.write(bytes, from, count);
    }

    @Override
    public void sync() throws IOException {
        file.getFD().sync();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
