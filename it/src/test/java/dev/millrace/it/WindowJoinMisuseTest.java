package dev.millrace.it;

import static dev.millrace.api.window.Windows.count;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.ListSource;
import dev.millrace.api.join.Tag;
import dev.millrace.api.stream.CoGroup;
import dev.millrace.api.stream.CoGroupedStream;
import dev.millrace.api.stream.JoinedStream;
import dev.millrace.api.stream.KeyedJoin;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.window.AssignedWindows;
import dev.millrace.api.window.LatePolicy;
import dev.millrace.api.window.Windows;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Misuse of joins in windows and of co-groups fails where the pipeline is built. */
class WindowJoinMisuseTest {

    record Bid(long auction, String bidder) {}

    record Auction(long id, int seller) {}

    private static final Tag<Bid> BIDS = Tag.named("bids");
    private static final Tag<Auction> AUCTIONS = Tag.named("auctions");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Pipeline pipeline = Pipeline.named("misuse");

    private Stream<Bid> bids() {
        return pipeline.read("bids", ListSource.of(new Bid(1, "a")).processingTime());
    }

    private Stream<Auction> auctions() {
        return pipeline.read("auctions", ListSource.of(new Auction(1, 2)).processingTime());
    }

    private KeyedJoin<Bid, Auction, Long> keyed() {
        return bids().join("enriched", auctions()).on(Bid::auction, Auction::id);
    }

    private CoGroup<Long> coGroup() {
        return bids().coGroup("sides", BIDS, Bid::auction).and(AUCTIONS, auctions(), Auction::id);
    }

    @Test
    void windowsThatFollowRecordsAreRefused() {
        KeyedJoin<Bid, Auction, Long> keyed = keyed();
        assertThatThrownBy(() -> keyed.within(count(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("records of two streams cannot meet in the windows '" + count(3).describe()
                        + "', which follow the records of one stream; use tumbling, sliding, calendar or session windows,"
                        + " or between(...) for records that are near each other");
        assertThatThrownBy(() -> keyed.within(Windows.trailing(SECOND))).hasMessageContaining("'trailing PT1S'");
        Stream<Bid> others =
                pipeline.read("others", ListSource.of(new Bid(1, "a")).processingTime());
        CoGroup<Long> coGroup =
                others.coGroup("sides", BIDS, Bid::auction).and(Tag.named("again"), others, Bid::auction);
        assertThatThrownBy(() -> coGroup.within(count(3))).hasMessageContaining("cannot meet in the windows");
    }

    private record Chosen() implements AssignedWindows<Object> {

        @Override
        public void assign(Object record, long timestamp, Collector windows) {
            windows.add(timestamp, timestamp + 1);
        }

        @Override
        public boolean isMerging() {
            return false;
        }

        @Override
        public String describe() {
            return "chosen";
        }
    }

    @Test
    void windowsThatAreChosenMustMerge() {
        KeyedJoin<Bid, Auction, Long> keyed = keyed();
        assertThatThrownBy(() -> keyed.within(new Chosen()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "windows that are chosen for each record are joined only if they merge, got 'chosen': a record"
                                + " would be kept once for each of its windows; write them as AlignedWindows");
    }

    @Test
    void bothSidesNeedATime() {
        Stream<Auction> untimed = pipeline.read("auctions", ListSource.of(new Auction(1, 2)));
        assertThatThrownBy(() -> bids().join("enriched", untimed)
                        .on(Bid::auction, Auction::id)
                        .within(tumbling(SECOND)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "the join 'enriched' needs records with a time, but the source [auctions] has none");
        Stream<Bid> others =
                pipeline.read("others", ListSource.of(new Bid(1, "a")).processingTime());
        assertThatThrownBy(() -> others.coGroup("sides", BIDS, Bid::auction)
                        .and(AUCTIONS, untimed, Auction::id)
                        .within(tumbling(SECOND)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("the co-group 'sides' needs records with a time");
    }

    @Test
    void aCoGroupHasAName() {
        assertThatThrownBy(() -> bids().coGroup(" ", BIDS, Bid::auction))
                .hasMessage("a co-group needs a name that is not blank, got ' '");
        assertThatThrownBy(() -> Tag.named("")).hasMessage("a tag needs a name that is not blank, got ''");
    }

    @Test
    void aTagNamesOneInput() {
        CoGroup<Long> coGroup = coGroup();
        assertThatThrownBy(() -> coGroup.and(Tag.<Bid>named("auctions"), bids2(), Bid::auction))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the tag 'auctions' is taken in the co-group 'sides'; each input needs one of its own");
    }

    private Stream<Bid> bids2() {
        return pipeline.read("more bids", ListSource.of(new Bid(1, "a")).processingTime());
    }

    @Test
    void oneInputIsNoCoGroup() {
        CoGroup<Long> alone = bids().coGroup("sides", BIDS, Bid::auction);
        assertThatThrownBy(() -> alone.within(tumbling(SECOND)))
                .hasMessage("the co-group 'sides' has one input; add others with and(...), or use keyBy and window");
    }

    @Test
    void inputsHaveABound() {
        Stream<Bid> bids = bids();
        CoGroup<Long> many = bids.coGroup("sides", BIDS, Bid::auction);
        for (int i : IntStream.range(0, 64).toArray()) {
            many = many.and(Tag.named("tag-" + i), bids, Bid::auction);
        }
        CoGroup<Long> tooMany = many;
        assertThatThrownBy(() -> tooMany.within(tumbling(SECOND)).apply((key, window, group) -> key))
                .hasMessage("a co-group has at most 64 inputs, got 65; unite those of one type");
    }

    @Test
    void streamsOfTwoPipelinesDoNotMeet() {
        Stream<Auction> other = Pipeline.named("other")
                .read("auctions", ListSource.of(new Auction(1, 2)).processingTime());
        CoGroup<Long> coGroup = bids().coGroup("sides", BIDS, Bid::auction);
        assertThatThrownBy(() -> coGroup.and(AUCTIONS, other, Auction::id))
                .hasMessage("streams of two pipelines cannot be co-grouped: 'misuse' and 'other'");
    }

    @Test
    void keysThatCanNeverBeEqualAreRefused() {
        CoGroup<Object> coGroup = bids().coGroup("sides", BIDS, Bid::bidder);
        assertThatThrownBy(() -> coGroup.and(AUCTIONS, auctions(), Auction::seller))
                .hasMessage(
                        "the keys of the co-group 'sides' can never be equal: the left one is a String, the right one a"
                                + " Integer; convert one of them, as with r -> (long) r.id()");
    }

    @Test
    void lateRecordsAreAStreamOnlyIfThatIsThePolicy() {
        JoinedStream<Bid, Auction, Long> joined =
                keyed().within(tumbling(SECOND)).onLate(LatePolicy.DROP).inner((bid, auction) -> bid.auction());
        assertThatThrownBy(joined::lateLeft)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "'enriched' has no stream of late records: its policy is DROP; leave out onLate to have one");
    }

    @Test
    void lateRecordsHaveATag() {
        CoGroupedStream<Long> grouped = coGroup().within(tumbling(SECOND)).apply((key, window, group) -> key);
        assertThatThrownBy(() -> grouped.late(Tag.named("payments")))
                .hasMessage("the co-group 'sides' has no input with the tag 'payments', but [bids, auctions]");
    }

    @Test
    void aLeadIsNotNegative() {
        KeyedJoin<Bid, Auction, Long> keyed = keyed();
        assertThatThrownBy(() -> keyed.within(tumbling(SECOND)).lead(Duration.ofMillis(-1)))
                .hasMessageContaining("got PT-0.001S");
    }
}
