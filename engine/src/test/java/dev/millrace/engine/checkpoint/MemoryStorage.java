package dev.millrace.engine.checkpoint;

import dev.millrace.api.storage.Storage;
import dev.millrace.api.storage.StorageInput;
import dev.millrace.api.storage.StorageOutput;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Files whose bytes a test sees and changes. Not thread-safe. */
final class MemoryStorage implements Storage {

    final TreeMap<String, byte[]> files = new TreeMap<>();

    /** Runs before a file is opened, with its name. */
    @Nullable
    Step beforeOpen;

    /** Runs after a file was deleted, with its name. */
    @Nullable
    Step afterDelete;

    /** What another thread could do at that moment. */
    interface Step {
        void run(String name) throws IOException;
    }

    @Override
    public StorageOutput create(String name) {
        files.put(name, new byte[0]);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        return new StorageOutput() {
            @Override
            public void write(byte[] from, int start, int count) {
                bytes.write(from, start, count);
                files.put(name, bytes.toByteArray());
            }

            @Override
            public void sync() {}

            @Override
            public void close() {}
        };
    }

    @Override
    public StorageInput open(String name) throws IOException {
        if (beforeOpen != null) {
            beforeOpen.run(name);
        }
        byte[] bytes = files.get(name);
        if (bytes == null) {
            throw new NoSuchFileException(name);
        }
        return new StorageInput() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public void read(long position, byte[] into, int from, int count) throws EOFException {
                if (position + count > bytes.length) {
                    throw new EOFException();
                }
                System.arraycopy(bytes, (int) position, into, from, count);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public List<String> names() {
        return List.copyOf(files.keySet());
    }

    @Override
    public void rename(String from, String to) throws NoSuchFileException {
        byte[] bytes = files.remove(from);
        if (bytes == null) {
            throw new NoSuchFileException(from);
        }
        files.put(to, bytes);
    }

    @Override
    public void delete(String name) throws IOException {
        files.remove(name);
        if (afterDelete != null) {
            afterDelete.run(name);
        }
    }

    @Override
    public void sync() {}

    @Override
    public String describe() {
        return "memory";
    }

    @Override
    public void close() {}
}
