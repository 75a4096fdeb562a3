package dev.millrace.examples.guide;

import static dev.millrace.api.window.Windows.tumbling;
import static dev.millrace.sketches.Sketches.distinct;
import static dev.millrace.sketches.Sketches.frequentItems;
import static dev.millrace.sketches.Sketches.quantiles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.aggregate.Aggregates;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.WindowedResults;
import dev.millrace.api.window.WindowResult;
import dev.millrace.examples.guide.AggregateSnippets.Longest;
import dev.millrace.examples.guide.AggregateSnippets.Range;
import dev.millrace.examples.guide.GuideSnippets.Bid;
import dev.millrace.examples.guide.GuideSnippets.Edit;
import dev.millrace.sketches.DistinctEstimate;
import dev.millrace.sketches.FrequentItems;
import dev.millrace.sketches.Quantiles;
import dev.millrace.testkit.AggregateLaws;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The code of the page about aggregates that is tests, and that the rest of its code does what the page says. */
class AggregateSnippetsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    // snippet: laws
    @Test
    void theLongestNameKeepsTheLaws() {
        AggregateLaws.of(new Longest())
                .records(random -> new Edit(Instant.EPOCH, "#en", "user" + random.nextInt(200), 1))
                .seed(42)
                .check();
    }
    // end

    /** What the page warns of: of equally long names, the one that came first. */
    @Test
    void theLongestNameWithoutATieBreakIsCaught() {
        Aggregate<Edit, String, String> forgetful = new Aggregate<>() {

            private static final long serialVersionUID = 1;

            @Override
            public String create() {
                return "";
            }

            @Override
            public String add(String longest, Edit edit) {
                return merge(longest, edit.user());
            }

            @Override
            public String merge(String left, String right) {
                return left.length() >= right.length() ? left : right;
            }

            @Override
            public String result(String longest) {
                return longest;
            }
        };
        assertThatThrownBy(() -> AggregateLaws.of(forgetful)
                        .records(random -> new Edit(Instant.EPOCH, "#en", "user" + random.nextInt(200), 1))
                        .check())
                .hasMessageContaining("merge is commutative");
    }

    @Test
    void theRangeKeepsThemToo() {
        AggregateLaws.of(Range.of(Bid::price))
                .records(random -> new Bid(1, random.nextInt(100), Instant.EPOCH))
                .check();
    }

    // snippet: approximate
    record Traffic(DistinctEstimate users, Quantiles added, FrequentItems<String> busiest) {}

    static WindowedResults<Edit, String, Traffic> traffic(Stream<Edit> edits) {
        return edits.keyBy(Edit::channel)
                .window(tumbling(Duration.ofHours(1)))
                .aggregate(
                        "traffic",
                        Aggregates.allOf(
                                distinct(Edit::user),
                                quantiles(Edit::added, 0.5, 0.99),
                                frequentItems(Edit::user, 64),
                                Traffic::new));
    }
    // end

    @Test
    void thePipelinesOfThePageGiveWhatItSays() {
        List<Edit> edits = List.of(
                new Edit(START, "#en", "ada", 10), new Edit(START, "#en", "ada", -3), new Edit(START, "#en", "bob", 7));
        CollectingSink<WindowResult<String, AggregateSnippets.Channel>> channels = new CollectingSink<>();
        CollectingSink<WindowResult<String, Traffic>> traffic = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("page");
        Stream<Edit> read = pipeline.read("edits", ListSource.of(edits).eventTime(Edit::time));
        AggregateSnippets.channels(read.keyBy(Edit::channel)).write("channels out", channels);
        traffic(read).write("traffic out", traffic);
        TestRun.of(pipeline).workers(2).seed(1).start().runToEnd();

        assertThat(channels.records())
                .singleElement()
                .extracting(WindowResult::value)
                .isEqualTo(new AggregateSnippets.Channel(3, 1, Optional.of(7L), Map.of("ada", 7L, "bob", 7L)));
        assertThat(traffic.records()).singleElement().satisfies(result -> {
            assertThat(result.value().users().estimate()).isBetween(1.9, 2.1);
            assertThat(result.value().added().value(0.5)).isEqualTo(7);
            assertThat(result.value().busiest().items().get(0).item()).isEqualTo("ada");
        });
    }

    @Test
    void theBuilderOfThePageMakesItsLine() {
        List<Bid> bids = new ArrayList<>();
        bids.add(new Bid(1, 100, START.plusSeconds(5)));
        bids.add(new Bid(1, 200, START.plusSeconds(7)));
        CollectingSink<WindowResult<Long, String>> lines = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("builder");
        AggregateSnippets.built(pipeline.read("bids", ListSource.of(bids).eventTime(Bid::time))
                        .keyBy(Bid::auction))
                .write("out", lines);
        TestRun.of(pipeline).start().runToEnd();
        assertThat(lines.records())
                .singleElement()
                .extracting(WindowResult::value)
                .isEqualTo("2 bids, 150.0 on average, the highest at 2026-01-01T00:00:07Z");
    }
}
