package dev.millrace.it;

import static dev.millrace.api.window.Windows.count;
import static dev.millrace.api.window.Windows.session;
import static dev.millrace.api.window.Windows.sliding;
import static dev.millrace.api.window.Windows.trailing;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.aggregate.Aggregates;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.Push;
import dev.millrace.api.stream.KeyedStream;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.SeveralResults;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.Table;
import dev.millrace.api.stream.WindowedResults;
import dev.millrace.api.table.UpsertOrder;
import dev.millrace.api.window.LatePolicy;
import dev.millrace.api.window.TumblingWindow;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.util.Comparator;
import org.junit.jupiter.api.Test;

/** Misuse fails where the pipeline is built, with the value, the rule and the way out. */
class MisuseTest {

    @SuppressWarnings("ArrayRecordComponent") // that it is refused as a key is what is tested
    record Bid(long auction, long[] prices) {}

    private final Pipeline pipeline = Pipeline.named("misuse");

    private Stream<Bid> untimed() {
        return pipeline.read("bids", ListSource.of(new Bid(1, new long[0])));
    }

    @Test
    void aWindowNeedsATime() {
        assertThatThrownBy(() -> untimed().keyBy(Bid::auction).window(tumbling(Duration.ofSeconds(1))))
                .hasMessage("a window needs records with a time, but the source [bids] has none; add .eventTime(...),"
                        + " .sourceTime() or .processingTime() to what is read");
    }

    @Test
    void anArrayIsNoKey() {
        assertThatThrownBy(() -> untimed().keyBy(Bid::prices))
                .hasMessage("a key must have a stable hash, but key has type long[]: arrays are equal by identity only;"
                        + " use a List, or a record of its parts");
    }

    @Test
    void aRecordWithAnArrayIsNoKeyAndThePathIsNamed() {
        assertThatThrownBy(() -> untimed().keyBy(bid -> bid)).hasMessageContaining("key.prices has type long[]");
    }

    @Test
    void namesAreUnique() {
        Stream<Bid> bids = untimed();
        bids.write("out", new CollectingSink<>());
        assertThatThrownBy(() -> bids.write("out", new CollectingSink<>()))
                .hasMessage("the name 'out' is taken by 'in memory' in pipeline 'misuse'; names must be unique");
    }

    @Test
    void namesAreNotBlank() {
        assertThatThrownBy(() -> Pipeline.named(" ")).hasMessageContaining("needs a name that is not blank");
    }

    @Test
    void anOutputMustGoSomewhere() {
        untimed().map(bid -> bid);
        assertThatThrownBy(pipeline::freeze)
                .hasMessageContaining("the output of 'map-1'")
                .hasMessageContaining("goes nowhere; end it with write(name, sink)");
    }

    @Test
    void aStartedPipelineIsFrozen() {
        Stream<Bid> bids = untimed();
        bids.write("out", new CollectingSink<>());
        TestRun.of(pipeline).start();
        assertThatThrownBy(() -> bids.map(bid -> bid))
                .hasMessage("pipeline 'misuse' has been started and can no longer be changed; build a new one");
    }

    @Test
    void streamsOfTwoPipelinesDoNotMeet() {
        Stream<Bid> other = Pipeline.named("other").read("bids", ListSource.of(new Bid(1, new long[0])));
        assertThatThrownBy(() -> untimed().union(other))
                .hasMessage("streams of two pipelines cannot be united: 'misuse' and 'other'");
    }

    @Test
    void aWindowHasASize() {
        assertThatThrownBy(() -> tumbling(Duration.ZERO))
                .hasMessageContaining("must be between PT0.001S and")
                .hasMessageContaining("got PT0S");
        assertThatThrownBy(() -> tumbling(Duration.ofNanos(1_500_000))).hasMessageContaining("whole milliseconds");
    }

    private KeyedStream<Bid, Long> keyed() {
        return keyedFrom("bids");
    }

    private KeyedStream<Bid, Long> keyedFrom(String source) {
        return pipeline.read(source, ListSource.of(new Bid(1, new long[0])).processingTime())
                .keyBy(Bid::auction);
    }

    @Test
    void windowsOfEveryKindHaveRanges() {
        assertThatThrownBy(() -> sliding(Duration.ofSeconds(1), Duration.ZERO))
                .hasMessageContaining("the slide of a sliding window must be between PT0.001S");
        assertThatThrownBy(() -> session(Duration.ofNanos(1)))
                .hasMessageContaining("the gap of a session window must be between PT0.001S");
        assertThatThrownBy(() -> trailing(Duration.ZERO)).hasMessageContaining("the size of a trailing window");
        assertThatThrownBy(() -> count(0)).hasMessageContaining("must be between 1 and 1099511627776 records, got 0");
        assertThatThrownBy(() -> count(3).slidingBy(4))
                .hasMessage("the slide of a count window must be between 1 and its size, 3 records, got 4; a larger one"
                        + " would leave records out");
    }

    @Test
    void revisionsAreForWindowsThatCanChange() {
        assertThatThrownBy(() -> keyed().window(count(3)).earlyEvery(Duration.ofSeconds(1)))
                .hasMessage(
                        "early results cannot be had of windows 'count 3': each of their results is complete when it"
                                + " comes, and no record changes it later");
        assertThatThrownBy(() -> keyedFrom("bids2")
                        .window(trailing(Duration.ofSeconds(1)))
                        .allowedLateness(Duration.ofDays(1)))
                .hasMessageStartingWith("an allowed lateness cannot be had of windows 'trailing PT1S'");
        assertThatThrownBy(() -> keyedFrom("bids3")
                        .window(tumbling(Duration.ofSeconds(1)))
                        .earlyEvery(0))
                .hasMessage("early results come every so many records, at least 1, got 0");
    }

    @Test
    void lateRecordsHaveAStreamOnlyIfThatIsThePolicy() {
        WindowedResults<Bid, Long, Long> results = keyed().window(tumbling(Duration.ofSeconds(1)))
                .onLate(LatePolicy.DROP)
                .aggregate("counts", Aggregates.count());
        assertThatThrownBy(results::late)
                .hasMessage("'counts' has no stream of late records: its policy is DROP; leave out onLate to have one");
    }

    @Test
    void severalWindowsAreDifferentOnes() {
        TumblingWindow minutes = tumbling(Duration.ofMinutes(1));
        assertThatThrownBy(() -> keyed().windows(minutes, tumbling(Duration.ofSeconds(60))))
                .hasMessage("the windows 'tumbling PT1M' are given twice; each kind once is enough");
        SeveralResults<Bid, Long, Long> results = keyedFrom("more")
                .windows(minutes, sliding(Duration.ofHours(1), Duration.ofMinutes(1)))
                .aggregate("counts", Aggregates.count());
        assertThatThrownBy(() -> results.of(tumbling(Duration.ofHours(1))))
                .hasMessageStartingWith("no windows 'tumbling PT1H' among [tumbling PT1M, sliding PT1H by PT1M]");
    }

    @Test
    void aRunningAggregateCannotNeedOrder() {
        assertThatThrownBy(() -> keyed().aggregate("list", Aggregates.collect(Bid::auction)))
                .hasMessageContaining("the running aggregation 'list' gives a result for each record as it comes, but"
                        + " collect(Bid::auction) needs records in the order of event time; use a window");
    }

    @Test
    void tablesAndDeduplicationHaveBounds() {
        assertThatThrownBy(() -> keyed().deduplicate("once", Duration.ZERO))
                .hasMessage("the bound of the deduplication 'once' must be at least PT0.001S, got PT0S");
        assertThatThrownBy(() -> keyedFrom("more")
                        .aggregate("counts", Aggregates.count())
                        .top("best", 0, Comparator.reverseOrder()))
                .hasMessage("a ranking must have between 1 and 10000 rows, got 0 for 'best'");
    }

    private Table<Long, Bid> table(String name) {
        return untimed(name).keyBy(Bid::auction).toTable(name);
    }

    private Stream<Bid> untimed(String name) {
        return pipeline.read(name + "-bids", ListSource.of(new Bid(1, new long[0])));
    }

    @Test
    void aTableInTheOrderOfEventTimeNeedsATime() {
        assertThatThrownBy(() -> untimed().keyBy(Bid::auction).toTable("latest", bid -> bid, UpsertOrder.EVENT_TIME))
                .hasMessage(
                        "a table in the order of event time needs records with a time, but the source [bids] has none;"
                                + " add .eventTime(...), .sourceTime() or .processingTime() to what is read");
    }

    @Test
    void tablesAndWhatTheyKeepRowsForHaveNames() {
        Table<Long, Bid> table = table("bids");
        assertThatThrownBy(() -> table("  ")).hasMessageContaining("a table needs a name that is not blank");
        assertThatThrownBy(() -> table.filter("", bid -> true))
                .hasMessageContaining("a filter of a table needs a name");
        assertThatThrownBy(() -> table.toStream("")).hasMessageContaining("a stream of rows needs a name");
        assertThatThrownBy(() -> table.join("", table)).hasMessageContaining("a join needs a name");
        assertThatThrownBy(() -> table.joinOn("", table, Bid::auction)).hasMessageContaining("a join needs a name");
    }

    @Test
    void tablesOfTwoPipelinesDoNotMeet() {
        Table<Long, Bid> other = Pipeline.named("other")
                .read("bids", ListSource.of(new Bid(1, new long[0])))
                .keyBy(Bid::auction)
                .toTable("latest");
        Table<Long, Bid> table = table("bids");
        assertThatThrownBy(() -> table.join("joined", other))
                .hasMessage("tables of two pipelines cannot be joined: 'misuse' and 'other'");
        assertThatThrownBy(() -> table.joinOn("joined", other, Bid::auction))
                .hasMessage("tables of two pipelines cannot be joined: 'misuse' and 'other'");
    }

    @Test
    @SuppressWarnings("unchecked") // as with a key whose declared type is wider than what it gives
    void keysThatCanNeverBeEqualAreRefused() {
        Table<Object, Bid> byNumber = (Table<Object, Bid>) (Table<?, ?>) table("bids");
        Table<Object, Bid> byText = (Table<Object, Bid>)
                (Table<?, ?>) untimed("other").keyBy(Bid::toString).toTable("by-text");
        assertThatThrownBy(() -> byNumber.join("joined", byText))
                .hasMessage("the keys of the join 'joined' can never be equal: the left one is a Long, the right one a"
                        + " String; convert one of them, as with r -> (long) r.id()");
        assertThatThrownBy(() -> byNumber.joinOn("joined", byText, Bid::auction))
                .hasMessageContaining("the left one is a Long, the right one a String");
    }

    @Test
    @SuppressWarnings("unchecked") // as with a key whose declared type is wider than what it gives
    void aForeignKeyMustHaveAStableHash() {
        Table<Object, Bid> table = (Table<Object, Bid>) (Table<?, ?>) table("bids");
        assertThatThrownBy(() -> table.joinOn("joined", table, Bid::prices))
                .hasMessageContaining("a key must have a stable hash, but key has type long[]");
    }

    @Test
    void onlyAPushedStreamHasAnIngress() {
        Stream<Bid> bids = untimed();
        bids.write("out", new CollectingSink<>());
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build();
                var job = runtime.start(pipeline)) {
            assertThatThrownBy(() -> job.ingress(bids)).hasMessageContaining("'bids' is not read from a Push source");
        }
    }

    @Test
    void settingsHaveRanges() {
        assertThatThrownBy(() -> EmbeddedRuntime.builder().workers(0)).hasMessageContaining("between 1 and 128, got 0");
        assertThatThrownBy(() -> EmbeddedRuntime.builder().batchCapacity(0).build())
                .hasMessageContaining("got 0");
        assertThatThrownBy(() -> EmbeddedRuntime.builder().laneBatches(3).build())
                .hasMessageContaining("power of two");
        assertThatThrownBy(() -> Push.of(Bid.class).capacity(0)).hasMessageContaining("got 0");
    }

    @Test
    void aPipelineExplainsItself() {
        pipeline.read("bids", ListSource.of(new Bid(1, new long[0])).processingTime())
                .filter(bid -> bid.auction() > 0)
                .keyBy(Bid::auction)
                .window(tumbling(Duration.ofHours(1)))
                .aggregate("counts", Aggregates.count())
                .write("out", new CollectingSink<>());

        assertThat(pipeline.explain().text()).isEqualTo("""
                        pipeline misuse
                          bids: list of 1 records
                          filter-1: filter(lambda in MisuseTest)  <- bids
                          keyBy-2: keyBy(Bid::auction)  <- filter-1
                          counts: tumbling PT1H: count  <- keyBy-2
                          out: in memory  <- counts
                        """);
        assertThat(pipeline.explain().mermaid())
                .startsWith("flowchart LR\n")
                .contains("n0 --> n1")
                .contains("n3[\"counts<br/>tumbling PT1H: count\"]");
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(2).build()) {
            assertThat(runtime.explain(pipeline).text())
                    .contains("plan of misuse for 2 workers")
                    .contains("stage 1 x 2  <- keyBy-2 (by key)");
        }
    }
}
