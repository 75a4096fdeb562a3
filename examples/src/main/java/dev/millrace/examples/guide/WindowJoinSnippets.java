package dev.millrace.examples.guide;

import static dev.millrace.api.window.Windows.session;
import static dev.millrace.api.window.Windows.sliding;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.connector.Console;
import dev.millrace.api.join.Tag;
import dev.millrace.api.stream.CoGroupedStream;
import dev.millrace.api.stream.JoinedStream;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.window.LatePolicy;
import dev.millrace.examples.guide.GuideSnippets.Bid;
import java.time.Duration;
import java.time.Instant;

/** The code of the page about joins, as far as it is about windows. */
final class WindowJoinSnippets {

    private WindowJoinSnippets() {}

    record Auction(Instant time, long id, String item) {}

    record Enriched(Bid bid, Auction auction) {}

    record Order(Instant time, long id, long cents) {}

    record Payment(Instant time, long orderId, long cents) {}

    record Shipment(Instant time, long orderId, String carrier) {}

    record Checkout(long orderId, Instant until, int orders, long paidCents, boolean isShipped) {}

    static JoinedStream<Bid, Auction, Enriched> window(Stream<Bid> bids, Stream<Auction> auctions) {
        // snippet: window-join
        JoinedStream<Bid, Auction, Enriched> enriched = bids.join("enriched", auctions)
                .on(Bid::auction, Auction::id)
                .within(tumbling(Duration.ofSeconds(10)))
                .inner((bid, auction) -> new Enriched(bid, auction));
        // end
        return enriched;
    }

    static JoinedStream<Bid, Auction, String> overlapping(Stream<Bid> bids, Stream<Auction> auctions) {
        // snippet: window-join-sees-window
        JoinedStream<Bid, Auction, String> lonely = bids.join("lonely", auctions)
                .on(Bid::auction, Auction::id)
                .within(sliding(Duration.ofMinutes(10), Duration.ofMinutes(1)))
                .onLate(LatePolicy.DROP)
                .leftOuter((window, bid, auction) -> window.start() + ": " + (auction == null ? "?" : auction.item()));
        // end
        return lonely;
    }

    static JoinedStream<Bid, Auction, Enriched> sessions(Stream<Bid> bids, Stream<Auction> auctions) {
        // snippet: session-join
        JoinedStream<Bid, Auction, Enriched> together = bids.join("together", auctions)
                .on(Bid::auction, Auction::id)
                .within(session(Duration.ofMinutes(5)))
                .fullOuter((bid, auction) -> new Enriched(bid, auction));

        together.lateLeft().write("late-bids", Console.lines());
        // end
        return together;
    }

    // snippet: co-group
    static final Tag<Order> ORDERS = Tag.named("orders");
    static final Tag<Payment> PAYMENTS = Tag.named("payments");
    static final Tag<Shipment> SHIPMENTS = Tag.named("shipments");

    static CoGroupedStream<Checkout> checkouts(
            Stream<Order> orders, Stream<Payment> payments, Stream<Shipment> shipments) {
        return orders.coGroup("checkout", ORDERS, Order::id)
                .and(PAYMENTS, payments, Payment::orderId)
                .and(SHIPMENTS, shipments, Shipment::orderId)
                .within(tumbling(Duration.ofHours(1)))
                .apply((order, window, group) -> new Checkout(
                        order,
                        window.end(),
                        group.of(ORDERS).size(),
                        group.of(PAYMENTS).stream().mapToLong(Payment::cents).sum(),
                        !group.of(SHIPMENTS).isEmpty()));
    }
    // end

    static CoGroupedStream<Payment> unordered(Stream<Order> orders, Stream<Payment> payments) {
        // snippet: co-group-flat
        CoGroupedStream<Payment> unordered = orders.coGroup("unordered", ORDERS, Order::id)
                .and(PAYMENTS, payments, Payment::orderId)
                .within(tumbling(Duration.ofHours(1)))
                .flatApply((order, window, group, out) -> {
                    if (group.of(ORDERS).isEmpty()) {
                        group.of(PAYMENTS).forEach(out);
                    }
                });
        // end
        return unordered;
    }
}
