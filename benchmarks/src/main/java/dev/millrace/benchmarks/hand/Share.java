package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.BidColumns;
import dev.millrace.benchmarks.query.Hashes;
import java.util.function.IntFunction;

/**
 * What one of two threads does: makes its chunks of records, divides each in two by key, and takes the parts that are
 * its own. Owned by one thread; its parts are handed to the other one.
 *
 * @param <P> type of a part of a chunk
 */
interface Share<P> {

    /** An empty part with room for a whole chunk. */
    P newPart();

    /** Makes a chunk and divides it: keys of the first thread into one part, keys of the second into the other. */
    void make(long first, int count, P ofFirst, P ofSecond) throws Exception;

    /** Takes a part. */
    void take(P part) throws Exception;

    /** Whether it matters which thread takes a record; if not, {@link #make} takes all of them itself. */
    boolean isKeyed();

    /** Ends the input. */
    Answer end() throws Exception;

    /** 1 for the keys of the second thread, 0 for the others. A bit that tables do not use for the place of a key. */
    static int second(long key) {
        return (int) Hashes.mix(key) & 1;
    }

    /** Records as objects; a part is an array of references. */
    final class Objects<T> implements Share<Objects.Part<T>> {

        /** Some records. */
        static final class Part<T> {

            private final T[] records;
            private int size;

            private Part(T[] records) {
                this.records = records;
            }
        }

        private final ObjectInput<T> input;
        private final HandLoop<T> loop;
        private final IntFunction<T[]> newArray;

        Objects(ObjectInput<T> input, HandLoop<T> loop, IntFunction<T[]> newArray) {
            this.input = input;
            this.loop = loop;
            this.newArray = newArray;
        }

        @Override
        public Part<T> newPart() {
            return new Part<>(newArray.apply(OneThread.CHUNK));
        }

        @Override
        public void make(long first, int count, Part<T> ofFirst, Part<T> ofSecond) throws Exception {
            if (!isKeyed()) {
                for (int i = 0; i < count; i++) {
                    loop.add(input.next(first + i));
                }
                return;
            }
            int sizeOfFirst = 0;
            int sizeOfSecond = 0;
            for (int i = 0; i < count; i++) {
                // Into both, because a branch that is taken every second time costs more than a store.
                T made = input.next(first + i);
                ofFirst.records[sizeOfFirst] = made;
                ofSecond.records[sizeOfSecond] = made;
                int second = second(loop.keyOf(made));
                sizeOfFirst += 1 - second;
                sizeOfSecond += second;
            }
            ofFirst.size = sizeOfFirst;
            ofSecond.size = sizeOfSecond;
        }

        @Override
        public void take(Part<T> part) throws Exception {
            for (int i = 0; i < part.size; i++) {
                loop.add(part.records[i]);
            }
        }

        @Override
        public boolean isKeyed() {
            return loop.isKeyed();
        }

        @Override
        public Answer end() throws Exception {
            return loop.end();
        }
    }

    /** Records as columns; a part has the columns that keyed queries read, so not the bidder. */
    final class Columns implements Share<BidColumns> {

        private final ColumnInput input;
        private final BidLoop loop;
        private final BidColumns chunk = new BidColumns(OneThread.CHUNK);

        Columns(ColumnInput input, BidLoop loop) {
            this.input = input;
            this.loop = loop;
        }

        @Override
        public BidColumns newPart() {
            return new BidColumns(OneThread.CHUNK);
        }

        @Override
        public void make(long first, int count, BidColumns ofFirst, BidColumns ofSecond) throws Exception {
            input.fill(chunk, first, count);
            if (!isKeyed()) {
                OneThread.addAll(chunk, loop);
                return;
            }
            int sizeOfFirst = 0;
            int sizeOfSecond = 0;
            for (int row = 0; row < count; row++) {
                // Into both, because a branch that is taken every second time costs more than some stores.
                long auction = chunk.auction[row];
                copy(row, ofFirst, sizeOfFirst);
                copy(row, ofSecond, sizeOfSecond);
                int second = second(auction);
                sizeOfFirst += 1 - second;
                sizeOfSecond += second;
            }
            ofFirst.size = sizeOfFirst;
            ofSecond.size = sizeOfSecond;
        }

        private void copy(int row, BidColumns part, int at) {
            part.auction[at] = chunk.auction[row];
            part.price[at] = chunk.price[row];
            part.timestamp[at] = chunk.timestamp[row];
        }

        @Override
        public void take(BidColumns part) throws Exception {
            OneThread.addAll(part, loop);
        }

        @Override
        public boolean isKeyed() {
            return loop.isKeyed();
        }

        @Override
        public Answer end() throws Exception {
            return loop.end();
        }
    }
}
