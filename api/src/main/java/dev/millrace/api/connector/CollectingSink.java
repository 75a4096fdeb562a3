package dev.millrace.api.connector;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps all records in memory, for tests and small results. Thread-safe.
 *
 * <p>Records are seen as soon as they are written. A job that goes on from a checkpoint in the same process takes back what
 * was written after it, so nothing is there twice; a new process starts with an empty sink.
 *
 * @param <T> type of the records
 */
public final class CollectingSink<T> implements Sink<T> {

    /** Guards everything. */
    private final Object lock = new Object();

    private final List<Entry<T>> entries = new ArrayList<>();
    private final List<Chunk> chunks = new ArrayList<>();
    private final List<Writer> writers = new ArrayList<>();

    private record Entry<T>(T record, Chunk chunk) {}

    /** What one writer wrote in one epoch. */
    private static final class Chunk {

        final int number;
        boolean isCommitted;
        boolean isTakenBack;

        Chunk(int number) {
            this.number = number;
        }
    }

    /** Makes an empty one. */
    public CollectingSink() {}

    /**
     * What was written so far.
     *
     * @return a copy, in order of writing
     */
    public List<T> records() {
        synchronized (lock) {
            return entries.stream()
                    .filter(entry -> !entry.chunk.isTakenBack)
                    .map(Entry::record)
                    .toList();
        }
    }

    @Override
    public SinkWriter<T> open(WriterContext context) {
        synchronized (lock) {
            // One that did the same before, or its share when there were more or fewer, belongs to an execution that is
            // over.
            writers.stream()
                    .filter(before -> before.index == context.writerIndex() || before.count != context.writerCount())
                    .forEach(Writer::takeBack);
            Writer writer = new Writer(context.writerIndex(), context.writerCount());
            writers.add(writer);
            return writer;
        }
    }

    private final class Writer implements SinkWriter<T> {

        private final int index;
        private final int count;
        private final List<Chunk> own = new ArrayList<>();
        private Chunk open;

        Writer(int index, int count) {
            this.index = index;
            this.count = count;
            open = newChunk();
        }

        private Chunk newChunk() {
            Chunk chunk = new Chunk(chunks.size());
            chunks.add(chunk);
            own.add(chunk);
            return chunk;
        }

        @Override
        public void write(Records<T> records) {
            synchronized (lock) {
                for (int i = 0; i < records.size(); i++) {
                    entries.add(new Entry<>(records.get(i), open));
                }
            }
        }

        @Override
        public byte[] prepare(long epoch) {
            synchronized (lock) {
                int number = open.number;
                open = newChunk();
                return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
            }
        }

        @Override
        public void commit(long epoch, byte[] prepared) {
            synchronized (lock) {
                int number = ByteBuffer.wrap(prepared).getInt();
                // One of an earlier process is gone with it.
                if (number < chunks.size()) {
                    chunks.get(number).isCommitted = true;
                    chunks.get(number).isTakenBack = false;
                }
            }
        }

        void takeBack() {
            own.forEach(chunk -> chunk.isTakenBack = !chunk.isCommitted);
        }
    }

    @Override
    public Guarantee guarantee() {
        return Guarantee.TRANSACTIONAL;
    }

    @Override
    public String describe() {
        return "in memory";
    }
}
