package dev.millrace.it.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.aggregate.Aggregates;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Source;
import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.process.RecordContext;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.Table;
import dev.millrace.api.view.OpenWindow;
import dev.millrace.api.view.StateView;
import dev.millrace.api.window.WindowResult;
import dev.millrace.api.window.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A pipeline whose operators keep the same records in different ways, in different tasks: what any of them shows follows from
 * what one of them, which keeps all records, shows. So a view in which they do not fit together is of no one moment.
 */
final class Bank {

    static final long WINDOW_MILLIS = 50;
    static final long STEP_MILLIS = 20;
    static final long GAP_MILLIS = 15;

    final Pipeline pipeline = Pipeline.named("bank");
    final Stream<Deposit> deposits;
    final Table<String, Long> totals;
    final Table<String, Deposit> latest;
    final Table<String, Deposit> large;
    final Table<String, Long> largeCents;
    final CollectingSink<WindowResult<String, Long>> closed = new CollectingSink<>();

    Bank(Source<Deposit> source) {
        deposits = pipeline.read("deposits", source.eventTimeMillis(Deposit::time));
        deposits.keyBy(Deposit::account).process("ledger", new Ledgered()).write("balances", new CollectingSink<>());
        // Another key on the way, so that records cross lanes twice and tasks are at different places.
        Stream<Deposit> late = deposits.keyBy(Deposit::cents).process("detour", new Detour());
        totals = late.keyBy(Deposit::account).aggregate("totals", Aggregates.sum(Deposit::cents));
        totals.changes().write("changes", new CollectingSink<>());
        latest = late.keyBy(Deposit::account).toTable("latest");
        large = latest.filter("large", deposit -> deposit.cents() >= 50);
        largeCents = large.map(Deposit::cents);
        largeCents.changes().write("large-changes", new CollectingSink<>());
        deposits.keyBy(Deposit::account)
                .window(Windows.tumbling(Duration.ofMillis(WINDOW_MILLIS)))
                .aggregate("tumbling", Aggregates.sum(Deposit::cents))
                .write("closed", closed);
        late.keyBy(Deposit::account)
                .window(Windows.sliding(Duration.ofMillis(WINDOW_MILLIS), Duration.ofMillis(STEP_MILLIS)))
                .aggregate("sliding", Aggregates.sum(Deposit::cents))
                .write("slid", new CollectingSink<>());
        late.keyBy(Deposit::account)
                .window(Windows.session(Duration.ofMillis(GAP_MILLIS)))
                .aggregate("session", Aggregates.sum(Deposit::cents))
                .write("sessions", new CollectingSink<>());
    }

    /** Gives each record as it is. */
    private record Detour() implements ProcessFunction<Long, Deposit, Deposit> {
        @Override
        public void process(RecordContext<Long, Deposit, Deposit> record) {
            record.emit(record.value());
        }
    }

    /** Random deposits in the order of time, on some splits. */
    static List<List<Deposit>> randomSplits(Random random, int countMax) {
        int splits = 1 + random.nextInt(3);
        int accounts = 1 + random.nextInt(12);
        List<List<Deposit>> all = new ArrayList<>();
        for (int split = 0; split < splits; split++) {
            List<Deposit> deposits = new ArrayList<>();
            int count = random.nextInt(countMax);
            for (int i = 0; i < count; i++) {
                deposits.add(new Deposit(
                        (long) i * splits + split, "account-" + random.nextInt(accounts), random.nextInt(100)));
            }
            all.add(deposits);
        }
        return all;
    }

    /** Requires that all operators show what follows from the records of one moment; gives how many these were. */
    int check(StateView view) {
        Map<String, List<Deposit>> records =
                view.<String, Deposit>state("ledger", Ledgered.ALL).asMap();
        checkStates(view, records);
        assertThat(view.table(totals).asMap())
                .isEqualTo(mapped(records, Bank::sum))
                .isEqualTo(view.aggregate("totals").asMap());
        Map<String, Deposit> newest = mapped(
                records,
                all -> all.stream().max(Comparator.comparingLong(Deposit::time)).orElseThrow());
        assertThat(view.table(latest).asMap()).isEqualTo(newest);
        Map<String, Deposit> wanted = new HashMap<>(newest);
        wanted.values().removeIf(deposit -> deposit.cents() < 50);
        assertThat(view.table(large).asMap()).isEqualTo(wanted);
        assertThat(view.table(largeCents).asMap())
                .isEqualTo(wanted.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, row -> row.getValue().cents())));
        long latestMillis = records.values().stream()
                .flatMap(List::stream)
                .mapToLong(Deposit::time)
                .max()
                .orElse(0);
        for (String windows : List.of("tumbling", "sliding", "session")) {
            checkWindows(view, windows, records, latestMillis);
        }
        for (String account : records.keySet()) {
            checkOne(view, account, records.get(account));
        }
        return records.values().stream().mapToInt(List::size).sum();
    }

    private static void checkStates(StateView view, Map<String, List<Deposit>> records) {
        assertThat(view.<String, Long>state("ledger", Ledgered.BALANCE).asMap()).isEqualTo(mapped(records, Bank::sum));
        assertThat(view.<String, Long, Long>state("ledger", Ledgered.BY_MODULUS).asMap())
                .isEqualTo(mapped(
                        records,
                        all -> all.stream()
                                .collect(
                                        Collectors.groupingBy(deposit -> deposit.cents() % 3, Collectors.counting()))));
        assertThat(view.<String, Long>state("ledger", Ledgered.MOST).asMap())
                .isEqualTo(mapped(
                        records,
                        all -> all.stream().mapToLong(Deposit::cents).max().orElseThrow()));
    }

    /** What is asked for by key, of a fresh view or not, is what stands in the whole. */
    private void checkOne(StateView view, String account, List<Deposit> all) {
        assertThat(view.value("ledger", Ledgered.BALANCE, account)).contains(sum(all));
        assertThat(view.value("ledger", Ledgered.ALL, account)).isEqualTo(all);
        assertThat(view.table(totals).get(account)).contains(sum(all));
        assertThat(view.<String, Long>windows("tumbling").get(account))
                .isEqualTo(Optional.ofNullable(
                        view.<String, Long>windows("tumbling").asMap().get(account)));
        assertThat(view.table(totals).get(account + "?")).isEmpty();
    }

    private static void checkWindows(
            StateView view, String operator, Map<String, List<Deposit>> records, long latestMillis) {
        Map<String, List<OpenWindow<Long>>> shown =
                view.<String, Long>windows(operator).asMap();
        assertThat(records.keySet()).containsAll(shown.keySet());
        records.forEach((account, all) -> {
            Set<OpenWindow<Long>> possible = windows(operator, all);
            List<OpenWindow<Long>> open = shown.getOrDefault(account, List.of());
            assertThat(possible).as(operator + " of " + account).containsAll(open);
            assertThat(open)
                    .as(operator + " of " + account + " at " + view.watermark())
                    .isSortedAccordingTo(Comparator.<OpenWindow<Long>, Instant>comparing(OpenWindow::start)
                            .thenComparing(OpenWindow::end))
                    .containsAll(possible.stream()
                            .filter(window -> window.end().toEpochMilli() > latestMillis + 1
                                    && view.watermark() != Long.MAX_VALUE)
                            .toList());
        });
    }

    /** All windows that these records have, with their sums. */
    private static Set<OpenWindow<Long>> windows(String operator, List<Deposit> all) {
        if (operator.equals("session")) {
            return sessions(all);
        }
        long step = operator.equals("tumbling") ? WINDOW_MILLIS : STEP_MILLIS;
        Map<Long, Long> sums = new TreeMap<>();
        for (Deposit deposit : all) {
            for (long start = Math.floorDiv(deposit.time(), step) * step;
                    start > deposit.time() - WINDOW_MILLIS;
                    start -= step) {
                sums.merge(start, deposit.cents(), Long::sum);
            }
        }
        Set<OpenWindow<Long>> windows = new HashSet<>();
        sums.forEach((start, sum) -> windows.add(window(start, start + WINDOW_MILLIS, sum)));
        return windows;
    }

    private static Set<OpenWindow<Long>> sessions(List<Deposit> all) {
        Set<OpenWindow<Long>> windows = new HashSet<>();
        List<Deposit> sorted =
                all.stream().sorted(Comparator.comparingLong(Deposit::time)).toList();
        for (int from = 0; from < sorted.size(); ) {
            int to = from + 1;
            while (to < sorted.size()
                    && sorted.get(to).time() <= sorted.get(to - 1).time() + GAP_MILLIS) {
                to++;
            }
            windows.add(window(
                    sorted.get(from).time(),
                    sorted.get(to - 1).time() + GAP_MILLIS + 1,
                    sum(sorted.subList(from, to))));
            from = to;
        }
        return windows;
    }

    private static OpenWindow<Long> window(long start, long end, long sum) {
        return new OpenWindow<>(Instant.ofEpochMilli(start), Instant.ofEpochMilli(end), sum);
    }

    private static long sum(List<Deposit> all) {
        return all.stream().mapToLong(Deposit::cents).sum();
    }

    private static <V> Map<String, V> mapped(Map<String, List<Deposit>> records, Function<List<Deposit>, V> function) {
        Map<String, V> result = new HashMap<>();
        records.forEach((account, all) -> result.put(account, function.apply(all)));
        return result;
    }
}
