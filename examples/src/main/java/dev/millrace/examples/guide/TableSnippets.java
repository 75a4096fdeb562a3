package dev.millrace.examples.guide;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.sum;

import dev.millrace.api.connector.CallbackSink;
import dev.millrace.api.connector.Console;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.Table;
import dev.millrace.api.stream.UpsertTable;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.Row;
import dev.millrace.api.table.RowChange;
import dev.millrace.api.table.UpsertOrder;
import dev.millrace.api.type.All;
import dev.millrace.examples.guide.GuideSnippets.Bid;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The code of the page about tables. */
final class TableSnippets {

    private TableSnippets() {}

    static void running(Stream<Bid> bids) {
        // snippet: running
        Table<Long, Long> turnover = bids.keyBy(Bid::auction).aggregate("turnover", sum(Bid::price));

        Stream<Change<Long, Long>> changes = turnover.changes();
        changes.write("changes", Console.lines());
        // end
    }

    static void all(Stream<Bid> bids) {
        // snippet: all
        Table<All, Long> seen = bids.aggregate("seen", count());
        // end
        seen.changes().write("seen-out", Console.lines());
    }

    static void top(Stream<Bid> bids) {
        // snippet: top
        Table<All, List<Row<Long, Long>>> best = bids.keyBy(Bid::auction)
                .aggregate("turnover", sum(Bid::price))
                .top("best", 3, Comparator.reverseOrder());

        best.changes()
                .map(Change::value) // the three rows, best first
                .write("best-out", Console.lines());
        // end
    }

    static void mirror(Table<Long, Long> turnover, Map<Long, Long> mirror) {
        // snippet: mirror
        turnover.changes().write("mirror", CallbackSink.of(change -> {
            switch (change.kind()) {
                case INSERT, UPDATE -> mirror.put(change.key(), change.value());
                case DELETE -> mirror.remove(change.key());
            }
        }));
        // end
    }

    static void deduplicate(Stream<Bid> bids) {
        // snippet: deduplicate
        Stream<Bid> firstOfEachMinute = bids.keyBy(Bid::auction).deduplicate("first", Duration.ofMinutes(1));
        // end
        firstOfEachMinute.write("first-out", Console.lines());
    }

    // snippet: records
    record Customer(long id, String name, String city, boolean isClosed) {}

    record Order(long id, @Nullable Long customer, long cents) {}

    record Shipment(long order, String carrier) {}
    // end

    static Table<Long, Customer> customers(Stream<Customer> customerChanges) {
        // snippet: to-table
        Table<Long, Customer> customers =
                customerChanges.keyBy(Customer::id).toTable("customers", customer -> customer, Customer::isClosed);
        // end
        return customers;
    }

    @SuppressWarnings("NullAway") // null has a meaning here, which it cannot see from the type of a function
    static Table<Long, String> cities(Stream<Customer> customerChanges) {
        // snippet: null-deletes
        Table<Long, String> cities = customerChanges
                .keyBy(Customer::id)
                .toTable("cities", customer -> customer.isClosed() ? null : customer.city());
        // end
        return cities;
    }

    static UpsertTable<Customer, Long, Customer> byArrival(Stream<Customer> customerChanges) {
        // snippet: arrival
        UpsertTable<Customer, Long, Customer> customers =
                customerChanges.keyBy(Customer::id).toTable("customers", customer -> customer, UpsertOrder.ARRIVAL);
        // end
        return customers;
    }

    static Table<Long, Long> large(Table<Long, Order> orders) {
        // snippet: map-filter
        Table<Long, Long> large = orders.map(Order::cents).filter("large", cents -> cents >= 100_00);
        // end
        return large;
    }

    static Table<Long, String> status(Table<Long, Order> orders, Table<Long, Shipment> shipments) {
        // snippet: join
        Table<Long, String> status = orders.join("status", shipments)
                .leftOuter((order, shipment) -> shipment == null ? "waiting" : "with " + shipment.carrier());
        // end
        return status;
    }

    @SuppressWarnings("NullAway") // null has a meaning here, which it cannot see from the type of a function
    static Table<Long, String> labels(Table<Long, Order> orders, Table<Long, Customer> customers) {
        // snippet: join-on
        Table<Long, String> labels = orders.joinOn("labels", customers, Order::customer)
                .inner((order, customer) -> order.id() + " to " + customer.name() + ", " + customer.city());
        // end
        return labels;
    }

    static void rows(Table<Long, String> labels) {
        // snippet: to-stream
        Stream<RowChange<Long, String>> rows = labels.toStream("label-rows");
        rows.write("printed", Console.lines());
        // end
    }
}
