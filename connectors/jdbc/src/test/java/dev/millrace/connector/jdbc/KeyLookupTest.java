package dev.millrace.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.lookup.Lookup;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.testkit.TestRun;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records get the rows of their keys. */
class KeyLookupTest {

    record Customer(long id, @Nullable String name) {}

    record Order(long number, long customer) {}

    record Named(long number, @Nullable String name) {}

    @ParameterizedTest
    @EnumSource
    void recordsGetTheRowsOfTheirKeys(Database database) {
        for (long seed = 0; seed < 6; seed++) {
            Random random = new Random(seed);
            String table = Database.name("customers");
            database.execute("create table " + table + " (id bigint primary key, name varchar(20))");
            Map<Long, String> names = new TreeMap<>();
            for (int i = 0; i < 50; i++) {
                long id = random.nextInt(80);
                if (names.putIfAbsent(id, "name " + id) == null) {
                    database.execute("insert into " + table + " values (" + id + ", 'name " + id + "')");
                }
            }
            List<Order> orders = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                orders.add(new Order(i, random.nextInt(90)));
            }
            Lookup<Long, Customer> lookup = database.jdbc()
                    .table(table)
                    .by("id")
                    .lookup(Long.class, Customer.class, 1 + random.nextInt(40), Runnable::run);
            CollectingSink<Named> found = new CollectingSink<>();
            Pipeline pipeline = Pipeline.named("lookup");
            pipeline.read("orders", ListSource.of(orders))
                    .lookup("customer", Order::customer, lookup)
                    .leftOuter(
                            (order, customer) -> new Named(order.number(), customer == null ? null : customer.name()))
                    .write("named", found);
            TestRun run = TestRun.of(pipeline)
                    .seed(seed)
                    .crashes(random.nextInt(3))
                    .start()
                    .runToEnd();
            assertThat(found.records())
                    .as("%s", run)
                    .isEqualTo(orders.stream()
                            .map(order -> new Named(order.number(), names.get(order.customer())))
                            .toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void textKeysAndKeysWithTwoRows(Database database) throws Exception {
        record Place(String countryCode, String name) {}
        String table = Database.name("places");
        database.execute("create table " + table + " (country_code varchar(9), name varchar(20))");
        database.execute("insert into " + table + " values ('DE', 'Germany')");
        database.execute("insert into " + table + " values ('FR', 'France')");
        KeyLookup<String, Place> lookup =
                new KeyLookup<>(database.jdbc().table(table).by("countryCode"), String.class, Place.class);
        assertThat(lookup.apply(List.of("FR", "DE", "ES")))
                .isEqualTo(Map.of("FR", new Place("FR", "France"), "DE", new Place("DE", "Germany")));
        database.execute("insert into " + table + " values ('DE', 'Deutschland')");
        assertThatThrownBy(() -> lookup.apply(List.of("DE")))
                .hasMessageContaining("there are two rows with countryCode = DE, and a lookup has one answer");
    }

    @ParameterizedTest
    @EnumSource
    void keysThatTheDatabaseFindsEqualHaveTheSameAnswer(Database database) throws Exception {
        record Price(BigDecimal amount, String code) {}
        String table = Database.name("prices");
        database.execute("create table " + table + " (amount decimal(10, 3), code char(5))");
        database.execute("insert into " + table + " values (1.5, 'AB')");
        database.execute("insert into " + table + " values (2, 'CDEFG')");
        KeyLookup<BigDecimal, Price> amounts =
                new KeyLookup<>(database.jdbc().table(table).by("amount"), BigDecimal.class, Price.class);
        KeyLookup<String, Price> codes =
                new KeyLookup<>(database.jdbc().table(table).by("code"), String.class, Price.class);

        BigDecimal half = new BigDecimal("1.5");
        BigDecimal longHalf = new BigDecimal("1.50");
        Map<BigDecimal, Price> byAmount = amounts.apply(List.of(half, BigDecimal.TEN, longHalf, new BigDecimal("2.0")));

        assertThat(byAmount).containsOnlyKeys(half, longHalf, new BigDecimal("2.0"));
        assertThat(byAmount.get(half)).isEqualTo(byAmount.get(longHalf));
        assertThat(codes.apply(List.of("CDEFG", "AB", "A"))).containsOnlyKeys("AB", "CDEFG");
    }

    @Test
    void aKeyThatOnlyTheDatabaseFindsEqualIsSaid() {
        record Place(String code, String name) {}
        String table = Database.name("insensitive");
        Database.SQLITE.execute("create table " + table + " (code varchar(9) collate nocase, name varchar(20))");
        Database.SQLITE.execute("insert into " + table + " values ('de', 'Germany')");
        KeyLookup<String, Place> lookup =
                new KeyLookup<>(Database.SQLITE.jdbc().table(table).by("code"), String.class, Place.class);

        assertThatThrownBy(() -> lookup.apply(List.of("DE")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("code = 'de' equal to one of the keys")
                .hasMessageContaining("lower(...)");
    }
}
