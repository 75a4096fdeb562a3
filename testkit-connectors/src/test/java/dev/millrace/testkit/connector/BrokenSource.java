package dev.millrace.testkit.connector;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.Split;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Numbers, read well, or in one of the ways in which connectors fail. */
record BrokenSource(int records, int bytes, Fault fault) implements Source<Long>, Split<Long> {

    /** What is wrong. */
    enum Fault {
        NONE,
        GOES_ON_ONE_LATER,
        GOES_ON_ONE_EARLIER,
        FORGETS_ITS_POSITION_WHEN_OPENED,
        FETCHES_ALL,
        LEAVES_THREADS,
        SAYS_NOTHING
    }

    @Override
    public List<BrokenSource> splits() {
        return List.of(this);
    }

    @Override
    public boolean isReplayable() {
        return true;
    }

    @Override
    public String id() {
        return "numbers";
    }

    @Override
    public boolean isBounded() {
        return true;
    }

    @Override
    public SourceReader<Long> open(ReaderContext context, byte @Nullable [] position) {
        return new Reader(position == null ? 0 : ByteBuffer.wrap(position).getLong());
    }

    private final class Reader implements SourceReader<Long> {

        private final List<byte[]> fetched = new ArrayList<>();
        private final CountDownLatch never = new CountDownLatch(1);
        private final boolean isResumed;
        private long next;
        private boolean hasRead;

        Reader(long start) {
            next = start;
            isResumed = start > 0;
            if (fault == Fault.LEAVES_THREADS) {
                Thread left = new Thread(this::stay);
                left.setDaemon(true);
                left.start();
            }
        }

        private void stay() {
            try {
                never.await();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public Status read(RecordCollector<Long> out) {
            hasRead = true;
            if (fault == Fault.FETCHES_ALL && fetched.isEmpty()) {
                for (int i = 0; i < records; i++) {
                    fetched.add(new byte[bytes]);
                }
            }
            if (next >= records) {
                return Status.END;
            }
            for (; out.remaining() > 0 && next < records; next++) {
                out.collect(next, next);
            }
            return Status.DATA;
        }

        @Override
        public byte[] position() {
            long position = next;
            if (next > 0 && next < records) {
                switch (fault) {
                    case GOES_ON_ONE_LATER -> position++;
                    case GOES_ON_ONE_EARLIER -> position--;
                    case FORGETS_ITS_POSITION_WHEN_OPENED -> position = isResumed && !hasRead ? 0 : next;
                    default -> {}
                }
            }
            return ByteBuffer.allocate(Long.BYTES).putLong(position).array();
        }

        @Override
        public void close() {}
    }
}
