package dev.millrace.api.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordConstructorTest {

    private record Range(int from, @Nullable String name) {

        Range {
            if (from < 0) {
                throw new IllegalStateException("from " + from);
            }
        }
    }

    private record Nothing() {}

    @Test
    void aRecordIsMadeOfTheValuesOfItsFields() {
        assertThat(RecordConstructor.of(Range.class).make(new Object[] {3, null}))
                .isEqualTo(new Range(3, null));
        assertThat(RecordConstructor.of(Nothing.class).make(new Object[0])).isEqualTo(new Nothing());
    }

    @Test
    void whatTheConstructorThrowsIsTheCause() {
        RecordConstructor<Range> constructor = RecordConstructor.of(Range.class);

        assertThatThrownBy(() -> constructor.make(new Object[] {-1, "a"}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Range refuses: java.lang.IllegalStateException: from -1")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void valuesOfOtherTypesAreRefusedToo() {
        RecordConstructor<Range> constructor = RecordConstructor.of(Range.class);

        assertThatThrownBy(() -> constructor.make(new Object[] {null, "a"}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasCauseInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> constructor.make(new Object[] {"3", "a"}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasCauseInstanceOf(ClassCastException.class);
        assertThatThrownBy(() -> constructor.make(new Object[] {3})).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aClassThatIsNoRecordIsRefused() {
        assertThatThrownBy(() -> RecordConstructor.of(String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("records are made of record classes, got java.lang.String");
    }
}
