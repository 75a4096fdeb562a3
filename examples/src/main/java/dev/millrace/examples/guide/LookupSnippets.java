package dev.millrace.examples.guide;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.connector.Console;
import dev.millrace.api.failure.FailedRecord;
import dev.millrace.api.job.HotKey;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.LookupFigures;
import dev.millrace.api.lookup.Lookup;
import dev.millrace.api.stream.KeyedStream;
import dev.millrace.api.stream.LookedUpStream;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

/** The code of the pages about lookup joins, failed records and hot keys. */
final class LookupSnippets {

    private LookupSnippets() {}

    record Order(long id, long customerId, String region) {}

    record Customer(long id, String name) {}

    record Billed(Order order, String name) {}

    /** A client of some outside system. */
    interface Client {
        CompletableFuture<Customer> fetch(long id);

        CompletableFuture<Map<Long, Customer>> fetchAll(List<Long> ids);
    }

    /** A client that blocks. */
    interface Dao {
        Customer find(long id) throws Exception;
    }

    static void lookup(Pipeline pipeline, Stream<Order> orders, Client client) {
        // snippet: lookup
        LookedUpStream<Order, Billed> billed = orders.lookup(
                        "customer", Order::customerId, Lookup.async(id -> client.fetch(id)))
                .timeout(Duration.ofSeconds(2))
                .retries(3, Duration.ofMillis(50))
                .inFlightMax(100)
                .cache(10_000, Duration.ofMinutes(5))
                .leftOuter((order, customer) -> new Billed(order, customer == null ? "?" : customer.name()));
        // end
        billed.write("billed", Console.lines());
    }

    static void kinds(Client client, Dao dao, ExecutorService executor) {
        // snippet: lookup-kinds
        Lookup<Long, Customer> blocking = Lookup.blocking(dao::find, executor);
        Lookup<Long, Customer> batches = Lookup.asyncBatch(100, Duration.ofMillis(5), client::fetchAll);
        // end
        System.out.println(blocking.describe() + batches.describe());
    }

    static void figures(Job job) {
        // snippet: lookup-figures
        LookupFigures figures = job.lookup("customer");
        System.out.println(
                figures.calls() + " calls, " + figures.hits() + " hits, " + figures.timeouts() + " timeouts");
        // end
    }

    static void hotKeys(Job job) {
        // snippet: hot-keys
        for (HotKey hot : job.hotKeys("orders-by-region")) {
            System.out.printf("%s has %.0f %% of the records%n", hot.key(), 100 * hot.share());
        }
        // end
    }

    static void failed(Stream<Order> orders) {
        // snippet: failed
        KeyedStream<Order, String> byRegion = orders.keyBy(Order::region);
        Stream<FailedRecord<Order>> failed = byRegion.failed();
        failed.map(FailedRecord::describe).write("failed", Console.lines());
        // end
        byRegion.window(tumbling(Duration.ofMinutes(1)))
                .aggregate("orders-by-region", count())
                .write("out", Console.lines());
    }
}
