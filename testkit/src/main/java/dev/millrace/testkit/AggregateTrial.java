package dev.millrace.testkit;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.Codecs;
import dev.millrace.api.type.ValueDecoder;
import dev.millrace.api.type.ValueEncoder;
import dev.millrace.api.type.ValueInput;
import dev.millrace.api.type.ValueOutput;
import dev.millrace.testkit.AggregateLaw.Broken;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiPredicate;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One law, some records, one choice of how they are divided: checks whether the law holds. Everything is computed anew
 * from the records for each comparison, so that a breach of one law does not spoil what another is checked with.
 */
final class AggregateTrial<T, A, R> {

    private final Aggregate<T, A, R> aggregate;
    private final BiPredicate<? super R, ? super R> equality;
    private final Codecs codecs;
    private final AggregateLaw law;
    private final List<PlacedRecord<T>> records;
    private final Random random;

    /** The records divided: of an ordered aggregate, a comes before b and b before c. */
    private final List<PlacedRecord<T>> a = new ArrayList<>();

    private final List<PlacedRecord<T>> b = new ArrayList<>();
    private final List<PlacedRecord<T>> c = new ArrayList<>();

    AggregateTrial(
            Aggregate<T, A, R> aggregate,
            BiPredicate<? super R, ? super R> equality,
            Codecs codecs,
            AggregateLaw law,
            List<PlacedRecord<T>> records,
            long seed) {
        this.aggregate = aggregate;
        this.equality = equality;
        this.codecs = codecs;
        this.law = law;
        this.records = new ArrayList<>(records);
        random = new Random(seed);
        divide();
    }

    private void divide() {
        if (aggregate.isOrdered()) {
            records.sort(PlacedRecord.ORDER);
        }
        int first = random.nextInt(records.size() + 1);
        int second = first + random.nextInt(records.size() - first + 1);
        for (int i = 0; i < records.size(); i++) {
            int part = aggregate.isOrdered() ? (i < first ? 0 : i < second ? 1 : 2) : random.nextInt(3);
            List.of(a, b, c).get(part).add(records.get(i));
        }
    }

    /**
     * Checks.
     *
     * @throws Broken if the law does not hold, or anything is thrown
     */
    void check() throws Broken {
        try {
            checkLaw();
        } catch (Broken broken) {
            throw new Broken(broken.law(), broken.getMessage() + "\n" + parts(), broken.getCause());
        } catch (Throwable thrown) {
            // Whatever user code throws, an AssertionError or a StackOverflowError too, belongs into the report.
            throw new Broken(law, "thrown: " + thrown + "\n" + parts(), thrown);
        }
    }

    private String parts() {
        return "  where a = " + sequences(a) + ", b = " + sequences(b) + ", c = " + sequences(c) + ", by sequence";
    }

    private static <T> String sequences(List<PlacedRecord<T>> part) {
        return part.stream()
                .map(record -> Long.toString(record.sequence()))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private void checkLaw() throws Exception {
        switch (law) {
            case DESCRIBED -> checkDescription();
            case NEVER_NULL -> read(merge(of(a), of(b)), a, b);
            case FRESH -> checkFresh();
            case EMPTY_RESULT -> {
                if (aggregate.hasEmptyResult()) {
                    read(create());
                }
            }
            case RESULT_CHANGES_NOTHING -> checkRepeatable();
            case RESULT_IS_DETACHED -> checkDetached();
            case RIGHT_IS_UNCHANGED -> checkRightIsUnchanged();
            case RIGHT_IS_NOT_SHARED -> checkRightIsNotShared();
            case EMPTY_ON_THE_LEFT -> require("merge(empty, a)", read(merge(create(), of(a)), a), "a", read(of(a), a));
            case EMPTY_ON_THE_RIGHT -> require("merge(a, empty)", read(merge(of(a), create()), a), "a", read(of(a), a));
            case COMMUTATIVE -> {
                if (!aggregate.isOrdered()) {
                    require(
                            "merge(a, b)",
                            read(merge(of(a), of(b)), a, b),
                            "merge(b, a)",
                            read(merge(of(b), of(a)), a, b));
                }
            }
            case ASSOCIATIVE ->
                require(
                        "merge(merge(a, b), c)",
                        read(merge(merge(of(a), of(b)), of(c)), records),
                        "merge(a, merge(b, c))",
                        read(merge(of(a), merge(of(b), of(c))), records));
            case ANY_ORDER -> checkAnyOrder();
            case SINGLETONS -> checkSingletons();
            case ANY_SPLIT -> checkAnySplit();
            case SUBTRACT -> checkSubtract();
            case SUBTRACT_IS_REFUSED -> checkSubtractIsRefused();
            case STORED -> checkStored();
        }
    }

    private void checkDescription() throws Broken {
        String description = nonNull(aggregate.describe(), "describe()");
        if (description.isBlank()) {
            throw new Broken(law, "  it returned \"" + description + "\"");
        }
    }

    private void checkFresh() throws Exception {
        A kept = add(create(), a);
        R before = read(of(a), a);
        add(create(), b);
        require("a, after b was added to another", read(kept, a), "a", before);
        require("b in an accumulator made later", read(add(create(), b), b), "b", read(of(b), b));
    }

    private void checkRepeatable() throws Exception {
        A accumulator = of(a);
        R first = read(accumulator, a);
        require("a, read again", read(accumulator, a), "a", first);
        require("a, read, then b added", read(add(accumulator, b), a, b), "a and b", read(add(of(a), b), a, b));
    }

    private void checkDetached() throws Exception {
        A accumulator = of(a);
        R result = read(accumulator, a);
        merge(add(accumulator, b), of(c));
        require("what was read of a, after b and c were added", result, "a", read(of(a), a));
    }

    private void checkRightIsUnchanged() throws Exception {
        R expected = read(of(b), b);
        A right = of(b);
        A merged = merge(leftOrEmpty(), right);
        require("b, after merge(a, b)", read(right, b), "b", expected);
        merged = merge(add(merged, c), of(c));
        require("b, after merge(a, b) was added to", read(right, b), "b", expected);
        if (aggregate.isInvertible()) {
            merged = add(subtract(merged, right), c);
            require("b, after it was subtracted", read(right, b), "b", expected);
        }
        require("a copy of b, after merge(a, b) was changed", read(merge(create(), right), b), "b", expected);
    }

    private void checkRightIsNotShared() throws Exception {
        boolean isCopy = random.nextBoolean();
        A right = of(b);
        A merged = merge(isCopy ? create() : of(a), right);
        merge(add(right, c), of(c));
        if (isCopy) {
            require("merge(empty, b), after b was added to", read(merged, b), "b", read(of(b), b));
        } else {
            R expected = read(merge(of(a), of(b)), a, b);
            require("merge(a, b), after b was added to", read(merged, a, b), "merge(a, b)", expected);
        }
    }

    /** Half of the time empty: copying by merging into an empty accumulator is where sharing happens most. */
    private A leftOrEmpty() throws Exception {
        return random.nextBoolean() ? create() : of(a);
    }

    private void checkAnyOrder() throws Exception {
        if (!aggregate.isOrdered()) {
            List<PlacedRecord<T>> shuffled = new ArrayList<>(records);
            Collections.shuffle(shuffled, random);
            require(
                    "the records added in the order " + sequences(shuffled),
                    read(of(shuffled), records),
                    "in the order " + sequences(records),
                    read(of(records), records));
        }
    }

    private void checkSingletons() throws Exception {
        A merged = create();
        for (PlacedRecord<T> record : records) {
            merged = merge(merged, of(List.of(record)));
        }
        require("accumulators of one record each, merged", read(merged, records), "all", read(of(records), records));
    }

    private void checkAnySplit() throws Exception {
        A merged = merge(merge(of(a), of(b)), of(c));
        require("merge(merge(a, b), c)", read(merged, records), "all", read(of(records), records));
    }

    private void checkSubtract() throws Exception {
        if (aggregate.isInvertible()) {
            A left = subtract(merge(of(a), of(b)), of(b));
            require("subtract(merge(a, b), b)", read(left, a), "a", read(of(a), a));
            require("that, and then c added", read(add(left, c), a, c), "a and c", read(add(of(a), c), a, c));
        }
    }

    private void checkSubtractIsRefused() throws Exception {
        if (!aggregate.isInvertible()) {
            try {
                aggregate.subtract(merge(of(a), of(b)), of(b));
            } catch (UnsupportedOperationException refused) {
                return;
            }
            throw new Broken(law, "  subtract(merge(a, b), b) threw nothing");
        }
    }

    private void checkStored() throws Exception {
        A written = of(a);
        A read = stored(written);
        require("a, written and read", read(read, a), "a", read(of(a), a));
        require("that, and then b added", read(add(read, b), a, b), "a and b", read(add(of(a), b), a, b));
        require("a, after it was written", read(add(written, c), a, c), "a and c", read(add(of(a), c), a, c));
        require(
                "merge(a, b), each written and read",
                read(merge(stored(of(a)), stored(of(b))), a, b),
                "merge(a, b)",
                read(merge(of(a), of(b)), a, b));
        require("nothing, written and read, then a added", read(add(stored(create()), a), a), "a", read(of(a), a));
    }

    private A stored(A accumulator) throws Broken {
        ValueEncoder encoder = new ValueEncoder(codecs);
        BinaryOutput bytes = new BinaryOutput();
        aggregate.writeAccumulator(accumulator, new ValueOutput(bytes, encoder));
        BinaryOutput schemas = new BinaryOutput();
        encoder.writeSchemas(schemas);
        ValueDecoder decoder = new ValueDecoder(new BinaryInput(schemas.toByteArray()), codecs);
        BinaryInput in = new BinaryInput(bytes.toByteArray());
        A read = nonNull(
                aggregate.readAccumulator(new ValueInput(in, decoder, LongUnaryOperator.identity())),
                "readAccumulator(in)");
        if (in.remaining() > 0) {
            throw new Broken(law, "  readAccumulator(in) left " + in.remaining() + " of the bytes that were written");
        }
        return read;
    }

    private A create() throws Broken {
        return nonNull(aggregate.create(), "create()");
    }

    private A of(List<PlacedRecord<T>> part) throws Exception {
        return add(create(), part);
    }

    private A add(A accumulator, List<PlacedRecord<T>> part) throws Exception {
        A added = accumulator;
        for (PlacedRecord<T> record : part) {
            added = nonNull(
                    aggregate.add(added, record.value(), record.timestamp(), record.sequence()),
                    "add(accumulator, record, timestamp, sequence)");
        }
        return added;
    }

    private A merge(A left, A right) throws Exception {
        return nonNull(aggregate.merge(left, right), "merge(left, right)");
    }

    private A subtract(A left, A right) throws Exception {
        return nonNull(aggregate.subtract(left, right), "subtract(left, right)");
    }

    /** Reads an accumulator of these records; null if there are none and it has no result then. */
    @SafeVarargs
    private @Nullable R read(A accumulator, List<PlacedRecord<T>>... parts) throws Exception {
        boolean isEmpty = true;
        for (List<PlacedRecord<T>> part : parts) {
            isEmpty &= part.isEmpty();
        }
        return isEmpty && !aggregate.hasEmptyResult()
                ? null
                : nonNull(aggregate.result(accumulator), "result(accumulator)");
    }

    private static <V> V nonNull(@Nullable V value, String method) throws Broken {
        if (value == null) {
            throw new Broken(AggregateLaw.NEVER_NULL, "  " + method + " returned null");
        }
        return value;
    }

    private void require(String form, @Nullable R actual, String expectedForm, @Nullable R expected) throws Broken {
        boolean isSame = actual == null || expected == null ? actual == expected : equality.test(actual, expected);
        if (!isSame) {
            throw new Broken(
                    law, "  " + form + " gives\n    " + actual + "\n  but " + expectedForm + " gives\n    " + expected);
        }
    }
}
