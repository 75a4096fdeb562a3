package dev.millrace.it.oracle;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.average;
import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.max;
import static dev.millrace.api.aggregate.Aggregates.min;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.aggregate.Aggregates.summary;
import static dev.millrace.api.aggregate.Aggregates.summaryDouble;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.aggregate.DoubleSummary;
import dev.millrace.api.aggregate.FoldAggregate;
import dev.millrace.api.aggregate.LongSummary;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.LongStream;

/** Aggregates that take different paths through the engine, and what they mean for a list of records in order. */
@SuppressWarnings("ImmutableEnumChecker") // aggregates and functions without state
enum Folding {
    COUNT(count(), List::size, true),
    /** Can subtract. */
    SUM(sum(Item::number), items -> numbers(items).sum(), true),
    /** Cannot. */
    MIN(min(Item::number), items -> numbers(items).min().orElseThrow(), false),
    MAX(max(Item::number), items -> numbers(items).max().orElseThrow(), false),
    AVERAGE(average(Item::number), items -> (double) numbers(items).sum() / items.size(), true),
    LONGS(summary(Item::number), Folding::longs, false),
    DOUBLES(summaryDouble(Item::weight), Folding::doubles, false),
    /** Needs the order. */
    LIST(collect(Item::serial), items -> items.stream().map(Item::serial).toList(), false),
    ORDERED_REDUCE(new OrderedReduce(), OrderedReduce::of, false),
    SOME_OF_ALL(
            allOf(count(), summary(Item::number), summaryDouble(Item::weight), collect(Item::serial), List::of),
            items -> List.of(
                    (long) items.size(),
                    longs(items),
                    doubles(items),
                    items.stream().map(Item::serial).toList()),
            false),
    /** Cells and an object, all of which can subtract. */
    SUM_AND_HISTOGRAM(
            allOf(sum(Item::number), new Histogram(), List::of),
            items -> List.of(numbers(items).sum(), histogram(items)),
            true),
    /** An object that cannot subtract. */
    DISTINCT(
            new Distinct(),
            items -> numbers(items).boxed().collect(TreeSet::new, TreeSet::add, TreeSet::addAll),
            false),
    /** An object that can. */
    HISTOGRAM(new Histogram(), Folding::histogram, true),
    /** Independent of the order of arrival although it is not ordered, because it is told the place. */
    FIRST(new First(), items -> items.get(0).serial(), false),
    /** Both numbers of a block depend on each other. */
    MOMENTS(
            FoldAggregate.ofLong(Item::number, new Moments(), (cells, at) -> List.of(cells[at], cells[at + 1])),
            items -> List.of(
                    numbers(items).sum(),
                    numbers(items).map(number -> number * number).sum()),
            true),
    /** A block that cannot subtract, beside cells. */
    RANGE_AND_SUM(
            allOf(
                    FoldAggregate.ofLong(Item::number, new Range(), (cells, at) -> cells[at + 1] - cells[at]),
                    sum(Item::number),
                    List::of),
            items -> List.of(
                    numbers(items).max().orElseThrow() - numbers(items).min().orElseThrow(),
                    numbers(items).sum()),
            false),
    MAPPED(
            new Distinct().andThen(TreeSet::size),
            items -> (int) numbers(items).distinct().count(),
            false);

    final Aggregate<Item, ?, ?> aggregate;
    final boolean canSubtract;
    private final Function<List<Item>, Object> meaning;

    Folding(Aggregate<Item, ?, ?> aggregate, Function<List<Item>, Object> meaning, boolean canSubtract) {
        this.aggregate = aggregate;
        this.meaning = meaning;
        this.canSubtract = canSubtract;
    }

    /** The result over records in order. */
    Object of(List<Item> items) {
        Object result = meaning.apply(items);
        return this == COUNT ? (long) items.size() : result;
    }

    /** Whether the result names records by their place. */
    boolean isOfSerials() {
        return switch (this) {
            case LIST, ORDERED_REDUCE, SOME_OF_ALL, FIRST -> true;
            default -> false;
        };
    }

    private static LongStream numbers(List<Item> items) {
        return items.stream().mapToLong(Item::number);
    }

    private static LongSummary longs(List<Item> items) {
        return new LongSummary(
                items.size(),
                numbers(items).sum(),
                numbers(items).min().orElseThrow(),
                numbers(items).max().orElseThrow());
    }

    /** Weights are eighths, whose sums are exact. */
    private static DoubleSummary doubles(List<Item> items) {
        return new DoubleSummary(
                items.size(),
                items.stream().mapToDouble(Item::weight).sum(),
                items.stream().mapToDouble(Item::weight).min().orElseThrow(),
                items.stream().mapToDouble(Item::weight).max().orElseThrow());
    }

    private static Map<Long, Integer> histogram(List<Item> items) {
        Map<Long, Integer> counts = new TreeMap<>();
        items.forEach(item -> counts.merge(Math.floorMod(item.number(), 10L), 1, Integer::sum));
        return counts;
    }
}
