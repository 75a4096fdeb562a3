package dev.millrace.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.Push;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.Table;
import dev.millrace.api.table.RowChange;
import dev.millrace.examples.guide.TableSnippets.Customer;
import dev.millrace.examples.guide.TableSnippets.Order;
import dev.millrace.examples.guide.TableSnippets.Shipment;
import dev.millrace.testkit.TestRun;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The code of the page about tables does what the page says. */
class TableSnippetsTest {

    private final Pipeline pipeline = Pipeline.named("shop");
    private final Stream<Customer> customers = pipeline.read("customer-changes", Push.of(Customer.class));
    private final Stream<Order> orders = pipeline.read("order-changes", Push.of(Order.class));
    private final Stream<Shipment> shipments = pipeline.read("shipments", Push.of(Shipment.class));

    private <K, V> CollectingSink<RowChange<K, V>> rows(Table<K, V> table) {
        CollectingSink<RowChange<K, V>> sink = new CollectingSink<>();
        table.toStream("rows").write("out", sink);
        return sink;
    }

    private static List<String> take(CollectingSink<?> sink, int from) {
        return sink.records().stream().skip(from).map(Object::toString).toList();
    }

    private static Customer alice(String city, boolean isClosed) {
        return new Customer(1, "Alice", city, isClosed);
    }

    private static Order order(@Nullable Long customer) {
        return new Order(7, customer, 100);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aLabelFollowsTheOrderAndTheCustomer(int workers) {
        shipments.write("unused", new CollectingSink<>());
        Table<Long, Order> orderTable = orders.keyBy(Order::id).toTable("orders");
        CollectingSink<?> labels = rows(TableSnippets.labels(orderTable, TableSnippets.customers(customers)));
        TestRun run = TestRun.of(pipeline).workers(workers).start();
        Ingress<Customer> customer = run.ingress(customers);
        Ingress<Order> order = run.ingress(orders);
        order.offer(order(1L));
        run.runUntilIdle();
        assertThat(take(labels, 0)).isEmpty();
        customer.offer(alice("Bergen", false));
        run.runUntilIdle();
        assertThat(take(labels, 0)).containsExactly("+I[7, 7 to Alice, Bergen]");
        customer.offer(alice("Oslo", false));
        run.runUntilIdle();
        assertThat(take(labels, 1)).containsExactly("-U[7, 7 to Alice, Bergen]", "+U[7, 7 to Alice, Oslo]");
        customer.offer(new Customer(2, "Bob", "Turin", false));
        run.runUntilIdle();
        order.offer(order(2L));
        run.runUntilIdle();
        assertThat(take(labels, 3)).containsExactly("-U[7, 7 to Alice, Oslo]", "+U[7, 7 to Bob, Turin]");
        order.offer(order(null));
        run.runUntilIdle();
        assertThat(take(labels, 5)).containsExactly("-D[7, 7 to Bob, Turin]");
        run.cancel();
    }

    @Test
    void anOrderWaitsForItsShipment() {
        customers.write("unused", new CollectingSink<>());
        CollectingSink<?> status = rows(TableSnippets.status(
                orders.keyBy(Order::id).toTable("orders"),
                shipments.keyBy(Shipment::order).toTable("shipments-by-order")));
        TestRun run = TestRun.of(pipeline).start();
        run.ingress(orders).offer(order(1L));
        run.runUntilIdle();
        run.ingress(shipments).offer(new Shipment(7, "a mule"));
        run.runUntilIdle();
        assertThat(take(status, 0)).containsExactly("+I[7, waiting]", "-U[7, waiting]", "+U[7, with a mule]");
        run.cancel();
    }

    @Test
    void rowsComeAndGoAsTheyMatch() {
        customers.write("unused", new CollectingSink<>());
        shipments.write("unused-too", new CollectingSink<>());
        CollectingSink<?> large =
                rows(TableSnippets.large(orders.keyBy(Order::id).toTable("orders")));
        TestRun run = TestRun.of(pipeline).start();
        for (long cents : new long[] {50, 100_00, 200_00, 200_00, 99_99}) {
            run.ingress(orders).offer(new Order(7, null, cents));
        }
        run.runUntilIdle();
        assertThat(take(large, 0)).containsExactly("+I[7, 10000]", "-U[7, 10000]", "+U[7, 20000]", "-D[7, 20000]");
        run.cancel();
    }

    @Test
    void aClosedCustomerHasNoRow() {
        orders.write("unused", new CollectingSink<>());
        shipments.write("unused-too", new CollectingSink<>());
        CollectingSink<?> cities = rows(TableSnippets.cities(customers));
        TestRun run = TestRun.of(pipeline).start();
        for (Customer customer : List.of(alice("Bergen", false), alice("Bergen", false), alice("Bergen", true))) {
            run.ingress(customers).offer(customer);
        }
        run.runUntilIdle();
        assertThat(take(cities, 0)).containsExactly("+I[1, Bergen]", "-D[1, Bergen]");
        run.cancel();
    }
}
