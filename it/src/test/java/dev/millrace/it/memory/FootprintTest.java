package dev.millrace.it.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.millrace.engine.state.Footprint;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said to be kept, against what the virtual machine says that it has allocated. */
class FootprintTest {

    private static final int OBJECTS = 2_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final byte[] CHARACTERS = new byte[20];

    private record Order(long number, String customer, Instant time, int items) {}

    private record Basket(Order order, List<Order> others) {}

    /** As a class of the program without anything special. */
    @SuppressWarnings("UnusedVariable") // only kept
    private static final class Account {
        final long[] balances = new long[7];
        final Order last;
        byte kind;

        Account(Order last) {
            this.last = last;
        }
    }

    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private enum Kind {
        TEXT(i -> text("number ", i)),
        RECORD(Kind::order),
        NESTED(i -> new Basket(order(i), filled(new ArrayList<>(2), 2, i))),
        CLASS(i -> new Account(order(i))),
        ARRAY(i -> new Object[] {order(i), order(-i), order(i + 1)}),
        LIST(i -> filled(new ArrayList<>(20), 20, i)),
        QUEUE(i -> filled(new ArrayDeque<>(20), 20, i)),
        SET(i -> filled(new HashSet<>(64), 20, i)),
        MAP(i -> map(new HashMap<>(64), i));

        final IntFunction<Object> maker;

        Kind(IntFunction<Object> maker) {
            this.maker = maker;
        }

        /** Allocates nothing but the text: four digits, one byte each. */
        private static String text(String kind, int i) {
            byte[] characters = CHARACTERS;
            int end = kind.length();
            for (int at = 0; at < end; at++) {
                characters[at] = (byte) kind.charAt(at);
            }
            for (int rest = Math.abs(i); rest > 0; rest /= 10) {
                characters[end++] = (byte) ('0' + rest % 10);
            }
            return new String(characters, 0, end, StandardCharsets.ISO_8859_1);
        }

        private static Order order(int i) {
            return new Order(i, text("customer ", i), Instant.ofEpochSecond(i), i);
        }

        private static <C extends Collection<Order>> C filled(C empty, int count, int i) {
            for (int each = 0; each < count; each++) {
                empty.add(order(i + each));
            }
            return empty;
        }

        private static Map<String, Order> map(Map<String, Order> empty, int i) {
            for (int each = 0; each < 20; each++) {
                empty.put(text("key ", i + each), order(i + each));
            }
            return empty;
        }
    }

    private static long allocated() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 100, 1_024, 100_001})
    void arraysAreWeighedToTheByte(int length) {
        Object[] kept = new Object[4];
        // The classes are there, and so are the counters.
        allocated();
        long before = allocated();
        kept[0] = new long[length];
        long longs = allocated() - before;
        before = allocated();
        kept[1] = new int[length];
        long ints = allocated() - before;
        before = allocated();
        kept[2] = new Object[length];
        long references = allocated() - before;
        before = allocated();
        kept[3] = new boolean[length];
        long booleans = allocated() - before;

        assertThat(Footprint.ofLongs(length)).isEqualTo(longs);
        assertThat(Footprint.ofInts(length)).isEqualTo(ints);
        assertThat(Footprint.ofReferences(length)).isEqualTo(references);
        assertThat(Footprint.ofBooleans(length)).isEqualTo(booleans);
        assertThat(kept).doesNotContainNull();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void objectsAreEstimatedWithinAnEighth(Kind kind) {
        Object[] objects = new Object[OBJECTS];
        // Once, so that nothing else is allocated any more.
        make(kind, objects);
        long before = allocated();
        make(kind, objects);
        long bytes = allocated() - before;

        Footprint footprint = new Footprint();
        for (int weighing = 0; weighing < 50; weighing++) {
            footprint.begin();
            footprint.objects(OBJECTS, place -> objects[(int) place]);
        }

        assertThat((double) footprint.objectBytes() / bytes).isBetween(0.875, 1.125);
    }

    private static void make(Kind kind, Object[] objects) {
        for (int i = 0; i < objects.length; i++) {
            objects[i] = kind.maker.apply(i + 1_000);
        }
    }

    @Test
    void aTextWithOtherCharactersTakesTwoBytesForEach() {
        Footprint footprint = new Footprint();
        footprint.begin();
        footprint.objects(100, place -> "\u2116 of 20 characters. ");
        assertThat(footprint.objectBytes()).isEqualTo(100 * (24 + 16 + 2 * 20));
    }

    @Test
    void aMeanWithoutPlacesIsForgotten() {
        Footprint footprint = new Footprint();
        footprint.begin();
        footprint.objects(10, place -> "a text");
        assertThat(footprint.objectBytes()).isEqualTo(10 * (24 + 24));
        footprint.begin();
        footprint.objects(0, place -> {
            throw new AssertionError("nothing is there");
        });
        assertThat(footprint.objectBytes()).isZero();
        footprint.begin();
        footprint.objects(10, place -> place % 2 == 0 ? null : Set.of());
        assertThat(footprint.bytes()).isLessThan(10 * 100);
    }
}
