package dev.millrace.api.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LambdaSignatureTest {

    record Bid(long auction, String bidder, int count) {}

    private static LambdaSignature read(ThrowingFunction<Bid, ?> function) {
        return LambdaSignature.read(function).orElseThrow();
    }

    @Test
    void aMethodReferenceShowsItsPrimitiveType() {
        ThrowingFunction<Bid, Long> key = Bid::auction;
        assertThat(LambdaSignature.read(key)).hasValueSatisfying(signature -> {
            assertThat(signature.methodName()).isEqualTo("auction");
            assertThat(signature.isMethodReference()).isTrue();
            assertThat(signature.returnType()).isEqualTo("J");
            assertThat(signature.describe()).isEqualTo("Bid::auction");
            assertThat(signature.captures()).isZero();
        });
    }

    @Test
    void aLambdaShowsItsBoxedType() {
        ThrowingFunction<Bid, Long> key = bid -> bid.auction() + 1;
        assertThat(LambdaSignature.read(key)).hasValueSatisfying(signature -> {
            assertThat(signature.isMethodReference()).isFalse();
            assertThat(signature.returnType()).isEqualTo("Ljava/lang/Long;");
            assertThat(signature.describe()).isEqualTo("lambda in LambdaSignatureTest");
        });
    }

    @Test
    void returnClassesAreFoundPrimitivesIncluded() {
        ClassLoader loader = getClass().getClassLoader();
        assertThat(read(Bid::bidder).returnClass(loader)).contains(String.class);
        assertThat(read(Bid::count).returnClass(loader)).contains(int.class);
        ThrowingFunction<Bid, Bid> itself = bid -> bid;
        assertThat(read(itself).returnClass(loader)).contains(Bid.class);
    }

    @Test
    void aConstructorReferenceReturnsItsClass() {
        record Wrapped(Bid bid) {}
        ThrowingFunction<Bid, Wrapped> wrap = Wrapped::new;
        assertThat(LambdaSignature.read(wrap)
                        .orElseThrow()
                        .returnClass(getClass().getClassLoader()))
                .contains(Wrapped.class);
    }

    @Test
    void captureThatCannotBeSerializedDoesNotHinderReading() {
        AtomicInteger counter = new AtomicInteger();
        Object notSerializable = new Object();
        ThrowingFunction<Bid, Integer> function = bid -> counter.incrementAndGet() + notSerializable.hashCode();
        LambdaSignature signature = LambdaSignature.read(function).orElseThrow();
        assertThat(signature.captures()).isEqualTo(2);
        assertThat(counter).hasValue(0);
    }

    @Test
    void anOrdinaryClassIsNotReadAndNotSerialized() {
        ThrowingFunction<Bid, Long> function = new ThrowingFunction<>() {
            private static final long serialVersionUID = 1;

            @Override
            public Long apply(Bid value) {
                return value.auction();
            }
        };
        assertThat(LambdaSignature.read(function)).isEmpty();
    }

    @Test
    void aFunctionOfTheJdkIsPassedAsAMethodReference() {
        java.util.function.Function<Bid, String> jdk = Bid::bidder;
        assertThat(read(jdk::apply).describe()).isEqualTo("Function::apply");
    }
}
