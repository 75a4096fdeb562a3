package dev.millrace.api.type;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RandomValuesTest {

    @Test
    void allComeBackEqualInTheirOrderAndOfTheirClass() {
        for (long seed = 0; seed < 3_000; seed++) {
            Object value = new RandomValues(seed).next();

            Object back = Stored.of(value).read();

            assertThat(back).as("seed %d", seed).isEqualTo(value);
            assertThat(back).as("order, seed %d", seed).hasToString(value.toString());
            if (!value.getClass().getName().matches(".*(Immutable|Collections\\$|SubList|KeyValueHolder).*")) {
                assertThat(back).as("seed %d", seed).hasSameClassAs(value);
            }
        }
    }

    @Test
    void oneEncoderWritesManyAndTheyCanBePassedOver() {
        List<Object> values = LongStream.range(0, 200)
                .mapToObj(seed -> new RandomValues(seed).next())
                .toList();
        ValueEncoder encoder = new ValueEncoder();
        BinaryOutput out = new BinaryOutput();
        values.forEach(value -> encoder.write(value, out));
        BinaryOutput schemas = new BinaryOutput();
        encoder.writeSchemas(schemas);

        ValueDecoder decoder = new ValueDecoder(new BinaryInput(schemas.toByteArray()));
        BinaryInput in = new BinaryInput(out.toByteArray());
        for (int i = 0; i < values.size(); i++) {
            if (i % 2 == 0) {
                decoder.skip(in);
            } else {
                assertThat(decoder.read(in)).isEqualTo(values.get(i));
            }
        }
        assertThat(in.remaining()).isZero();
        assertThat(decoder.verdicts())
                .extracting(SchemaVerdict::outcome)
                .containsOnly(SchemaVerdict.Outcome.KEPT)
                .hasSizeGreaterThan(40);
    }
}
