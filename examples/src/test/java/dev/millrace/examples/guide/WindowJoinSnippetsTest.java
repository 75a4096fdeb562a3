package dev.millrace.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.examples.guide.WindowJoinSnippets.Checkout;
import dev.millrace.examples.guide.WindowJoinSnippets.Order;
import dev.millrace.examples.guide.WindowJoinSnippets.Payment;
import dev.millrace.examples.guide.WindowJoinSnippets.Shipment;
import dev.millrace.testkit.TestRun;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What the page says comes out. */
class WindowJoinSnippetsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Pipeline pipeline = Pipeline.named("snippets");

    private Stream<Order> orders() {
        return pipeline.read(
                "orders",
                ListSource.of(new Order(NOON, 1, 500), new Order(NOON.plusSeconds(60), 2, 700))
                        .eventTime(Order::time));
    }

    private Stream<Payment> payments() {
        return pipeline.read(
                "payments",
                ListSource.of(
                                new Payment(NOON.plusSeconds(30), 1, 200),
                                new Payment(NOON.plusSeconds(40), 1, 300),
                                new Payment(NOON.plusSeconds(50), 3, 50))
                        .eventTime(Payment::time));
    }

    @Test
    void aCheckoutIsOfThreeStreams() {
        CollectingSink<Checkout> results = new CollectingSink<>();
        Stream<Shipment> shipments = pipeline.read(
                "shipments",
                ListSource.of(
                                new Shipment(NOON.plusSeconds(3_599), 1, "post"),
                                new Shipment(NOON.plusSeconds(3_600), 2, "post"))
                        .eventTime(Shipment::time));
        WindowJoinSnippets.checkouts(orders(), payments(), shipments).write("out", results);
        TestRun.of(pipeline).workers(2).start().runToEnd();
        Instant one = NOON.plusSeconds(3_600);
        assertThat(results.records())
                .containsExactlyInAnyOrder(
                        new Checkout(1, one, 1, 500, true),
                        new Checkout(2, one, 1, 0, false),
                        new Checkout(3, one, 0, 50, false),
                        new Checkout(2, one.plusSeconds(3_600), 0, 0, true));
    }

    @Test
    void paymentsWithoutAnOrderComeAlone() {
        CollectingSink<Payment> results = new CollectingSink<>();
        WindowJoinSnippets.unordered(orders(), payments()).write("out", results);
        TestRun.of(pipeline).workers(2).start().runToEnd();
        assertThat(results.records()).containsExactly(new Payment(NOON.plusSeconds(50), 3, 50));
    }
}
