package dev.millrace.benchmarks.query;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** All queries. */
public final class Queries {

    private static final long MILLION = 1_000_000;
    private static final long SECOND = 1_000;

    /** Bids in a millisecond where windows shall be full: 2.56 million in 10 seconds. */
    static final int BUSY = 256;

    private static final long BOUND_MILLIS = 5_000;
    private static final int KEYS = 10_000;

    private final List<Query> queries = new ArrayList<>();

    private Queries() {}

    /**
     * All, in the order of the report.
     *
     * @return the queries
     */
    public static List<Query> all() {
        Queries all = new Queries();
        all.stateless();
        all.tumbling();
        all.sliding();
        all.sessions();
        all.running();
        all.joins();
        all.add("json", new Operation.Window(10 * SECOND, 10 * SECOND), Form.JSON_LINES, uniform(1_000, 16), 1, true);
        return List.copyOf(all.queries);
    }

    /**
     * Looks a query up.
     *
     * @param name of the query
     * @return the query
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Query named(String name) {
        return all().stream()
                .filter(query -> query.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no query '" + name + "'; --list shows all"));
    }

    private void stateless() {
        add("pass", new Operation.PassThrough(), Form.RECORDS, uniform(KEYS, BUSY), 20, true);
        add("map-filter", new Operation.FilterMap(), Form.RECORDS, uniform(KEYS, BUSY), 20, true);
        add("map-filter-crowded", new Operation.FilterMap(), Form.CROWDED, uniform(KEYS, BUSY), 20, false);
    }

    private void tumbling() {
        Operation tumbling = new Operation.Window(10 * SECOND, 10 * SECOND);
        add("tumbling", tumbling, Form.RECORDS, uniform(KEYS, BUSY), 10, true);
        for (int keys : new int[] {100, KEYS, 1_000_000}) {
            Supplier<Bids> zipf = zipf(keys);
            if (keys != KEYS) {
                add("tumbling-" + keys, tumbling, Form.RECORDS, uniform(keys, BUSY), 10, false);
            }
            add("tumbling-" + keys + "-disorder", tumbling, Form.RECORDS, disorder(uniform(keys, BUSY)), 10, false);
            add("tumbling-zipf-" + keys, tumbling, Form.RECORDS, zipf, 10, false);
            add("tumbling-zipf-" + keys + "-disorder", tumbling, Form.RECORDS, disorder(zipf), 10, false);
        }
        Supplier<Bids> late =
                () -> uniform(KEYS, BUSY).get().outOfOrderBy(BOUND_MILLIS).straggling(4, 5_001, 10_000);
        add("tumbling-late", tumbling, Form.RECORDS, late, 10, false);
        Supplier<Bids> large = () -> uniform(KEYS, BUSY).get().withLargeNumbers();
        add("tumbling-large-keys", tumbling, Form.RECORDS, large, 10, false);
        add("tumbling-names", tumbling, Form.NAMED, uniform(KEYS, BUSY), 10, false);
        add("tumbling-crowded", tumbling, Form.CROWDED, uniform(KEYS, BUSY), 10, false);
        add("hot-key", tumbling, Form.RECORDS, () -> Bids.inOrder(new Auctions.Hot(KEYS), BUSY), 10, false);
        add("callers-thread", tumbling, Form.PUSHED, uniform(KEYS, BUSY), 5, false);
    }

    private void sliding() {
        add("sliding-5", new Operation.Window(10 * SECOND, 2 * SECOND), Form.RECORDS, uniform(KEYS, 128), 10, false);
        add("sliding-60", new Operation.Window(60 * SECOND, SECOND), Form.RECORDS, uniform(1_000, 16), 10, true);
        add("sliding-3600", new Operation.Window(3_600 * SECOND, SECOND), Form.RECORDS, uniform(200, 2), 16, false);
        // All else equal, and so long that the number of results is nearly equal, too.
        for (int overlap : new int[] {1, 10, 60, 600, 3_600}) {
            Operation window = new Operation.Window(overlap * SECOND, SECOND);
            add("overlap-" + overlap, window, Form.RECORDS, uniform(100, 1), 10, false);
        }
    }

    private void sessions() {
        Operation session = new Operation.Session(SECOND);
        Supplier<Bids> bursts = () -> Bids.inOrder(new Auctions.Bursts(8_000), 16);
        add("session", session, Form.RECORDS, bursts, 10, true);
        // 205 of 4,096 are 5 in 100. Between 2.5 and 3 s their session is over and the next one has not begun.
        add("session-late", session, Form.RECORDS, () -> bursts.get().straggling(205, 2_500, 499), 10, false);
    }

    private void running() {
        add("running", new Operation.Running(), Form.RECORDS, uniform(KEYS, BUSY), 10, true);
        for (int keys : new int[] {100, KEYS, 1_000_000}) {
            if (keys != KEYS) {
                add("running-" + keys, new Operation.Running(), Form.RECORDS, uniform(keys, BUSY), 10, false);
            }
            add("running-zipf-" + keys, new Operation.Running(), Form.RECORDS, zipf(keys), 10, false);
        }
    }

    /**
     * Bids and reserve prices are equally many, one in a millisecond, so 10,000 of either side are within 10 s: as many as
     * auctions, or ten times as many. Where nothing should match, ten of the 10,000 auctions do, so that there is an answer.
     */
    private void joins() {
        int[] matches = {0, 1, 10};
        for (int matching : matches) {
            Operation join = new Operation.WindowJoin(reservesMatching(matching), 10 * SECOND);
            addJoin("join-window-" + matching, join, bidsMatching(matching), matching == 1);
        }
        for (int matching : matches) {
            Operation join = new Operation.IntervalJoin(reservesMatching(matching), 5 * SECOND, 5 * SECOND);
            addJoin("join-interval-" + matching, join, bidsMatching(matching), matching == 1);
        }
        asOfJoins();
    }

    /** Sixteen bids for each reserve price, which are still one in a millisecond: 10,000 while bids may be late by 10 s. */
    private void asOfJoins() {
        addJoin("join-asof", asOf(KEYS), () -> uniform(KEYS, 16).get().outOfOrderBy(SECOND), true);
        for (int versions : new int[] {1, 10, 100, 1_000}) {
            int keys = KEYS / versions;
            Supplier<Bids> bids = () -> uniform(keys, 16).get().outOfOrderBy(10 * SECOND);
            addJoin("join-asof-versions-" + versions, asOf(keys), bids, false);
        }
    }

    private static Operation asOf(int keys) {
        return new Operation.AsOfJoin(new Reserves(new Auctions.Uniform(keys), 0, 16));
    }

    private static Supplier<Bids> bidsMatching(int matches) {
        return uniform(KEYS / Math.max(1, matches), 1);
    }

    private static Reserves reservesMatching(int matches) {
        return new Reserves(new Auctions.Uniform(KEYS / Math.max(1, matches)), matches == 0 ? KEYS - 10 : 0, 1);
    }

    private void addJoin(String name, Operation join, Supplier<Bids> bids, boolean isQuick) {
        add(name, join, Form.JOINED, bids, 10, isQuick);
    }

    private static Supplier<Bids> uniform(int keys, int perMilli) {
        return () -> Bids.inOrder(new Auctions.Uniform(keys), perMilli);
    }

    private static Supplier<Bids> zipf(int keys) {
        return () -> Bids.inOrder(new Auctions.Zipf(keys), BUSY);
    }

    private static Supplier<Bids> disorder(Supplier<Bids> inOrder) {
        return () -> inOrder.get().outOfOrderBy(BOUND_MILLIS);
    }

    private void add(String name, Operation operation, Form form, Supplier<Bids> bids, long millions, boolean isQuick) {
        queries.add(new Query(name, family(name), operation, form, bids, KEYS, millions * MILLION, isQuick));
    }

    /** Queries that read the same records, named after the first of them. */
    private static String family(String name) {
        return switch (name) {
            case "pass", "map-filter", "map-filter-crowded", "tumbling-crowded", "running", "callers-thread" ->
                "tumbling";
            case "join-interval-0", "join-interval-1", "join-interval-10" -> name.replace("interval", "window");
            default -> name.startsWith("overlap-") ? "overlap" : name.replace("running-", "tumbling-");
        };
    }
}
