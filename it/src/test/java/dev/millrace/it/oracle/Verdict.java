package dev.millrace.it.oracle;

import dev.millrace.api.job.Ledger;
import dev.millrace.api.window.WindowResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** Comparisons that say what differs, not all that there is. */
final class Verdict {

    private static final int SHOWN_MAX = 6;

    private Verdict() {}

    static void require(boolean condition, Supplier<String> otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise.get());
        }
    }

    static void requireEqual(Object actual, Object expected, Supplier<String> what) {
        if (!Objects.equals(actual, expected)) {
            throw new AssertionError(what.get() + ": got " + actual + ", expected " + expected);
        }
    }

    /** As multisets. */
    static void requireSame(List<?> actual, List<?> expected, String what) {
        Map<Object, Integer> counts = new HashMap<>();
        expected.forEach(one -> counts.merge(one, 1, Integer::sum));
        actual.forEach(one -> counts.merge(one, -1, Integer::sum));
        List<String> missing = new ArrayList<>();
        List<String> unexpected = new ArrayList<>();
        counts.forEach((one, count) -> {
            if (count != 0) {
                (count > 0 ? missing : unexpected).add(count + " x " + one);
            }
        });
        if (!missing.isEmpty() || !unexpected.isEmpty()) {
            throw new AssertionError(what + " differ: got " + actual.size() + ", expected " + expected.size()
                    + "\nmissing " + missing.size() + ": " + shown(missing)
                    + "\nunexpected " + unexpected.size() + ": " + shown(unexpected));
        }
    }

    private static String shown(List<String> all) {
        return String.join(
                "\n    ", all.stream().sorted().limit(SHOWN_MAX).toList().toArray(new String[0]));
    }

    static Span span(WindowResult<?, ?> result) {
        return new Span(result.start().toEpochMilli(), result.end().toEpochMilli());
    }

    /** The account of the operator under test must be that of the model. */
    static void requireLedger(Ledger ledger, long in, long filtered, long late, long dropped) {
        Ledger.Row row = ledger.operator(OracleRun.OPERATOR);
        requireEqual(row.held(), 0L, () -> "held at the end");
        requireEqual(row.in(), in, () -> "in");
        requireEqual(row.filtered(), filtered, () -> "filtered");
        requireEqual(row.late(), late, () -> "late");
        requireEqual(row.dropped(), dropped, () -> "dropped");
        requireEqual(row.passed(), in - filtered - late - dropped, () -> "passed");
    }
}
