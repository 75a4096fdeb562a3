package dev.millrace.testkit.connector;

import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** A list in memory, written well, or in one of the ways in which connectors fail. */
final class BrokenSink implements Sink<Long>, SinkContract.Target<Long> {

    /** What is wrong. */
    enum Fault {
        NONE,
        SHOWS_WHAT_IS_WRITTEN,
        SHOWS_WHAT_IS_PREPARED,
        COMMITS_AGAIN,
        CANNOT_COMMIT_FOR_ANOTHER,
        KEEPS_WHAT_IT_PREPARED,
        LEAVES_THREADS
    }

    private final Fault fault;
    private final int bytesOfRecord;
    private final List<Long> visible = new ArrayList<>();
    private final Set<Long> committed = new HashSet<>();
    private final List<byte[]> kept = new ArrayList<>();
    private final CountDownLatch never = new CountDownLatch(1);

    BrokenSink(Fault fault, int bytesOfRecord) {
        this.fault = fault;
        this.bytesOfRecord = bytesOfRecord;
    }

    @Override
    public Sink<Long> sink() {
        return this;
    }

    @Override
    public List<Long> visible() {
        return List.copyOf(visible);
    }

    @Override
    public SinkWriter<Long> open(WriterContext context) {
        if (fault == Fault.LEAVES_THREADS) {
            Thread left = new Thread(this::stay);
            left.setDaemon(true);
            left.start();
        }
        return new Writer();
    }

    private void stay() {
        try {
            never.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Guarantee guarantee() {
        return Guarantee.TRANSACTIONAL;
    }

    private final class Writer implements SinkWriter<Long> {

        private final List<Long> written = new ArrayList<>();
        private final Set<Long> prepared = new HashSet<>();

        @Override
        public void write(Records<Long> records) {
            for (int i = 0; i < records.size(); i++) {
                written.add(records.get(i));
                if (fault == Fault.SHOWS_WHAT_IS_WRITTEN) {
                    visible.add(records.get(i));
                }
                if (fault == Fault.KEEPS_WHAT_IT_PREPARED) {
                    kept.add(new byte[bytesOfRecord]);
                }
            }
        }

        @Override
        public byte[] prepare(long epoch) {
            ByteBuffer bytes = ByteBuffer.allocate(written.size() * Long.BYTES);
            written.forEach(bytes::putLong);
            if (fault == Fault.SHOWS_WHAT_IS_PREPARED) {
                visible.addAll(written);
            }
            written.clear();
            prepared.add(epoch);
            return bytes.array();
        }

        @Override
        public void commit(long epoch, byte[] work) {
            boolean isVisible = fault == Fault.SHOWS_WHAT_IS_WRITTEN || fault == Fault.SHOWS_WHAT_IS_PREPARED;
            boolean isLost = fault == Fault.CANNOT_COMMIT_FOR_ANOTHER && !prepared.contains(epoch);
            if (isVisible || isLost || !committed.add(epoch) && fault != Fault.COMMITS_AGAIN) {
                return;
            }
            for (ByteBuffer numbers = ByteBuffer.wrap(work); numbers.hasRemaining(); ) {
                visible.add(numbers.getLong());
            }
        }
    }
}
