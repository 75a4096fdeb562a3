package dev.millrace.it.oracle;

import dev.millrace.api.window.ClosedBy;
import dev.millrace.api.window.ResultKind;
import dev.millrace.api.window.WindowResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Judges the final results of one kind of windows. */
final class FinalResults {

    private final Model model;
    private final Input input;
    private final Keys keys;
    private final Folding folding;

    private record Plain(Object key, Span span, Object value) {}

    FinalResults(Model model, Input input, Keys keys, Folding folding) {
        this.model = model;
        this.input = input;
        this.keys = keys;
        this.folding = folding;
    }

    /** All results follow from the records. */
    void requireExact(List<WindowResult<Object, Object>> results) {
        requireFinal(results);
        List<Plain> expected = new ArrayList<>();
        for (Cut cut : model.cuts(input, keys)) {
            expected.add(new Plain(cut.key(), cut.span(), folding.of(cut.items())));
        }
        List<Plain> actual = results.stream()
                .map(result -> new Plain(result.key(), Verdict.span(result), result.value()))
                .toList();
        Verdict.requireSame(actual, expected, "results of '" + model.spec().describe() + "', " + folding);
    }

    /** The same of results that also tell their records. */
    void requireExactWitnessed(List<WindowResult<Object, Object>> results) {
        requireFinal(results);
        List<Plain> expected = new ArrayList<>();
        for (Cut cut : model.cuts(input, keys)) {
            // A list is in the order of time, also over what was counted in the order of arrival.
            List<Integer> serials = cut.items().stream().map(Item::serial).toList();
            expected.add(new Plain(cut.key(), cut.span(), new OracleRun.Witnessed(folding.of(cut.items()), serials)));
        }
        List<Plain> actual = results.stream()
                .map(result -> new Plain(result.key(), Verdict.span(result), result.value()))
                .toList();
        Verdict.requireSame(actual, expected, "results of '" + model.spec().describe() + "', " + folding);
    }

    private void requireFinal(List<WindowResult<Object, Object>> results) {
        for (WindowResult<?, ?> result : results) {
            Verdict.require(
                    result.kind() == ResultKind.FINAL
                            && result.revision() == 0
                            && (result.closedBy() == ClosedBy.WATERMARK
                                    || result.closedBy() == ClosedBy.END
                                    || result.closedBy() == ClosedBy.COUNT && model instanceof CountModel),
                    () -> "not a plain final result: " + result);
        }
    }

    /**
     * Some windows reached behind the watermark, so that what they met was decided between batches. What holds all the
     * same: results are over disjoint sets of records, which all that were in time are in; each is one chain of windows
     * that overlap; and two of a key only overlap where a record reached behind.
     *
     * @return the serials of all records that were counted
     */
    Set<Integer> requireLenient(MergingModel merging, List<WindowResult<Object, Object>> results) {
        requireFinal(results);
        Set<Integer> counted = new HashSet<>();
        List<Cut> cuts = new ArrayList<>();
        for (WindowResult<Object, Object> result : results) {
            OracleRun.Witnessed witnessed = (OracleRun.Witnessed) result.value();
            List<Item> items = witnessed.serials().stream().map(input::item).toList();
            items.forEach(item ->
                    Verdict.require(counted.add(item.serial()), () -> "counted twice: " + item + " in " + result));
            List<Cut> chains = merging.cuts(items, keys);
            Verdict.require(chains.size() == 1, () -> "not one session: " + result + " of " + items);
            Cut chain = chains.get(0);
            Verdict.requireEqual(chain.key(), result.key(), () -> "key of " + items);
            Verdict.requireEqual(Verdict.span(result), chain.span(), () -> "ends of the session of " + items);
            Verdict.requireEqual(chain.items(), items, () -> "order of " + result);
            Verdict.requireEqual(witnessed.value(), folding.of(chain.items()), () -> "value over " + items);
            boolean isLateAlone = items.size() == 1 && merging.standing(input, items.get(0)) == Model.Standing.LATE;
            Verdict.require(!isLateAlone, () -> "a late record opened a session: " + result);
            cuts.add(chain);
        }
        requireOverlapOnlyBehind(merging, cuts);
        for (int serial : merging.inTime(input, keys)) {
            Item item = input.item(serial);
            Verdict.require(
                    counted.contains(serial),
                    () -> "in time, but not counted: " + item + " at watermark " + input.watermark(item));
        }
        return counted;
    }

    private void requireOverlapOnlyBehind(MergingModel merging, List<Cut> cuts) {
        for (int i = 0; i < cuts.size(); i++) {
            for (int j = i + 1; j < cuts.size(); j++) {
                Cut one = cuts.get(i);
                Cut other = cuts.get(j);
                if (one.key().equals(other.key()) && one.span().overlaps(other.span())) {
                    boolean isAnyBehind = java.util.stream.Stream.of(one, other)
                            .flatMap(cut -> cut.items().stream())
                            .anyMatch(item -> merging.reachesBehind(input, item));
                    Verdict.require(isAnyBehind, () -> "two sessions overlap: " + one + " and " + other);
                }
            }
        }
    }
}
