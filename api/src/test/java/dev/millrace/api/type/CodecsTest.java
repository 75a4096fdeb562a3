package dev.millrace.api.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Type;
import java.net.Socket;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class CodecsTest {

    record Link(List<Map<String, Socket>> sockets) {}

    @SuppressWarnings("ArrayRecordComponent") // users may have them
    record Edit(String title, Link[] links) {}

    record Tree<T>(T value, List<Tree<T>> children) {}

    sealed interface Event permits Started, Stopped {}

    record Started(long at) implements Event {}

    static final class Stopped implements Event {}

    record Journal(List<? extends Event> events) {}

    record Step(Function<String, String> code) {}

    record Counts(EnumMap<TimeUnit, Long> byUnit) {}

    record Open(Object any, Comparable<?> some, Number number, Tree<Event[]> tree) {}

    @SuppressWarnings("ArrayRecordComponent")
    record Fine(Tree<Long> tree, Started started, int[][] grid, TimeUnit unit) {}

    /** Of all kinds of types, as the compiler writes them down. */
    private static Type type(Class<?> record, int component) {
        return record.getRecordComponents()[component].getGenericType();
    }

    @Test
    void aFieldThatCannotBeStoredIsNamedWithItsPath() {
        assertRefused(
                Edit.class,
                "Edit.links.sockets: java.net.Socket cannot be stored; make it a record, or give a codec"
                        + " for it by pipeline.codec(Socket.class, ...)");
        assertRefused(type(Link.class, 0), "java.net.Socket cannot be stored");
        assertRefused(Journal.class, "Journal.events: dev.millrace.api.type.CodecsTest$Stopped cannot be stored");
        assertRefused(Step.class, "Step.code: java.util.function.Function cannot be stored");
        assertRefused(Counts.class, "Counts.byUnit: java.util.EnumMap cannot be stored");
        assertRefused(Open.class, "Open.tree: dev.millrace.api.type.CodecsTest$Stopped cannot be stored");
    }

    private static void assertRefused(Type type, String why) {
        assertThatThrownBy(() -> Codecs.STANDARD.check(type, "the key of 'hourly'"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the key of 'hourly' cannot be stored: " + why);
    }

    @Test
    void whatCanBeStoredPassesAndWhatIsOpenToo() {
        assertThatCode(() -> Codecs.STANDARD.check(Fine.class, "records")).doesNotThrowAnyException();
        assertThatCode(() -> Codecs.STANDARD.check(type(Open.class, 1), "records"))
                .doesNotThrowAnyException();
        assertThatCode(() -> Codecs.STANDARD.check(type(Tree.class, 0), "records"))
                .doesNotThrowAnyException();
        assertThatCode(() -> Codecs.STANDARD.with(Stopped.class, stopped()).check(Open.class, "records"))
                .doesNotThrowAnyException();
    }

    private static Codec<Stopped> stopped() {
        return new Codec<>() {
            @Override
            public void write(Stopped value, BinaryOutput out) {}

            @Override
            public Stopped read(BinaryInput in) {
                return new Stopped();
            }
        };
    }

    abstract static class Money {
        abstract long cents();

        @Override
        public boolean equals(Object other) {
            return other instanceof Money money && money.cents() == cents();
        }

        @Override
        public int hashCode() {
            return Objects.hash(cents());
        }
    }

    static Money money(long cents) {
        return new Money() {
            @Override
            long cents() {
                return cents;
            }
        };
    }

    record Payment(Money amount, String to) {}

    private static final Codecs WITH_MONEY = Codecs.STANDARD.with(Money.class, new Codec<>() {
        @Override
        public void write(Money value, BinaryOutput out) {
            out.writeSigned(value.cents());
        }

        @Override
        public Money read(BinaryInput in) {
            return money(in.readSigned());
        }
    });

    @Test
    void aCodecIsThatOfSubclassesToo() {
        Payment payment = new Payment(money(5), "ann");

        assertThat(Stored.of(payment, WITH_MONEY).read(WITH_MONEY)).isEqualTo(payment);
        assertThatThrownBy(() -> Stored.of(payment)).hasMessageStartingWith("Payment.amount: ");
    }

    @Test
    void withoutItsCodecAValueCanBePassedOverButNotRead() {
        Stored stored = Stored.of(new Payment(money(5), "ann"), WITH_MONEY);

        assertThatThrownBy(stored::read)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("by a codec that is not given any more; give it by pipeline.codec(...)");
        BinaryInput in = new BinaryInput(stored.values());
        stored.decoder(Codecs.STANDARD).skip(in);
        assertThat(in.remaining()).isZero();
        assertThat(stored.decoder(Codecs.STANDARD).verdicts())
                .extracting(SchemaVerdict::outcome)
                .contains(SchemaVerdict.Outcome.REFUSED);
    }

    @Test
    void aCodecThatLeavesBytesIsFoundOut() {
        Codecs forgetful = Codecs.STANDARD.with(Money.class, new Codec<>() {
            @Override
            public void write(Money value, BinaryOutput out) {}

            @Override
            public Money read(BinaryInput in) {
                return money(0);
            }
        });

        assertThatThrownBy(() -> Stored.of(money(5), WITH_MONEY).read(forgetful))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageEndingWith("has left 1 bytes");
    }

    @Test
    void codeIsNoState() {
        Function<String, String> code = text -> text;

        assertThatThrownBy(() -> Stored.of(new Step(code)))
                .hasMessageStartingWith("Step.code: ")
                .hasMessageContaining("is a lambda, and code cannot be stored");
    }

    @Test
    void aCodecForEverythingIsRefused() {
        assertThatThrownBy(() -> Codecs.STANDARD.with(Object.class, new Codec<>() {
                    @Override
                    public void write(Object value, BinaryOutput out) {}

                    @Override
                    public Object read(BinaryInput in) {
                        return in;
                    }
                }))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
