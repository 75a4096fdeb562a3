package dev.millrace.connector.postgres;

import static dev.millrace.api.aggregate.Aggregates.sum;

import dev.millrace.api.connector.Console;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Table;

/** The code of the page about changes of PostgreSQL, in its order. */
final class PostgresSnippets {

    record Order(long id, String country, long cents) {}

    private PostgresSnippets() {}

    static Table<Long, Order> table(String password) {
        Postgres server = Postgres.at("jdbc:postgresql://db/shop")
                .with("user", "replicator")
                .with("password", password);

        Pipeline pipeline = Pipeline.named("shop");
        Table<Long, Order> orders = server.changes("orders", Long.class, Order.class)
                .slot("millrace_orders")
                .publication("shop")
                .table(pipeline, "orders");
        return orders;
    }

    static Table<String, Long> revenue(Table<Long, Order> orders) {
        Table<String, Long> revenue = orders.toStream("order-rows")
                .keyBy(change -> change.value().country())
                .aggregate(
                        "revenue",
                        sum(change -> change.kind().isAdded()
                                ? change.value().cents()
                                : -change.value().cents()));
        return revenue;
    }

    static void stream(Postgres server, Pipeline pipeline) {
        pipeline.read(
                        "changes",
                        server.changes("orders", Long.class, Order.class).publication("shop"))
                .filter(change -> change.kind() == PostgresChange.Kind.DELETE)
                .write("deleted", Console.lines());
    }
}
