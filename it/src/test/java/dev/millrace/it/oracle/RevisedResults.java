package dev.millrace.it.oracle;

import dev.millrace.api.window.ClosedBy;
import dev.millrace.api.window.ResultKind;
import dev.millrace.api.window.WindowResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Judges all results that each window gave, in their order. */
final class RevisedResults {

    private final Revisions revisions;
    private final Folding folding;

    /** One result of a window, and the records that it is over; their number only, where they are not known. */
    private record Pane(WindowResult<Object, Object> result, Object value, List<Integer> serials, long count) {

        static Pane of(WindowResult<Object, Object> result) {
            if (result.value() instanceof OracleRun.Counted counted) {
                return new Pane(result, counted.value(), List.of(), counted.count());
            }
            OracleRun.Witnessed witnessed = (OracleRun.Witnessed) result.value();
            return new Pane(
                    result,
                    witnessed.value(),
                    witnessed.serials(),
                    witnessed.serials().size());
        }
    }

    RevisedResults(Revisions revisions, Folding folding) {
        this.revisions = revisions;
        this.folding = folding;
    }

    /** Windows that do not merge: the results of a window have its ends, all of them. */
    void requireOfFixed(List<WindowResult<Object, Object>> results, List<Cut> cuts, Input input) {
        record Group(Object key, Span span) {}
        Map<Group, List<Pane>> panes = new LinkedHashMap<>();
        for (WindowResult<Object, Object> result : results) {
            panes.computeIfAbsent(new Group(result.key(), Verdict.span(result)), group -> new ArrayList<>())
                    .add(Pane.of(result));
        }
        for (Cut cut : cuts) {
            List<Pane> ofWindow = panes.remove(new Group(cut.key(), cut.span()));
            Verdict.require(ofWindow != null, () -> "no result at all of " + cut);
            requireSequence(ofWindow, cut);
            requireRevisions(ofWindow);
            requireTotal(ofWindow, cut, input);
        }
        Verdict.require(panes.isEmpty(), () -> "results of windows without records: " + panes);
    }

    /** Windows that merge: the results of a session, and of those that it was made of, lie within it. */
    void requireOfMerging(List<WindowResult<Object, Object>> results, List<Cut> cuts, Input input) {
        Map<Cut, List<Pane>> panes = new HashMap<>();
        for (WindowResult<Object, Object> result : results) {
            Cut home = cuts.stream()
                    .filter(cut -> cut.key().equals(result.key()) && cut.span().contains(Verdict.span(result)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("within no session: " + result));
            panes.computeIfAbsent(home, cut -> new ArrayList<>()).add(Pane.of(result));
        }
        for (Cut cut : cuts) {
            List<Pane> ofSession = panes.get(cut);
            Verdict.require(ofSession != null, () -> "no result at all of " + cut);
            Pane last = ofSession.get(ofSession.size() - 1);
            if (!revisions.isDiscarding()) {
                Verdict.requireEqual(Verdict.span(last.result), cut.span(), () -> "ends of the last of " + ofSession);
            }
            if (revisions.latenessMillis() == 0) {
                // Nothing reaches behind, so sessions merge before any of them closes.
                requireSequence(ofSession, cut);
            }
            Verdict.require(ofSession.get(0).result.revision() == 0, () -> "the first is not revision 0: " + ofSession);
            int greatest = -1;
            for (Pane pane : ofSession) {
                int revision = pane.result.revision();
                int before = greatest;
                // A session that merges goes on behind the greatest of those that it was made of.
                Verdict.require(revision <= before + 1, () -> "a gap before revision " + revision + ": " + ofSession);
                greatest = Math.max(greatest, revision);
            }
            if (!revisions.isDiscarding()) {
                int highest = greatest;
                Verdict.require(last.result.revision() == highest, () -> "the last is not the newest: " + ofSession);
            }
            requireTotal(ofSession, cut, input);
        }
    }

    private void requireSequence(List<Pane> panes, Cut cut) {
        ResultKind before = ResultKind.EARLY;
        int finals = 0;
        for (Pane pane : panes) {
            ResultKind kind = pane.result.kind();
            ResultKind last = before;
            Verdict.require(
                    kind == ResultKind.EARLY
                            ? last == ResultKind.EARLY
                            : kind == ResultKind.LATE_UPDATE || last == ResultKind.EARLY,
                    () -> kind + " after " + last + " in " + panes);
            Verdict.requireEqual(
                    pane.result.closedBy() == ClosedBy.NOT_CLOSED,
                    kind == ResultKind.EARLY,
                    () -> "closed by nothing: " + pane);
            finals += kind == ResultKind.FINAL ? 1 : 0;
            before = kind;
        }
        int count = finals;
        Verdict.require(
                count == 1 || count == 0 && revisions.isDiscarding(),
                () -> count + " final results of " + cut + ": " + panes);
        boolean isUpdated = before == ResultKind.LATE_UPDATE;
        Verdict.require(!isUpdated || revisions.latenessMillis() > 0, () -> "an update without lateness: " + panes);
    }

    /** The same, where results do not tell their records. */
    private void requireTotalOfCounted(List<Pane> panes, Cut cut) {
        long all = cut.items().size();
        long sum = panes.stream().mapToLong(Pane::count).sum();
        for (Pane pane : panes) {
            Verdict.require(pane.count > 0, () -> "over nothing: " + pane + " of " + panes);
        }
        if (revisions.isDiscarding()) {
            Verdict.requireEqual(sum, all, () -> "records in " + panes);
            if (folding == Folding.SUM) {
                long total = panes.stream().mapToLong(pane -> (Long) pane.value).sum();
                Verdict.requireEqual(total, folding.of(cut.items()), () -> "sum of " + panes);
            }
            if (panes.size() == 1) {
                Verdict.requireEqual(panes.get(0).value, folding.of(cut.items()), () -> "value of " + panes);
            }
            return;
        }
        Pane last = panes.get(panes.size() - 1);
        Verdict.requireEqual(last.count, all, () -> "records in the last of " + panes);
        Verdict.requireEqual(last.value, folding.of(cut.items()), () -> "value of the last of " + panes);
    }

    private static void requireRevisions(List<Pane> panes) {
        for (int i = 0; i < panes.size(); i++) {
            int expected = i;
            Verdict.requireEqual(panes.get(i).result.revision(), expected, () -> "revision in " + panes);
        }
    }

    /** The last result has it all, or all results together have, and each has something new. */
    private void requireTotal(List<Pane> panes, Cut cut, Input input) {
        if (panes.get(0).result.value() instanceof OracleRun.Counted) {
            requireTotalOfCounted(panes, cut);
            return;
        }
        List<Integer> all = cut.items().stream().map(Item::serial).toList();
        Set<Integer> seen = new HashSet<>();
        for (Pane pane : panes) {
            List<Item> items = pane.serials.stream().map(input::item).toList();
            Verdict.requireEqual(pane.value, folding.of(items), () -> "value over " + items);
            Set<Integer> added = new HashSet<>(pane.serials);
            added.removeAll(seen);
            boolean hasNews = !added.isEmpty() || pane.result.kind() == ResultKind.FINAL;
            Verdict.require(hasNews, () -> "nothing new in " + pane + " of " + panes);
            if (revisions.isDiscarding()) {
                Verdict.require(
                        added.size() == pane.serials.size() && !added.isEmpty(), () -> "given twice in " + panes);
            }
            boolean isByNumberOnly = revisions.earlyMillis() == 0 && pane.result.kind() == ResultKind.EARLY;
            if (isByNumberOnly && revisions.isDiscarding()) {
                Verdict.require(added.size() >= revisions.earlyRecords(), () -> "too early: " + pane);
            }
            seen.addAll(pane.serials);
        }
        Verdict.requireEqual(seen, new HashSet<>(all), () -> "records in results of " + cut.span() + " " + cut.key());
        if (!revisions.isDiscarding()) {
            Pane last = panes.get(panes.size() - 1);
            Verdict.requireEqual(last.serials, all, () -> "the last result of " + panes);
        }
    }
}
