package dev.millrace.it.oracle;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.failure.DeadLetter;
import dev.millrace.api.failure.FailedRecord;
import dev.millrace.api.failure.FailurePolicy;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.process.RecordContext;
import dev.millrace.api.state.StateSpec;
import dev.millrace.api.state.ValueSpec;
import dev.millrace.api.stream.KeyedStream;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.SourceStream;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.TransformedStream;
import dev.millrace.api.stream.Written;
import dev.millrace.api.type.Codecs;
import dev.millrace.api.window.WindowResult;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random pipelines whose functions fail for some records, against a model that leaves these out: the results are those of the
 * other records, each failed record is a letter once, and the ledger counts it once.
 */
@Timeout(120)
class FailureOracleTest {

    private static final String[] STEPS = {"map", "filter", "flatMap", "peek"};
    private static final String[] ENDS = {"sink", "window", "process"};
    private static final Integer[] SHARES = {0, 1, 2, 7, 40};

    /** A record, and what has been done to it. */
    record Mark(int split, int position, long time, String done) {

        String name() {
            return split + "/" + position + done;
        }

        Mark with(String more) {
            return new Mark(split, position, time, done + more);
        }

        String key() {
            return "k" + position % 5;
        }
    }

    /** The number of records of a key so far, and the record. */
    private record Numbering(Faults faults) implements ProcessFunction<String, Mark, String> {

        private static final ValueSpec<Long> SEEN = StateSpec.value("seen", Long.class);

        @Override
        public List<StateSpec<?>> states() {
            return List.of(SEEN);
        }

        @Override
        public void process(RecordContext<String, Mark, String> context) {
            // What it gives before it fails is taken back.
            context.emit("result");
            faults.checkOnce("end", context.value().name());
            Long seen = context.state(SEEN).get();
            context.state(SEEN).set(seen == null ? 1 : seen + 1);
        }
    }

    private final Map<String, Integer> met = new HashMap<>();

    @Test
    void resultsAreThoseOfTheOtherRecordsAndEachFailedRecordIsALetterOnce() {
        Seeds.run(Seeds.cases(120, 10_000), seed -> new Case(seed).check());
        if (!Seeds.isOne()) {
            assertThat(met.keySet())
                    .contains("map", "filter", "flatMap", "peek", "keys", "end", "items", "crash", "retry");
            assertThat(met.values()).allSatisfy(times -> assertThat(times).isGreaterThan(5));
        }
    }

    private final class Case {

        private final long seed;
        private final Random random;
        private final Faults faults;
        private final List<String> steps = new ArrayList<>();
        private final String end;
        private final boolean isOwnStream;
        private final boolean isDefault;
        private final FailurePolicy policy;
        private final List<List<Mark>> splits = new ArrayList<>();
        private final CollectingSink<String> results = new CollectingSink<>();
        private final CollectingSink<DeadLetter> letters = new CollectingSink<>();
        private final CollectingSink<FailedRecord<?>> failed = new CollectingSink<>();
        private final Map<String, Integer> expectedResults = new TreeMap<>();
        private final Map<String, Integer> expectedLetters = new TreeMap<>();

        Case(long seed) {
            this.seed = seed;
            random = new Random(seed);
            for (int i = random.nextInt(4); i >= 0; i--) {
                steps.add(Seeds.any(random, STEPS) + i);
            }
            end = Seeds.inTurn(seed, ENDS);
            isOwnStream = random.nextInt(3) == 0;
            isDefault = random.nextBoolean();
            Map<String, Integer> oneIn = new HashMap<>();
            List<String> all = new ArrayList<>(steps);
            all.addAll(List.of("items", "keys", "end"));
            all.forEach(step -> oneIn.put(step, Seeds.any(random, SHARES)));
            // Else nothing is left for those behind.
            oneIn.replaceAll((step, share) -> share == 1 && random.nextInt(4) > 0 ? 40 : share);
            int retries = random.nextInt(3);
            faults = new Faults(seed, oneIn, retries);
            policy = retries == 0
                    ? FailurePolicy.deadLetter()
                    : FailurePolicy.deadLetter()
                            .retry(retries, random.nextInt(4) == 0 ? Duration.ofMillis(10) : Duration.ZERO);
            for (int split = random.nextInt(3); split >= 0; split--) {
                splits.add(randomSplit(splits.size()));
            }
        }

        private List<Mark> randomSplit(int split) {
            List<Mark> marks = new ArrayList<>();
            for (int position = 0, end = random.nextInt(50); position < end; position++) {
                marks.add(new Mark(split, position, position * 10L + random.nextInt(40), ""));
            }
            return marks;
        }

        void check() {
            TestRun run = Crashes.sometimes(
                            TestRun.of(build()).workers(1 + random.nextInt(4)).seed(seed), seed)
                    .start()
                    .runUntilIdle();
            passPauses(run);
            run.runToEnd();

            expect();
            assertThat(histogram(results.records())).as("%s", this).isEqualTo(expectedResults);
            assertThat(histogram(givenLetters())).as("%s", this).isEqualTo(expectedLetters);
            long inLedger = run.ledger().operators().stream()
                    .mapToLong(row -> row.failed())
                    .sum();
            assertThat(inLedger)
                    .as("%s", this)
                    .isEqualTo(
                            expectedLetters.values().stream().mapToInt(i -> i).sum());
            meet("crash", run.crashes());
            meet("retry", policy.backoff().isZero() ? 0 : 1);
        }

        /** Nothing is tried again without time, and no record is tried more often than a few times. */
        private void passPauses(TestRun run) {
            Ledger before = run.ledger();
            for (int unchanged = 0; unchanged < 4 && !run.status().isEnd(); unchanged++) {
                Ledger now = run.advance(Duration.ofMillis(50)).ledger();
                unchanged = now.equals(before) ? unchanged : 0;
                before = now;
            }
        }

        private List<String> givenLetters() {
            List<String> given = new ArrayList<>();
            for (DeadLetter letter : letters.records()) {
                Mark mark = letter.record(Mark.class, Codecs.STANDARD);
                assertThat(letter.position()).isEqualTo(mark.position());
                assertThat(letter.split()).isEqualTo("list-" + mark.split());
                assertThat(letter.place()).isEqualTo("'items', list-" + mark.split() + ", position " + mark.position());
                given.add(operator(letter.message()) + " " + mark.name());
            }
            for (FailedRecord<?> each : failed.records()) {
                given.add(operator(each.message()) + " " + ((Mark) each.record()).name());
            }
            return given;
        }

        private static String operator(String message) {
            return message.substring(0, message.indexOf(' '));
        }

        // The pipeline.

        private Pipeline build() {
            Pipeline pipeline = Pipeline.named("faulty");
            SourceStream<Mark> source = pipeline.read(
                    "items",
                    ListSource.ofSplits(splits)
                            .eventTimeMillis(mark -> {
                                faults.checkOnce("items", mark.name());
                                return mark.time();
                            })
                            .outOfOrderBy(Duration.ofSeconds(1)));
            if (isOwnStream) {
                read(source.failed(), "items");
            }
            Stream<Mark> stream = source;
            for (String step : steps) {
                stream = step(stream, step);
            }
            end(stream);
            pipeline.deadLetters().write("letters", letters);
            if (isDefault) {
                pipeline.onFailure(policy);
            }
            return pipeline;
        }

        private void read(Stream<? extends FailedRecord<?>> stream, String step) {
            stream.write(step + " failed", failed);
        }

        private Stream<Mark> step(Stream<Mark> stream, String step) {
            TransformedStream<Mark, Mark> next;
            if (step.startsWith("map")) {
                next = stream.map(mark -> {
                    faults.check(step, mark.name());
                    return mark.with("m");
                });
            } else if (step.startsWith("filter")) {
                next = stream.filter(mark -> {
                    faults.check(step, mark.name());
                    return keeps(mark);
                });
            } else if (step.startsWith("flatMap")) {
                next = stream.flatMap((mark, out) -> {
                    for (int i = 0; i < copies(mark); i++) {
                        out.accept(mark.with("f" + i));
                    }
                    faults.check(step, mark.name());
                });
            } else {
                next = stream.peek(mark -> faults.check(step, mark.name()));
            }
            if (!isDefault) {
                next.onFailure(policy);
            }
            if (isOwnStream) {
                read(next.failed(), step);
            }
            return next;
        }

        private void end(Stream<Mark> stream) {
            if (end.equals("sink")) {
                CollectingSink<String> names = results;
                Written<String> written = stream.map(Mark::name)
                        .write("end", new RefusingSink<>(names, name -> faults.check("end", name)));
                Stream<FailedRecord<String>> refused = written.onFailure(policy).failed();
                refused.map(each -> new FailedRecord<>(
                                mark(each.record()),
                                each.timestamp(),
                                each.operator(),
                                each.position(),
                                each.error(),
                                each.message(),
                                each.origin(),
                                each.stack()))
                        .write("end failed", failed);
                return;
            }
            KeyedStream<Mark, String> keyed = stream.keyBy(mark -> {
                faults.check("keys", mark.name());
                return mark.key();
            });
            if (!isDefault) {
                keyed.onFailure(policy);
            }
            if (end.equals("window")) {
                keyed.window(tumbling(Duration.ofMillis(100)))
                        .aggregate("end", count())
                        .map(FailureOracleTest::describe)
                        .write("results", results);
            } else {
                keyed.process("end", new Numbering(faults)).write("results", results);
            }
        }

        private Mark mark(String name) {
            int slash = name.indexOf('/');
            int behind = slash + 1;
            while (behind < name.length() && Character.isDigit(name.charAt(behind))) {
                behind++;
            }
            return new Mark(
                    Integer.parseInt(name.substring(0, slash)),
                    Integer.parseInt(name.substring(slash + 1, behind)),
                    0,
                    name.substring(behind));
        }

        private boolean keeps(Mark mark) {
            return Math.floorMod(mark.name().hashCode() * 31L + seed, 3L) > 0;
        }

        private int copies(Mark mark) {
            return (int) Math.floorMod(mark.name().hashCode() * 17L + seed, 3L);
        }

        // The model.

        private void expect() {
            for (List<Mark> split : splits) {
                for (Mark mark : split) {
                    // What has no time cannot be tried again.
                    if (faults.isAny("items", mark.name())) {
                        letter("items", mark);
                    } else {
                        expect(mark, 0);
                    }
                }
            }
        }

        private void letter(String step, Mark mark) {
            meet(step.replaceAll("\\d", ""), 1);
            expectedLetters.merge(step + " " + mark.name(), 1, Integer::sum);
        }

        private void expect(Mark mark, int at) {
            if (at == steps.size()) {
                expectEnd(mark);
                return;
            }
            String step = steps.get(at);
            if (faults.isFatal(step, mark.name())) {
                letter(step, mark);
            } else if (step.startsWith("map")) {
                expect(mark.with("m"), at + 1);
            } else if (step.startsWith("flatMap")) {
                for (int i = 0; i < copies(mark); i++) {
                    expect(mark.with("f" + i), at + 1);
                }
            } else if (step.startsWith("peek") || keeps(mark)) {
                expect(mark, at + 1);
            }
        }

        private void expectEnd(Mark mark) {
            if (end.equals("sink")) {
                if (faults.isFatal("end", mark.name())) {
                    letter("end", mark);
                } else {
                    expectedResults.merge(mark.name(), 1, Integer::sum);
                }
            } else if (faults.isFatal("keys", mark.name())) {
                letter("keys", mark);
            } else if (end.equals("window")) {
                String window = mark.key() + "@" + mark.time() / 100;
                expectedResults.merge(window, 1, Integer::sum);
            } else if (faults.isAny("end", mark.name())) {
                letter("end", mark);
            } else {
                expectedResults.merge("result", 1, Integer::sum);
            }
        }

        private Map<String, Integer> histogram(List<String> values) {
            Map<String, Integer> counts = new TreeMap<>();
            for (String value : values) {
                int times = value.indexOf('*');
                counts.merge(
                        times < 0 ? value : value.substring(0, times),
                        times < 0 ? 1 : Integer.parseInt(value.substring(times + 1)),
                        Integer::sum);
            }
            return counts;
        }

        private void meet(String what, int times) {
            if (times > 0) {
                met.merge(what, times, Integer::sum);
            }
        }

        @Override
        public String toString() {
            return "seed " + seed + ": " + steps + " " + end + " " + faults.oneIn() + " " + policy;
        }
    }

    private static String describe(WindowResult<String, Long> result) {
        return result.key() + "@" + result.start().toEpochMilli() / 100 + "*" + result.value();
    }
}
