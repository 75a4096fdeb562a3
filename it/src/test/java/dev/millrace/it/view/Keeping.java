package dev.millrace.it.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.aggregate.Aggregates;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Source;
import dev.millrace.api.join.Tag;
import dev.millrace.api.pattern.Pattern;
import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.process.RecordContext;
import dev.millrace.api.process.TimerContext;
import dev.millrace.api.stream.KeyedStream;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.Table;
import dev.millrace.api.stream.VersionedTable;
import dev.millrace.api.view.JoinRow;
import dev.millrace.api.view.PartialMatch;
import dev.millrace.api.view.PendingTimers;
import dev.millrace.api.view.RowVersion;
import dev.millrace.api.view.StateView;
import dev.millrace.api.window.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/**
 * A pipeline whose operators keep records that wait for others, or for time. What they keep is what time has not let go of: of the
 * records of a key, which one operator keeps all, those from some time on. The times themselves are not the same for all operators, but
 * lie between the watermark of the view and the last record.
 */
final class Keeping {

    static final long BEFORE_MILLIS = 10;
    static final long AFTER_MILLIS = 30;
    static final long WITHIN_MILLIS = 40;
    static final long AGE_MILLIS = 100;

    /** Of timers that go by the clock: it never comes. */
    static final Instant FAR_AWAY = Instant.parse("3000-01-01T00:00:00Z");

    private static final Tag<Deposit> SMALL = Tag.named("small");
    private static final Tag<Deposit> LARGE = Tag.named("large");

    final Pipeline pipeline = Pipeline.named("keeping");

    Keeping(Source<Deposit> source) {
        Stream<Deposit> deposits = pipeline.read("deposits", source.eventTimeMillis(Deposit::time));
        deposits.keyBy(Deposit::account).process("ledger", new Ledgered()).write("balances", new CollectingSink<>());
        // Another key on the way, so that records cross lanes twice and tasks are at different places.
        Stream<Deposit> late = deposits.keyBy(Deposit::cents).process("detour", new Detour());
        Stream<Deposit> smalls = late.filter(Keeping::isSmall);
        Stream<Deposit> larges = late.filter(Keeping::isLarge);
        addJoins(smalls, larges);
        KeyedStream<Deposit, String> keyed = late.keyBy(Deposit::account);
        Table<String, Long> totals = keyed.aggregate("totals", Aggregates.sum(Deposit::cents));
        totals.join("joined", keyed.toTable("latest"))
                .inner((sum, last) -> sum + " with " + last.cents())
                .changes()
                .write("tables", new CollectingSink<>());
        keyed.match(
                        "rising",
                        Pattern.<Deposit>begin("small", Keeping::isSmall)
                                .followedBy("large", Keeping::isLarge)
                                .within(Duration.ofMillis(WITHIN_MILLIS))
                                .skipToNext())
                .write("matches", new CollectingSink<>());
        keyed.process("alarms", new Alarms()).write("rung", new CollectingSink<>());
    }

    private static void addJoins(Stream<Deposit> smalls, Stream<Deposit> larges) {
        smalls.join("near", larges)
                .on(Deposit::account, Deposit::account)
                .between(Duration.ofMillis(BEFORE_MILLIS), Duration.ofMillis(AFTER_MILLIS))
                .leftOuter((small, large) -> small)
                .write("met", new CollectingSink<>());
        smalls.join("tumbled", larges)
                .on(Deposit::account, Deposit::account)
                .within(Windows.tumbling(Duration.ofMillis(Bank.WINDOW_MILLIS)))
                .inner((small, large) -> small)
                .write("met-tumbling", new CollectingSink<>());
        smalls.join("visits", larges)
                .on(Deposit::account, Deposit::account)
                .within(Windows.session(Duration.ofMillis(Bank.GAP_MILLIS)))
                .fullOuter((small, large) -> "met")
                .write("met-in-sessions", new CollectingSink<>());
        smalls.coGroup("grouped", SMALL, Deposit::account)
                .and(LARGE, larges, Deposit::account)
                .within(Windows.sliding(Duration.ofMillis(Bank.WINDOW_MILLIS), Duration.ofMillis(Bank.STEP_MILLIS)))
                .apply((account, window, group) -> group.of(SMALL).size())
                .write("groups", new CollectingSink<>());
        VersionedTable<String, Deposit> rates = larges.keyBy(Deposit::account).versioned(Keeping::isDeletion);
        smalls.asOf("rated", rates, Deposit::account)
                .within(Duration.ofMillis(AGE_MILLIS))
                .leftOuter((small, large) -> small)
                .write("with-rates", new CollectingSink<>());
    }

    private static boolean isSmall(Deposit deposit) {
        return deposit.cents() < 50;
    }

    private static boolean isLarge(Deposit deposit) {
        return deposit.cents() >= 50;
    }

    private static boolean isDeletion(Deposit deposit) {
        return deposit.cents() % 7 == 0;
    }

    /** Gives each record as it is. */
    private record Detour() implements ProcessFunction<Long, Deposit, Deposit> {
        @Override
        public void process(RecordContext<Long, Deposit, Deposit> record) {
            record.emit(record.value());
        }
    }

    /** Sets timers of both kinds. */
    private record Alarms() implements ProcessFunction<String, Deposit, Long> {
        @Override
        public void process(RecordContext<String, Deposit, Long> record) {
            record.eventTimers().setMillis(record.value().time() + AFTER_MILLIS);
            record.processingTimers().set(FAR_AWAY.plusMillis(record.value().cents()));
        }

        @Override
        public void onTimer(TimerContext<String, Long> timer) {
            // That it has fired is all.
        }
    }

    /** What a view shows for one account, beside all records of the account, the earliest first. */
    private record Account(StateView view, String name, List<Deposit> records, long latest) {

        boolean isAtEnd() {
            return view.watermark() == Long.MAX_VALUE;
        }

        List<Deposit> records(Predicate<Deposit> isWanted) {
            return records.stream().filter(isWanted).toList();
        }
    }

    /** Requires that all operators show what follows from the records of one moment; gives how many things they kept. */
    int check(StateView view) {
        Map<String, List<Deposit>> records =
                view.<String, Deposit>state("ledger", Ledgered.ALL).asMap();
        long latest = records.values().stream()
                .flatMap(List::stream)
                .mapToLong(Deposit::time)
                .max()
                .orElse(0);
        int kept = 0;
        for (Map.Entry<String, List<Deposit>> each : records.entrySet()) {
            List<Deposit> sorted = each.getValue().stream()
                    .sorted(Comparator.comparingLong(Deposit::time))
                    .toList();
            kept += check(new Account(view, each.getKey(), sorted, latest));
        }
        for (String join : List.of("near", "tumbled", "visits", "grouped", "rated", "joined")) {
            assertThat(records.keySet()).containsAll(view.<String>joinRows(join).keys());
        }
        return kept;
    }

    private int check(Account account) {
        int kept = checkJoin(account, "near", AFTER_MILLIS + 1, BEFORE_MILLIS + 1)
                + checkJoin(account, "tumbled", 1, 1)
                + checkJoin(account, "visits", Bank.GAP_MILLIS + 1, Bank.GAP_MILLIS + 1)
                + checkJoin(account, "grouped", Bank.WINDOW_MILLIS - Bank.STEP_MILLIS + 1, 1)
                + checkSuffix(account, "rated", 0, Keeping::isSmall, Long.MIN_VALUE);
        checkTables(account);
        return kept + checkVersions(account) + checkPartialMatches(account) + checkTimers(account);
    }

    /** Keeps are how long a record is needed at least. */
    private static int checkJoin(Account account, String join, long keepSmall, long keepLarge) {
        return checkSuffix(account, join, 0, Keeping::isSmall, account.latest + 1 - keepSmall)
                + checkSuffix(account, join, 1, Keeping::isLarge, account.latest + 1 - keepLarge);
    }

    private static int checkSuffix(Account account, String join, int side, Predicate<Deposit> isOfSide, long certain) {
        List<JoinRow> shown = account.view.<String>joinRows(join).get(account.name).orElse(List.of()).stream()
                .filter(row -> row.side() == side)
                .toList();
        List<JoinRow> all = account.records(isOfSide).stream()
                .map(deposit -> new JoinRow(side, Instant.ofEpochMilli(deposit.time()), deposit))
                .toList();
        assertThat(shown.size()).isLessThanOrEqualTo(all.size());
        assertThat(shown)
                .as("side %s of '%s' for %s", side, join, account.name)
                .isEqualTo(all.subList(all.size() - shown.size(), all.size()));
        if (!account.isAtEnd() && certain != Long.MIN_VALUE) {
            assertThat(shown)
                    .as("side %s of '%s' for %s at %s", side, join, account.name, account.latest)
                    .containsAll(all.stream()
                            .filter(row -> row.time().toEpochMilli() > certain)
                            .toList());
        }
        return shown.size();
    }

    private static void checkTables(Account account) {
        List<JoinRow> shown =
                account.view.<String>joinRows("joined").get(account.name).orElseThrow();
        long sum = account.records.stream().mapToLong(Deposit::cents).sum();
        assertThat(shown).extracting(JoinRow::side).containsExactly(0, 1);
        assertThat(shown)
                .extracting(JoinRow::value)
                .containsExactly(sum, account.records.get(account.records.size() - 1));
    }

    private static int checkVersions(Account account) {
        List<RowVersion<Deposit>> shown = account.view
                .<String, Deposit>versions("rated")
                .get(account.name)
                .orElse(List.of());
        List<RowVersion<Deposit>> all = account.records(Keeping::isLarge).stream()
                .map(deposit ->
                        new RowVersion<>(Instant.ofEpochMilli(deposit.time()), isDeletion(deposit) ? null : deposit))
                .toList();
        assertThat(shown)
                .as("versions of %s", account.name)
                .isEqualTo(all.subList(all.size() - shown.size(), all.size()));
        if (!account.isAtEnd() && !all.isEmpty()) {
            RowVersion<Deposit> newest = all.get(all.size() - 1);
            long time = newest.since().toEpochMilli();
            if (newest.value() != null && time + AGE_MILLIS > account.latest) {
                assertThat(shown).contains(newest);
            }
        }
        return shown.size();
    }

    private static int checkPartialMatches(Account account) {
        List<PartialMatch<Deposit>> shown = account.view
                .<String, Deposit>partialMatches("rising")
                .get(account.name)
                .orElse(List.of());
        if (account.isAtEnd()) {
            assertThat(shown).isEmpty();
        } else {
            assertThat(LongStream.rangeClosed(Math.max(-1, account.view.watermark()), account.latest + 1)
                            .mapToObj(watermark -> partialMatches(account, watermark)))
                    .as("partial matches of %s among %s", account.name, account.records)
                    .contains(shown);
        }
        return shown.size();
    }

    /** Those that there are when the watermark is that far. */
    private static List<PartialMatch<Deposit>> partialMatches(Account account, long watermark) {
        List<PartialMatch<Deposit>> open = new ArrayList<>();
        for (Deposit deposit : account.records(record -> record.time() < watermark)) {
            if (isLarge(deposit)) {
                open.clear();
            } else if (deposit.time() + WITHIN_MILLIS > watermark) {
                Instant time = Instant.ofEpochMilli(deposit.time());
                open.add(new PartialMatch<>(
                        time, time, Map.of("small", List.of(deposit), "large", List.of()), Optional.of("large")));
            }
        }
        return open;
    }

    private static int checkTimers(Account account) {
        PendingTimers shown =
                account.view.<String>timers("alarms").get(account.name).orElse(new PendingTimers(List.of(), List.of()));
        List<Instant> all = account.records.stream()
                .map(deposit -> Instant.ofEpochMilli(deposit.time() + AFTER_MILLIS))
                .toList();
        int fired = all.size() - shown.eventTime().size();
        assertThat(shown.eventTime()).isEqualTo(all.subList(fired, all.size()));
        if (!account.isAtEnd()) {
            assertThat(shown.eventTime())
                    .containsAll(all.stream()
                            .filter(time -> time.toEpochMilli() > account.latest + 1)
                            .toList());
            assertThat(shown.processingTime())
                    .isEqualTo(account.records.stream()
                            .map(deposit -> FAR_AWAY.plusMillis(deposit.cents()))
                            .distinct()
                            .sorted()
                            .toList());
        }
        return shown.eventTime().size();
    }
}
