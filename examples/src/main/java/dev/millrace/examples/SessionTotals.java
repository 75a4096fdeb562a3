package dev.millrace.examples;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.type.ValueInput;
import dev.millrace.api.type.ValueOutput;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** An aggregate of one's own, over sessions instead of records: what all of them come to. */
public final class SessionTotals
        implements Aggregate<SessionTotals.Extent, SessionTotals.Accumulator, SessionTotals.Result> {

    private static final long serialVersionUID = 1L;

    /**
     * One session.
     *
     * @param key whose
     * @param records how many it has
     * @param length from its first record to its last
     * @param wholeGaps how many neighbours in it are as far apart as the gap allows, to the millisecond
     */
    public record Extent(String key, long records, Duration length, long wholeGaps) {

        /**
         * Measures a session.
         *
         * @param key whose
         * @param times of its records, in order, at least one
         * @param gap the longest silence within a session
         * @return what counts in the totals
         */
        static Extent of(String key, List<Instant> times, Duration gap) {
            long wholeGaps = 0;
            for (int i = 1; i < times.size(); i++) {
                wholeGaps += Duration.between(times.get(i - 1), times.get(i)).equals(gap) ? 1 : 0;
            }
            Duration length = Duration.between(times.get(0), times.get(times.size() - 1));
            return new Extent(key, times.size(), length, wholeGaps);
        }
    }

    /** What is known of the sessions so far. Owned by the engine, which calls for one record at a time. */
    static final class Accumulator {
        private final Set<String> keys = new HashSet<>();
        private long sessions;
        private long records;
        private long ofOneRecord;
        private long mostRecords;
        private Duration longest = Duration.ZERO;
        private long wholeGaps;
    }

    /**
     * What some sessions come to.
     *
     * @param keys different keys that have any
     * @param sessions how many there are
     * @param records how many they have together
     * @param ofOneRecord sessions of a single record
     * @param mostRecords of one session
     * @param longest from the first record of a session to its last
     * @param wholeGaps neighbours that only just belong to one session
     */
    public record Result(
            long keys,
            long sessions,
            long records,
            long ofOneRecord,
            long mostRecords,
            Duration longest,
            long wholeGaps) {

        /** A row of CSV without its line end. */
        String toCsvRow() {
            return CsvRow.of(keys, sessions, records, ofOneRecord, mostRecords, longest.toMillis(), wholeGaps);
        }
    }

    @Override
    public Accumulator create() {
        return new Accumulator();
    }

    @Override
    public Accumulator add(Accumulator accumulator, Extent session) {
        accumulator.keys.add(session.key);
        accumulator.sessions++;
        accumulator.records += session.records;
        accumulator.ofOneRecord += session.records == 1 ? 1 : 0;
        accumulator.mostRecords = Math.max(accumulator.mostRecords, session.records);
        accumulator.longest = longer(accumulator.longest, session.length);
        accumulator.wholeGaps += session.wholeGaps;
        return accumulator;
    }

    @Override
    public Accumulator merge(Accumulator left, Accumulator right) {
        left.keys.addAll(right.keys);
        left.sessions += right.sessions;
        left.records += right.records;
        left.ofOneRecord += right.ofOneRecord;
        left.mostRecords = Math.max(left.mostRecords, right.mostRecords);
        left.longest = longer(left.longest, right.longest);
        left.wholeGaps += right.wholeGaps;
        return left;
    }

    private static Duration longer(Duration left, Duration right) {
        return left.compareTo(right) >= 0 ? left : right;
    }

    @Override
    public void writeAccumulator(Accumulator accumulator, ValueOutput out) {
        out.writeLong(accumulator.keys.size());
        accumulator.keys.forEach(out::writeValue);
        out.writeLong(accumulator.sessions);
        out.writeLong(accumulator.records);
        out.writeLong(accumulator.ofOneRecord);
        out.writeLong(accumulator.mostRecords);
        out.writeValue(accumulator.longest);
        out.writeLong(accumulator.wholeGaps);
    }

    @Override
    public Accumulator readAccumulator(ValueInput in) {
        Accumulator accumulator = create();
        for (int left = in.readCount(); left > 0; left--) {
            accumulator.keys.add((String) in.readPresent());
        }
        accumulator.sessions = in.readLong();
        accumulator.records = in.readLong();
        accumulator.ofOneRecord = in.readLong();
        accumulator.mostRecords = in.readLong();
        accumulator.longest = (Duration) in.readPresent();
        accumulator.wholeGaps = in.readLong();
        return accumulator;
    }

    @Override
    public Result result(Accumulator accumulator) {
        return new Result(
                accumulator.keys.size(),
                accumulator.sessions,
                accumulator.records,
                accumulator.ofOneRecord,
                accumulator.mostRecords,
                accumulator.longest,
                accumulator.wholeGaps);
    }

    @Override
    public String describe() {
        return "session totals";
    }
}
