package dev.millrace.it.flight;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.Source;
import dev.millrace.api.stream.Pipeline;
import java.time.Duration;
import java.util.List;

/** Pipelines that generated tests can name: their classes are loaded apart from this one, so all of it is public. */
public final class FlownPipelines {

    /** A price of this cannot be converted, until somebody corrects that. */
    public static final long BAD_PRICE = -1;

    private static volatile boolean isCorrected;

    private FlownPipelines() {}

    /** A record of a user. */
    public record Order(long time, String customer, long price) {}

    /** What the program would start, on input that is not there any more. */
    public static Pipeline orders() {
        return orders(ListSource.of(List.of()));
    }

    static void setCorrected(boolean corrected) {
        isCorrected = corrected;
    }

    static Pipeline orders(Source<Order> source) {
        Pipeline pipeline = Pipeline.named("web orders");
        pipeline.read("orders", source.eventTimeMillis(Order::time).outOfOrderBy(Duration.ofMillis(50)))
                .map(FlownPipelines::converted)
                .keyBy(Order::customer)
                .window(tumbling(Duration.ofMillis(100)))
                .aggregate("counts", count())
                .write("table", new CollectingSink<>());
        return pipeline;
    }

    private static Order converted(Order order) {
        if (order.price() == BAD_PRICE && !isCorrected) {
            throw new IllegalArgumentException("no price: \\u0022 */ " + order.customer());
        }
        return new Order(order.time(), order.customer(), order.price() * 2);
    }
}
