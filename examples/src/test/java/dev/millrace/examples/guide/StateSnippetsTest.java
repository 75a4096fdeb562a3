package dev.millrace.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.stream.KeyedStream;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.ProcessedStream;
import dev.millrace.examples.guide.StateSnippets.InOrder;
import dev.millrace.examples.guide.StateSnippets.Payment;
import dev.millrace.examples.guide.StateSnippets.SmallThenLarge;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The functions that the guide writes do what it says. */
class StateSnippetsTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private static Payment payment(String card, double amount, int second) {
        return new Payment(card, amount, "NO", START.plusSeconds(second));
    }

    private static KeyedStream<Payment, String> payments(Pipeline pipeline, Payment... payments) {
        return pipeline.read(
                        "payments",
                        ListSource.of(List.of(payments))
                                .eventTime(Payment::time)
                                .outOfOrderBy(Duration.ofSeconds(10)))
                .keyBy(Payment::card);
    }

    @Test
    void aLargePaymentWithinAMinuteOfASmallOneIsSuspicious() {
        CollectingSink<String> alerts = new CollectingSink<>();
        CollectingSink<Payment> late = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("fraud");
        ProcessedStream<Payment, String> suspicious = payments(
                        pipeline,
                        payment("a", 0.5, 0),
                        payment("b", 0.5, 1),
                        payment("a", 700, 30),
                        payment("c", 900, 50),
                        payment("b", 20, 72),
                        payment("c", 1, 80),
                        payment("b", 800, 90),
                        payment("c", 3, 0))
                .process("fraud", new SmallThenLarge());
        suspicious.write("alerts", alerts);
        suspicious.side(SmallThenLarge.LATE).write("late", late);
        TestRun.of(pipeline).batchCapacity(1).workers(2).seed(3).start().runToEnd();
        assertThat(alerts.records()).containsExactly("card a was tried at " + START);
        assertThat(late.records()).containsExactly(payment("c", 3, 0));
    }

    @Test
    void recordsComeOutInOrder() {
        CollectingSink<Payment> results = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("sorting");
        payments(pipeline, payment("a", 3, 9), payment("a", 1, 2), payment("a", 4, 11), payment("a", 2, 5))
                .process("sorting", new InOrder())
                .write("out", results);
        TestRun.of(pipeline).seed(3).start().runToEnd();
        assertThat(results.records()).extracting(Payment::amount).containsExactly(1.0, 2.0, 3.0, 4.0);
    }
}
