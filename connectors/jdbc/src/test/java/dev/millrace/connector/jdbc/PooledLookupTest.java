package dev.millrace.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.testkit.Jobs;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The user's DataSource is a pool with fewer connections than there are requests under way. */
@Timeout(120)
class PooledLookupTest {

    private static final int CONNECTIONS = 2;
    private static final int THREADS = 6;
    private static final int ORDERS = 2_000;
    private static final int CUSTOMERS = 100;

    record Customer(long id, String name) {}

    record Named(long number, String name) {}

    @Test
    void lookupsAndASinkShareAPool() throws Exception {
        String customers = Database.name("customers");
        String orders = Database.name("orders");
        Database.POSTGRES.execute("create table " + customers + " (id bigint primary key, name varchar(20))");
        Database.POSTGRES.execute("insert into " + customers + " select i, 'name ' || i from generate_series(0, "
                + (CUSTOMERS - 1) + ") i");
        Database.POSTGRES.execute("create table " + orders + " (number bigint primary key, name varchar(20))");
        HikariConfig config = new HikariConfig();
        config.setDataSource(Database.POSTGRES.dataSource());
        config.setMaximumPoolSize(CONNECTIONS);
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            Jdbc jdbc = Jdbc.of(pool);
            CollectingSink<Named> named = new CollectingSink<>();
            Pipeline pipeline = Pipeline.named("pooled");
            pipeline.read(
                            "orders",
                            ListSource.of(LongStream.range(0, ORDERS).boxed().toList()))
                    .lookup(
                            "customer",
                            order -> order % CUSTOMERS,
                            jdbc.table(customers).by("id").lookup(Long.class, Customer.class, 10, executor))
                    .inner((order, customer) -> new Named(order, customer.name()))
                    .write("named", named);
            Jobs.run(pipeline, 2);

            assertThat(named.records())
                    .containsExactlyInAnyOrderElementsOf(LongStream.range(0, ORDERS)
                            .mapToObj(order -> new Named(order, "name " + order % CUSTOMERS))
                            .toList());
            assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isBetween(1, CONNECTIONS);
            Jobs.await(
                    "all connections given back",
                    () -> pool.getHikariPoolMXBean().getActiveConnections() == 0);

            Pipeline writing = Pipeline.named("writing");
            writing.read("named", ListSource.of(List.copyOf(named.records())))
                    .write("orders", jdbc.to(orders, Named.class));
            Jobs.run(writing, 1);
            assertThat(Database.POSTGRES.number("select count(*) from " + orders))
                    .isEqualTo(ORDERS);
            Jobs.await(
                    "the sink's connection given back",
                    () -> pool.getHikariPoolMXBean().getActiveConnections() == 0);
        } finally {
            executor.shutdownNow();
        }
    }
}
