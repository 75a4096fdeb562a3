package dev.millrace.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is measured: a query, its size, and how many workers Millrace gets. The hand-written loop always has one thread.
 *
 * @param name for the command line and the report
 * @param query made in the process that measures it
 * @param records in one iteration
 * @param workers of Millrace
 * @param isQuick whether it belongs to a quick run
 */
record Case(String name, Supplier<Query> query, long records, int workers, boolean isQuick) {

    private static final long MILLION = 1_000_000;
    private static final long BOUND_MILLIS = 5_000;

    /** All, in the order of the report. */
    static List<Case> all() {
        List<Case> cases = new ArrayList<>();
        cases.add(new Case("pass-through", () -> StatelessQuery.PASS_THROUGH, 12 * MILLION, 1, true));
        cases.add(new Case("filter-map", () -> StatelessQuery.FILTER_AND_MAP, 12 * MILLION, 1, true));
        cases.add(new Case(
                "filter-map-crowded", () -> new CrowdedQuery(StatelessQuery.FILTER_AND_MAP), 12 * MILLION, 1, false));
        for (int keys : new int[] {100, 10_000, 1_000_000}) {
            long records = keys < 1_000_000 ? 8 * MILLION : 5 * MILLION;
            for (long bound : new long[] {0, BOUND_MILLIS}) {
                String suffix = "-" + keys + (bound == 0 ? "" : "-disorder");
                cases.add(tumbling("tumbling" + suffix, () -> Bids.uniform(keys, bound), bound, records));
                cases.add(tumbling("tumbling-zipf" + suffix, () -> Bids.zipf(keys, bound), bound, records));
            }
        }
        cases.add(new Case(
                "tumbling-10000-crowded",
                () -> new CrowdedQuery(new TumblingQuery(Bids.uniform(10_000, 0), 0, false)),
                8 * MILLION,
                1,
                true));
        for (int keys : new int[] {10_000, 1_000_000}) {
            cases.add(new Case(
                    "tumbling-" + keys + "-2-workers",
                    () -> new TumblingQuery(Bids.uniform(keys, 0), 0, false),
                    keys < 1_000_000 ? 8 * MILLION : 5 * MILLION,
                    2,
                    false));
        }
        cases.add(new Case(
                "tumbling-names-10000", () -> new NamedTumblingQuery(new NamedBids(10_000)), 8 * MILLION, 1, true));
        cases.add(new Case(
                "callers-thread-10000",
                () -> new TumblingQuery(Bids.uniform(10_000, 0), 0, true),
                5 * MILLION,
                1,
                true));
        return cases;
    }

    private static Case tumbling(String name, Supplier<Bids> bids, long boundMillis, long records) {
        boolean isQuick = name.equals("tumbling-10000") || name.equals("tumbling-10000-disorder");
        return new Case(name, () -> new TumblingQuery(bids.get(), boundMillis, false), records, 1, isQuick);
    }

    static Case named(String name) {
        return all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no benchmark '" + name + "'"));
    }
}
