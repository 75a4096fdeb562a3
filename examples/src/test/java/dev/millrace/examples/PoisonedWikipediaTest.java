package dev.millrace.examples;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.aggregate.Aggregates.summary;
import static dev.millrace.api.window.Windows.tumbling;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.TimedSource;
import dev.millrace.api.failure.DeadLetter;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.connector.files.DeadLetters;
import dev.millrace.connector.files.FileSource;
import dev.millrace.connector.files.JsonLines;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.testkit.TestRun;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A thousand bad lines among 39,244: all other results are as if these lines were not there, each bad line is a letter that
 * names its file and line, and once they are played back after the repair the answer is that of the good file.
 */
class PoisonedWikipediaTest {

    private static final int POISONED = 1_000;
    private static final long SEED = 20150912;

    @TempDir
    Path directory;

    private Path good = Path.of("");
    private Path poisoned = Path.of("");
    private Path others = Path.of("");
    private final Map<Integer, Poison> poisonByLine = new LinkedHashMap<>();

    /** An edit as it may come: nothing of it can be relied on. */
    record RawEdit(
            @Nullable Instant time,
            @Nullable Instant sent,
            @Nullable String channel,
            @Nullable String feed,
            String user,
            long added,
            long deleted,
            long delta) {

        @Nullable
        String channelOrFeed() {
            return channel == null ? feed : channel;
        }

        RawEdit checked() {
            if (user.startsWith("!poison!")) {
                throw new IllegalArgumentException("no user " + user);
            }
            return this;
        }
    }

    @BeforeEach
    void poison() throws IOException {
        good = directory.resolve("good.json");
        poisoned = directory.resolve("poisoned.json");
        others = directory.resolve("others.json");
        List<String> lines = lines();
        Random random = new Random(SEED);
        while (poisonByLine.size() < POISONED) {
            poisonByLine.putIfAbsent(1 + random.nextInt(lines.size()), Poison.any(random));
        }
        List<String> withPoison = new ArrayList<>();
        List<String> without = new ArrayList<>();
        for (int line = 1; line <= lines.size(); line++) {
            String text = lines.get(line - 1);
            Poison poison = poisonByLine.get(line);
            withPoison.add(poison == null ? text : poison.poison(text));
            if (poison == null) {
                without.add(text);
            }
        }
        Files.write(good, lines);
        Files.write(poisoned, withPoison);
        Files.write(others, without);
    }

    private static List<String> lines() throws IOException {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(WikipediaHourly.file())), UTF_8))) {
            return reader.lines().toList();
        }
    }

    private static FileSource<RawEdit> edits(Path file) {
        return JsonLines.in(file).as(RawEdit.class);
    }

    @SuppressWarnings("NullAway") // a time that is missing fails, as it should
    private static TimedSource<RawEdit> timed(Source<RawEdit> edits) {
        return edits.eventTime(RawEdit::time).outOfOrderBy(Duration.ofMinutes(5));
    }

    @SuppressWarnings("NullAway") // a key that is missing fails, as it should
    private static Stream<HourlyEdits> hours(Stream<RawEdit> edits, ThrowingFunction<RawEdit, String> channel) {
        return edits.keyBy(channel)
                .window(tumbling(Duration.ofHours(1)))
                .aggregate(
                        "hourly",
                        allOf(
                                count(),
                                sum(RawEdit::added),
                                sum(RawEdit::deleted),
                                summary(RawEdit::delta),
                                HourlyEdits.Totals::new))
                .map(HourlyEdits::of);
    }

    /** The job as it was when the bad lines came. */
    private static Stream<DeadLetter> original(Pipeline pipeline, Path file, CollectingSink<HourlyEdits> sink) {
        Stream<RawEdit> checked = pipeline.read("edits", timed(edits(file))).map(RawEdit::checked);
        hours(checked, RawEdit::channel).write("hours", sink);
        return pipeline.deadLetters();
    }

    /** The same results, and what was set aside by the repaired program. */
    private static Pipeline repaired(
            Path file, Path letters, CollectingSink<HourlyEdits> sink, CollectingSink<DeadLetter> again) {
        Pipeline pipeline = Pipeline.named("repaired");
        Stream<RawEdit> asBefore =
                pipeline.read("edits", timed(edits(file))).map(RawEdit::checked).filter(edit -> edit.channel() != null);
        Stream<RawEdit> lines = pipeline.read(
                "lines", anyTime(DeadLetters.in(letters).of("edits").bytesAs(edits(file), Poison::repair)));
        Stream<RawEdit> records = pipeline.read(
                "records",
                anyTime(DeadLetters.in(letters).of("edits", "map-1", "keyBy-2").as(RawEdit.class)));
        hours(asBefore.union(lines, records), RawEdit::channelOrFeed).write("hours", sink);
        pipeline.deadLetters().write("letters", again);
        return pipeline;
    }

    @SuppressWarnings("NullAway") // one of the two is there
    private static TimedSource<RawEdit> anyTime(Source<RawEdit> edits) {
        return edits.eventTime(edit -> edit.time() == null ? edit.sent() : edit.time())
                .outOfOrderBy(Duration.ofDays(1));
    }

    private static void run(Pipeline pipeline, int workers) throws InterruptedException {
        try (EmbeddedRuntime runtime =
                        EmbeddedRuntime.builder().workers(workers).build();
                Job job = runtime.start(pipeline)) {
            job.await();
            assertThat(job.ledger().imbalances()).isEmpty();
        }
    }

    private String answer(Path file) throws InterruptedException {
        CollectingSink<HourlyEdits> sink = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("hours");
        hours(pipeline.read("edits", timed(edits(file))), RawEdit::channel).write("hours", sink);
        run(pipeline, 1);
        return HourlyEdits.toCsv(sink.records());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void theOthersAreAsIfTheyWereNotThereAndPlayedBackTheyCompleteTheAnswer(int workers) throws Exception {
        CollectingSink<HourlyEdits> hours = new CollectingSink<>();
        CollectingSink<DeadLetter> collected = new CollectingSink<>();
        Path letters = directory.resolve("letters.json");
        Pipeline pipeline = Pipeline.named("original");
        Stream<DeadLetter> dead = original(pipeline, poisoned, hours);
        dead.write("letters", JsonLines.to(letters));
        dead.write("collected", collected);

        run(pipeline, workers);

        assertThat(HourlyEdits.toCsv(hours.records())).isEqualTo(answer(others));
        assertLetters(collected.records());
        assertThat(Files.readAllLines(letters)).hasSize(POISONED);

        CollectingSink<HourlyEdits> completed = new CollectingSink<>();
        CollectingSink<DeadLetter> again = new CollectingSink<>();
        run(repaired(poisoned, letters, completed, again), workers);

        assertThat(HourlyEdits.toCsv(completed.records())).isEqualTo(answer(good));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void crashesChangeNothing(int seed) throws Exception {
        CollectingSink<HourlyEdits> hours = new CollectingSink<>();
        CollectingSink<DeadLetter> letters = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("original");
        original(pipeline, poisoned, hours).write("letters", letters);

        TestRun run = TestRun.of(pipeline)
                .workers(seed)
                .seed(seed)
                .batchCapacity(500)
                .crashes(4)
                .start()
                .runToEnd();

        assertThat(run.crashes()).isPositive();
        assertThat(HourlyEdits.toCsv(hours.records())).isEqualTo(answer(others));
        assertLetters(letters.records());
    }

    private void assertLetters(List<DeadLetter> letters) {
        assertThat(letters).hasSize(POISONED);
        Map<Long, DeadLetter> byLine = new LinkedHashMap<>();
        letters.forEach(letter -> byLine.put(letter.position(), letter));
        poisonByLine.forEach((line, poison) -> {
            DeadLetter letter = byLine.get((long) line);
            assertThat(letter).as("line %s, %s", line, poison).isNotNull();
            assertThat(letter.place()).isEqualTo("'edits', poisoned.json, line " + line);
            assertThat(letter.kind())
                    .isEqualTo(poison.isUndecodable() ? DeadLetter.Kind.BYTES : DeadLetter.Kind.RECORD);
            assertThat(letter.operator())
                    .isEqualTo(
                            switch (poison) {
                                case USER_CODE -> "map-1";
                                case NO_KEY -> "keyBy-2";
                                default -> "edits";
                            });
        });
    }
}
