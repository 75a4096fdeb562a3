package dev.millrace.testkit;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.type.Codecs;
import dev.millrace.testkit.AggregateLaw.Broken;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Checks on random records that an aggregate keeps the laws that {@link Aggregate} states, on which every window relies:
 * that it may be split, merged, copied, subtracted and stored in any way, and that nothing shows how it was done.
 *
 * <pre>{@code
 * AggregateLaws.of(new Longest()).records(random -> new Edit("user" + random.nextInt(200))).seed(42).check();
 * }</pre>
 *
 * <p>Records get random times, many of them equal, and unique sequences. What fails throws an {@link AssertionError} with
 * the law, both results, the fewest records that were found to break it, and the seed. Not thread-safe.
 *
 * @param <T> type of the records
 * @param <R> type of the results
 */
public final class AggregateLaws<T, R> {

    /** A breach is shrunk by at most this many checks. */
    private static final int SHRINKING_MAX = 20_000;

    /** Fewer records are divided in another way than more, so several ways are tried before a record is kept. */
    private static final int DIVISIONS_MAX = 20;

    private final Aggregate<T, ?, R> aggregate;
    private @Nullable Function<? super RandomGenerator, ? extends T> generator;
    private BiPredicate<? super R, ? super R> equality = new ResultEquality(0);
    private Codecs codecs = Codecs.STANDARD;
    private long seed;
    private int trials = 200;
    private int recordsMax = 16;

    private AggregateLaws(Aggregate<T, ?, R> aggregate) {
        this.aggregate = aggregate;
    }

    /**
     * Starts.
     *
     * @param aggregate to be checked
     * @param <T> type of the records
     * @param <R> type of the results
     * @return a check without records yet
     */
    public static <T, R> AggregateLaws<T, R> of(Aggregate<T, ?, R> aggregate) {
        return new AggregateLaws<>(aggregate);
    }

    /**
     * Says how records are made. Let many be equal, or equal in some fields: ties are where aggregates go wrong.
     *
     * @param generator makes one record, never null, from nothing but the numbers it draws
     * @return this
     */
    public AggregateLaws<T, R> records(Function<? super RandomGenerator, ? extends T> generator) {
        this.generator = generator;
        return this;
    }

    /**
     * Sets what decides all that is random; 0 unless set.
     *
     * @param seed as a failure has printed it
     * @return this
     */
    public AggregateLaws<T, R> seed(long seed) {
        this.seed = seed;
        return this;
    }

    /**
     * Sets how often all laws are checked, each time with other records; 200 unless set.
     *
     * @param trials at least 1
     * @return this
     */
    public AggregateLaws<T, R> trials(int trials) {
        this.trials = requirePositive(trials, "trials");
        return this;
    }

    /**
     * Sets how many records there are at most; 16 unless set. Raise it for what changes its ways when it grows.
     *
     * @param recordsMax at least 1
     * @return this
     */
    public AggregateLaws<T, R> recordsMax(int recordsMax) {
        this.recordsMax = requirePositive(recordsMax, "records at most");
        return this;
    }

    /**
     * Takes doubles and floats for equal that differ by rounding: by no more than the tolerance times the larger of them,
     * or times 1 if both are smaller. They are found in results and in the records, lists, values of maps, optionals and
     * arrays that results are made of, as far as records can be read by reflection.
     *
     * @param tolerance at least 0, as 1e-12
     * @return this
     */
    public AggregateLaws<T, R> tolerance(double tolerance) {
        equality = new ResultEquality(tolerance);
        return this;
    }

    /**
     * Takes results for equal as a function says; instead of a tolerance. Use it where equals says too much or too
     * little: equal sets and maps may differ in their order.
     *
     * @param equality compares two results, neither of them null
     * @return this
     */
    public AggregateLaws<T, R> equality(BiPredicate<? super R, ? super R> equality) {
        this.equality = equality;
        return this;
    }

    /**
     * Says how accumulators can be stored that the standard codecs do not know, as with the codecs of a pipeline.
     *
     * @param codecs know the classes of all values in accumulators
     * @return this
     */
    public AggregateLaws<T, R> codecs(Codecs codecs) {
        this.codecs = codecs;
        return this;
    }

    /**
     * Checks all laws.
     *
     * @throws AssertionError if one is broken
     * @throws IllegalStateException if nobody has said how records are made
     */
    public void check() {
        if (generator == null) {
            throw new IllegalStateException("there are no records to check the laws of " + aggregate.describe()
                    + " with; say records(random -> ...) first");
        }
        check(aggregate, generator);
    }

    private <A> void check(Aggregate<T, A, R> captured, Function<? super RandomGenerator, ? extends T> records) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int trial = 0; trial < trials; trial++) {
            // Few records often, since they meet empty accumulators; but first of all many.
            int count = trial == 0 ? recordsMax : random.nextInt(1, recordsMax + 1);
            List<PlacedRecord<T>> placed = placed(records, random, count);
            long division = random.nextLong();
            for (AggregateLaw law : AggregateLaw.values()) {
                try {
                    new AggregateTrial<>(captured, equality, codecs, law, placed, division).check();
                } catch (Broken broken) {
                    throw report(new Shrinking<>(captured, equality, codecs, placed, broken), trial);
                }
            }
        }
    }

    private static <T> List<PlacedRecord<T>> placed(
            Function<? super RandomGenerator, ? extends T> records, SplittableRandom random, int count) {
        int[] sequences = new int[count];
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i + 1);
            sequences[i] = sequences[other];
            sequences[other] = i;
        }
        List<PlacedRecord<T>> placed = new ArrayList<>(count);
        for (int sequence : sequences) {
            placed.add(new PlacedRecord<>(records.apply(random), random.nextInt(count + 1) - 2L, sequence));
        }
        return placed;
    }

    private AssertionError report(Shrinking<T, ?, R> shrinking, int trial) {
        int before = shrinking.records.size();
        shrinking.shrink();
        StringBuilder text = new StringBuilder(256)
                .append(aggregate.describe())
                .append(" breaks a law of aggregates: ")
                .append(shrinking.broken.law())
                .append('\n')
                .append(shrinking.broken.getMessage())
                .append("\nrecords (")
                .append(shrinking.records.size())
                .append(" of ")
                .append(before)
                .append("):\n");
        shrinking.records.forEach(record -> text.append("  ").append(record).append('\n'));
        text.append("seed ").append(seed).append(", trial ").append(trial);
        return new AssertionError(text.toString(), shrinking.broken.getCause());
    }

    private static int requirePositive(int number, String name) {
        if (number < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, got " + number);
        }
        return number;
    }

    /** Leaves out one record after the other, as long as the same law is broken without it. */
    private static final class Shrinking<T, A, R> {

        private final Aggregate<T, A, R> aggregate;
        private final BiPredicate<? super R, ? super R> equality;
        private final Codecs codecs;
        private List<PlacedRecord<T>> records;
        private Broken broken;
        private int checks;

        Shrinking(
                Aggregate<T, A, R> aggregate,
                BiPredicate<? super R, ? super R> equality,
                Codecs codecs,
                List<PlacedRecord<T>> records,
                Broken broken) {
            this.aggregate = aggregate;
            this.equality = equality;
            this.codecs = codecs;
            this.records = records;
            this.broken = broken;
        }

        void shrink() {
            int index = 0;
            while (index < records.size() && checks < SHRINKING_MAX) {
                List<PlacedRecord<T>> fewer = new ArrayList<>(records);
                fewer.remove(index);
                // Where leaving one out succeeds, those before it may have become needless.
                index = isBroken(fewer) ? 0 : index + 1;
            }
        }

        private boolean isBroken(List<PlacedRecord<T>> fewer) {
            for (int division = 0; division < DIVISIONS_MAX; division++) {
                checks++;
                try {
                    new AggregateTrial<>(aggregate, equality, codecs, broken.law(), fewer, division).check();
                } catch (Broken again) {
                    if (again.law() == broken.law()) {
                        records = fewer;
                        broken = again;
                        return true;
                    }
                }
            }
            return false;
        }
    }
}
