package dev.millrace.api.connector;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Records that are in memory already.
 *
 * @param <T> type of the records
 */
public final class ListSource<T> implements Source<T> {

    private final List<ListSplit<T>> splits;

    private ListSource(List<? extends List<? extends T>> splits) {
        List<ListSplit<T>> copies = new ArrayList<>();
        for (List<? extends T> records : splits) {
            copies.add(new ListSplit<>("list-" + copies.size(), List.copyOf(records)));
        }
        this.splits = List.copyOf(copies);
    }

    /**
     * A source of one split.
     *
     * @param records copied; none is null
     * @param <T> type of the records
     * @return the source
     */
    public static <T> ListSource<T> of(List<? extends T> records) {
        return new ListSource<>(List.of(records));
    }

    /**
     * A source of one split.
     *
     * @param records copied; none is null
     * @param <T> type of the records
     * @return the source
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read, and copied
    public static <T> ListSource<T> of(T... records) {
        return of(Arrays.asList(records));
    }

    /**
     * A source of several splits.
     *
     * @param splits the records of each split; copied
     * @param <T> type of the records
     * @return the source
     */
    public static <T> ListSource<T> ofSplits(List<? extends List<? extends T>> splits) {
        if (splits.isEmpty()) {
            throw new IllegalArgumentException("a source needs at least one split, got none; an empty list is a split");
        }
        return new ListSource<>(splits);
    }

    @Override
    public List<? extends Split<T>> splits() {
        return splits;
    }

    @Override
    public boolean isReplayable() {
        return true;
    }

    @Override
    public String describe() {
        return "list of " + splits.stream().mapToInt(s -> s.records().size()).sum() + " records";
    }

    private record ListSplit<T>(String id, List<T> records) implements Split<T> {

        @Override
        public boolean isBounded() {
            return true;
        }

        @Override
        public SourceReader<T> open(ReaderContext context, byte @Nullable [] position) {
            return new ListReader<>(
                    records, position == null ? 0 : ByteBuffer.wrap(position).getInt());
        }
    }

    private static final class ListReader<T> implements SourceReader<T> {

        private final List<T> records;
        private int next;

        ListReader(List<T> records, int next) {
            this.records = records;
            this.next = Objects.checkIndex(next, records.size() + 1);
        }

        @Override
        public Status read(RecordCollector<T> out) {
            int end = Math.min(records.size(), next + out.remaining());
            if (next == end) {
                return Status.END;
            }
            while (next < end) {
                out.collect(records.get(next), next);
                next++;
            }
            return Status.DATA;
        }

        @Override
        public OptionalLong lag() {
            return OptionalLong.of(records.size() - next);
        }

        @Override
        public byte[] position() {
            return ByteBuffer.allocate(Integer.BYTES).putInt(next).array();
        }

        @Override
        public void close() {}
    }
}
