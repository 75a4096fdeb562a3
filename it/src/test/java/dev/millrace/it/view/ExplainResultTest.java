package dev.millrace.it.view;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.window.Windows.session;
import static dev.millrace.api.window.Windows.sliding;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.Push;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.job.ResultExplanation;
import dev.millrace.api.job.ResultQuery;
import dev.millrace.api.pattern.Pattern;
import dev.millrace.api.stream.KeyedStream;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.window.WindowResult;
import dev.millrace.api.window.WindowSpec;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.engine.SavedState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The records behind a result are those that it is made of; where that is not known, this is said. */
@Timeout(60)
class ExplainResultTest {

    private static final int RECORDS = 600;
    private static final ResultQuery ANY = ResultQuery.of("it");

    record Item(int split, int position, long time) {

        String key() {
            return "k" + position % 5;
        }

        long number() {
            return position % 17;
        }

        boolean isCounted() {
            return position % 3 != 0;
        }
    }

    @TempDir
    Path directory;

    private final List<List<Item>> splits = List.of(items(0), items(1));

    private static List<Item> items(int split) {
        Random random = new Random(split);
        List<Item> items = new ArrayList<>();
        for (int position = 0; position < RECORDS; position++) {
            items.add(new Item(split, position, position * 10L + random.nextInt(40)));
        }
        return items;
    }

    private Stream<Item> read(Pipeline pipeline, String name) {
        return pipeline.read(
                name, ListSource.ofSplits(splits).eventTimeMillis(Item::time).outOfOrderBy(Duration.ofMillis(50)));
    }

    private KeyedStream<Item, String> counted(Pipeline pipeline) {
        return read(pipeline, "items").filter(Item::isCounted).map(item -> item).keyBy(Item::key);
    }

    private Checkpoints checkpoints(int retained) {
        return Checkpoints.in(directory)
                .every(Duration.ofMillis(1))
                .retain(retained)
                .restart(0, Duration.ZERO);
    }

    private ResultExplanation explain(Pipeline pipeline, int retained, ResultQuery query) throws Exception {
        try (EmbeddedRuntime runtime =
                        EmbeddedRuntime.builder().workers(2).batchCapacity(16).build();
                Job job = runtime.start(pipeline, checkpoints(retained))) {
            job.await();
            return job.explainResult(query);
        }
    }

    private List<Item> expected(String key, Instant start, Instant end) {
        return splits.stream()
                .flatMap(List::stream)
                .filter(item -> item.isCounted() && item.key().equals(key))
                .filter(item -> item.time() >= start.toEpochMilli() && item.time() < end.toEpochMilli())
                .toList();
    }

    private static List<Object> values(ResultExplanation explained) {
        for (ResultExplanation.Input input : explained.records()) {
            Item item = (Item) input.value();
            assertThat(input.origin().split()).isEqualTo("list-" + item.split());
            assertThat(input.origin().position()).isEqualTo(item.position());
            assertThat(input.timestamp().toEpochMilli()).isEqualTo(item.time());
        }
        return explained.records().stream().map(ResultExplanation.Input::value).toList();
    }

    private Pipeline windows(WindowSpec<Object> window) {
        Pipeline pipeline = Pipeline.named("explained");
        counted(pipeline).window(window).aggregate("it", sum(Item::number)).write("out", new CollectingSink<>());
        return pipeline;
    }

    @Test
    void aWindowIsMadeOfItsRecords() throws Exception {
        List<WindowSpec<Object>> kinds = List.of(
                tumbling(Duration.ofMillis(200)),
                sliding(Duration.ofMillis(200), Duration.ofMillis(50)),
                session(Duration.ofMillis(45)));
        for (int kind = 0; kind < kinds.size(); kind++) {
            ResultQuery query = ANY.key("k2").fromBeginning();
            query = kind == 2 ? query : query.at(Instant.ofEpochMilli(3_000));
            ResultExplanation explained = explainLater(windows(kinds.get(kind)), directory.resolve("" + kind), query);

            WindowResult<?, ?> result = (WindowResult<?, ?>) explained.result().orElseThrow();
            assertThat(result.key()).isEqualTo("k2");
            List<Item> expected = expected("k2", result.start(), result.end());
            assertThat(values(explained)).hasSameElementsAs(expected).hasSameSizeAs(expected);
            assertThat(result.value())
                    .isEqualTo(expected.stream().mapToLong(Item::number).sum());
            assertThat(explained.isExact()).isTrue();
            assertThat(explained.isComplete()).isTrue();
            assertThat(explained.fromEpoch()).isZero();
            assertThat(explained.describe()).contains("made of " + expected.size() + " record");
        }
    }

    /** Runs a job to its end, and asks without it. */
    private static ResultExplanation explainLater(Pipeline pipeline, Path directory, ResultQuery query)
            throws Exception {
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(2).build();
                Job job = runtime.start(pipeline, Checkpoints.in(directory))) {
            job.await();
        }
        return SavedState.in(directory).explainResult(pipeline, query);
    }

    @Test
    void whatCameBeforeTheOldestCheckpointIsSaidToBeMissing() throws Exception {
        for (int trial = 0; trial < 3; trial++) {
            Pipeline pipeline = windows(tumbling(Duration.ofSeconds(2)));
            Path own = directory.resolve("" + trial);
            try (EmbeddedRuntime runtime = EmbeddedRuntime.builder()
                            .workers(2)
                            .batchCapacity(16)
                            .build();
                    Job job = runtime.start(
                            pipeline,
                            Checkpoints.in(own).every(Duration.ofMillis(1)).retain(2))) {
                job.await();
                ResultExplanation explained = job.explainResult(ANY.key("k1"));
                WindowResult<?, ?> result =
                        (WindowResult<?, ?>) explained.result().orElseThrow();
                List<Item> expected = expected("k1", result.start(), result.end());
                assertThat(expected)
                        .containsAll(
                                values(explained).stream().map(Item.class::cast).toList());
                if (explained.isComplete()) {
                    assertThat(values(explained)).hasSameSizeAs(expected);
                    assertThat(explained.notes()).noneMatch(note -> note.contains("came before"));
                } else {
                    assertThat(explained.notes())
                            .anyMatch(note -> note.startsWith(
                                    "some of what is in the result came before epoch " + explained.fromEpoch()));
                }
            }
        }
    }

    @Test
    void resultsOfResultsGoBackToRecords() throws Exception {
        Pipeline pipeline = Pipeline.named("explained");
        counted(pipeline)
                .window(tumbling(Duration.ofMillis(100)))
                .aggregate("short", sum(Item::number))
                .map(result -> result)
                .keyBy(result -> "all")
                .window(tumbling(Duration.ofSeconds(1)))
                .aggregate("it", count())
                .write("out", new CollectingSink<>());

        ResultExplanation explained =
                explain(pipeline, 2, ANY.at(Instant.ofEpochMilli(2_500)).fromBeginning());
        List<Item> expected = new ArrayList<>();
        for (int key = 0; key < 5; key++) {
            expected.addAll(expected("k" + key, Instant.ofEpochMilli(2_000), Instant.ofEpochMilli(3_000)));
        }
        assertThat(values(explained)).hasSameElementsAs(expected).hasSameSizeAs(expected);
        assertThat(explained.isExact()).isTrue();
        assertThat(explained.isComplete()).isTrue();
    }

    @Test
    void aMatchIsMadeOfWhatItHasTaken() throws Exception {
        Pipeline pipeline = Pipeline.named("explained");
        Pattern<Item> pattern = Pattern.<Item>begin("one", item -> item.number() == 1)
                .followedBy("two", item -> item.number() == 2)
                .within(Duration.ofSeconds(2));
        counted(pipeline).match("it", pattern).map(match -> match).write("out", new CollectingSink<>());

        ResultExplanation explained = explain(pipeline, 2, ANY.fromBeginning());
        assertThat(values(explained)).extracting(item -> ((Item) item).number()).containsExactlyInAnyOrder(1L, 2L);
        assertThat(explained.isExact()).isTrue();
        assertThat(explained.isComplete()).isTrue();
    }

    @Test
    void ofAPairAllOfItsKeyWithinReachAreCandidates() throws Exception {
        Pipeline pipeline = Pipeline.named("explained");
        read(pipeline, "items")
                .join("it", read(pipeline, "others"))
                .on(Item::key, Item::key)
                .between(Duration.ofMillis(60), Duration.ofMillis(60))
                .inner((left, right) -> List.of(left, right))
                .write("out", new CollectingSink<>());

        ResultExplanation explained = explain(
                pipeline,
                2,
                ANY.at(Instant.ofEpochMilli(items(0).get(100).time())).fromBeginning());
        assertThat(values(explained)).containsAll((List<?>) explained.result().orElseThrow());
        assertThat(explained.isExact()).isFalse();
        assertThat(explained.notes()).anyMatch(note -> note.startsWith("'it' does not tell which rows"));
        assertThat(explained.describe()).contains("candidates: ");
    }

    @Test
    void aReplayStopsWhereTheCheckpointStands() throws Exception {
        Pipeline pipeline = Pipeline.named("explained");
        read(pipeline, "items")
                .map(item -> {
                    if (item.position() == RECORDS - 1) {
                        throw new IllegalStateException("as ever");
                    }
                    return item;
                })
                .keyBy(Item::key)
                .window(tumbling(Duration.ofMillis(100)))
                .aggregate("it", count())
                .write("out", new CollectingSink<>());
        try (EmbeddedRuntime runtime =
                        EmbeddedRuntime.builder().workers(1).batchCapacity(8).build();
                Job job = runtime.start(pipeline, checkpoints(3))) {
            assertThatThrownBy(job::await).isInstanceOf(JobFailedException.class);
            Throwable thrown = catchThrowable(() ->
                    assertThat(job.explainResult(ANY.fromBeginning()).toEpoch()).isPositive());
            if (job.checkpoints().completed() == 0) {
                assertThat(thrown).hasMessageContaining("there is no checkpoint");
            } else {
                assertThat(thrown).isNull();
            }
        }
    }

    @Test
    void aJobIsAskedWhileItRuns() throws Exception {
        Pipeline pipeline = Pipeline.named("explained");
        pipeline.read(
                        "items",
                        ListSource.ofSplits(splits)
                                .rateLimit(4_000)
                                .eventTimeMillis(Item::time)
                                .outOfOrderBy(Duration.ofMillis(50)))
                .filter(Item::isCounted)
                .keyBy(Item::key)
                .window(tumbling(Duration.ofMillis(100)))
                .aggregate("it", sum(Item::number))
                .write("out", new CollectingSink<>());
        try (EmbeddedRuntime runtime =
                        EmbeddedRuntime.builder().workers(1).batchCapacity(16).build();
                Job job = runtime.start(pipeline, checkpoints(2))) {
            for (int asked = 0; asked < 3 || !job.status().isEnd(); ) {
                if (job.checkpoints().completed() < 2) {
                    Thread.onSpinWait();
                    continue;
                }
                ResultExplanation explained = job.explainResult(ANY);
                asked++;
                if (explained.result().isPresent()) {
                    WindowResult<?, ?> result =
                            (WindowResult<?, ?>) explained.result().get();
                    List<Item> expected = expected((String) result.key(), result.start(), result.end());
                    assertThat(values(explained)).isSubsetOf(expected);
                    assertThat(explained.isComplete())
                            .isEqualTo(explained.records().size() == expected.size());
                }
            }
        }
    }

    @Test
    void whatCannotBeExplainedIsRefusedWithTheReason() throws Exception {
        Pipeline pipeline = windows(tumbling(Duration.ofMillis(100)));
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build()) {
            try (Job job = runtime.start(windows(tumbling(Duration.ofMillis(100))))) {
                job.await();
                assertThatThrownBy(() -> job.explainResult(ANY)).hasMessageContaining("it keeps no checkpoints");
            }
            try (Job job = runtime.start(pipeline, Checkpoints.in(directory))) {
                job.await();
                assertThatThrownBy(() -> job.explainResult(ResultQuery.of("filter-1")))
                        .hasMessageContaining("'filter-1' is no operator of pipeline 'explained' whose results could be"
                                + " explained; these are: [it]");
                ResultExplanation none = job.explainResult(ANY.key("nobody").fromBeginning());
                assertThat(none.result()).isEmpty();
                assertThat(none.records()).isEmpty();
                assertThat(none.describe()).contains("gave no such result", "none of them matches");
            }
            Pipeline pushed = Pipeline.named("explained");
            pushed.read("pushed", Push.of(Long.class).eventTimeMillis(number -> number))
                    .window(tumbling(Duration.ofMillis(100)))
                    .aggregate("it", count())
                    .write("out", new CollectingSink<>());
            assertThatThrownBy(() -> SavedState.in(directory).explainResult(pushed, ANY))
                    .hasMessageContaining("'pushed'")
                    .hasMessageContaining("it is not replayable");
        }
    }
}
