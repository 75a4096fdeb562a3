package dev.millrace.testkit.pipelines;

import dev.millrace.api.connector.CallbackSink;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.stream.Stream;
import dev.millrace.testkit.SimulationCase;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Writes streams to sinks of either kind, and says what is compared. */
final class Outputs {

    private final SimulationCase simulated;
    private final Random random;

    Outputs(SimulationCase simulated, Random random) {
        this.simulated = simulated;
        this.random = random;
    }

    /** Compares records as they are, in any order. */
    <T> void write(Stream<T> stream, String name) {
        if (random.nextInt(5) == 0) {
            writeAtLeastOnce(stream, name);
            return;
        }
        Supplier<List<T>> records = sink(stream, name);
        simulated.output(name, records);
    }

    /** Here a restart gives some of the records again, so it is compared which there are, not how often. */
    private <T> void writeAtLeastOnce(Stream<T> stream, String name) {
        Set<T> seen = new LinkedHashSet<>();
        stream.write(name, CallbackSink.of(seen::add));
        simulated.output(name, () -> seen);
    }

    /** Compares something of each record, in any order. */
    <T> void write(Stream<T> stream, String name, Function<? super T, ?> compared) {
        writeAll(stream, name, records -> records.stream().map(compared).toList());
    }

    /** Compares what is made of all records, in any order. */
    <T> void writeAll(Stream<T> stream, String name, Function<? super List<T>, ? extends List<?>> compared) {
        Supplier<List<T>> records = sink(stream, name);
        simulated.output(name, () -> compared.apply(records.get()));
    }

    /** Compares records as they are, in their order for each key. */
    <T> void writeOrdered(Stream<T> stream, String name, Function<? super T, ?> key) {
        simulated.ordered(name, sink(stream, name), key);
    }

    private <T> Supplier<List<T>> sink(Stream<T> stream, String name) {
        if (random.nextInt(3) == 0) {
            StoringSink<T> sink = new StoringSink<>();
            stream.write(name, sink);
            return sink::records;
        }
        CollectingSink<T> sink = new CollectingSink<>();
        stream.write(name, sink);
        return sink::records;
    }
}
