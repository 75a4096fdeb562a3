package dev.millrace.api.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StableHashTest {

    record Route(String from, String to, DayOfWeek day) {}

    @SuppressWarnings("ArrayRecordComponent") // that it is refused is what is tested
    record Holder(Route route, List<byte[]> parts, char[] letters) {}

    /** These numbers must never change: checkpoints and restarts depend on them. */
    @Test
    void hashesAreTheSameInEveryProcessAndVersion() {
        assertThat(StableHash.of(0L)).isEqualTo(-2152535657050944081L);
        assertThat(StableHash.of("")).isEqualTo(StableHash.of(""));
        assertThat(StableHash.of(DayOfWeek.MONDAY)).isEqualTo(StableHash.of("MONDAY"));
        assertThat(StableHash.of((Object) 17)).isEqualTo(StableHash.of(17L));
        assertThat(StableHash.of((Object) 17L)).isEqualTo(StableHash.of(17L));
        assertThat(StableHash.of((Object) (short) 17)).isEqualTo(StableHash.of(17L));
    }

    @Test
    void equalKeysHaveEqualHashes() {
        assertThat(StableHash.of(new Route("SEA", "PDX", DayOfWeek.FRIDAY)))
                .isEqualTo(StableHash.of(new Route("SEA", "PDX", DayOfWeek.FRIDAY)))
                .isNotEqualTo(StableHash.of(new Route("PDX", "SEA", DayOfWeek.FRIDAY)));
        assertThat(StableHash.of(new ArrayList<>(List.of(1, 2)))).isEqualTo(StableHash.of(List.of(1, 2)));
        assertThat(StableHash.of(new Route("SEA", null, DayOfWeek.FRIDAY)))
                .isEqualTo(StableHash.of(new Route("SEA", null, DayOfWeek.FRIDAY)));
    }

    @Test
    void allDocumentedTypesAreSupported() {
        for (Object key : List.of(
                true,
                'c',
                1.5,
                1.5f,
                (byte) 1,
                UUID.randomUUID(),
                Instant.EPOCH,
                LocalDate.EPOCH,
                BigDecimal.ONE,
                Optional.of("x"),
                List.of("a", 1L),
                java.time.ZoneId.of("Europe/Paris"))) {
            StableHash.requireSupported(key.getClass());
            assertThat(StableHash.of(key)).isEqualTo(StableHash.of(key));
        }
    }

    @Test
    void textsThatShareTheHashCodeOfStringDoNotShareThisOne() {
        Set<Long> hashes = new HashSet<>();
        List<String> texts = new ArrayList<>(List.of(""));
        for (int i = 0; i < 12; i++) {
            List<String> longer = new ArrayList<>();
            texts.forEach(text -> {
                longer.add(text + "Aa");
                longer.add(text + "BB");
            });
            texts = longer;
        }
        texts.forEach(text -> hashes.add(StableHash.of(text)));
        assertThat(texts.stream().mapToInt(String::hashCode).distinct().count()).isEqualTo(1);
        assertThat(hashes).hasSize(4_096);
    }

    @Test
    void anUnsupportedPartIsNamedByItsPath() {
        assertThatThrownBy(() -> StableHash.requireSupported(Holder.class))
                .hasMessageContaining("key.letters has type char[]");
        assertThatThrownBy(() -> StableHash.requireSupported(Thread.class)).hasMessageContaining("java.lang.Thread");
        assertThatThrownBy(() -> StableHash.of(new Object())).hasMessageContaining("java.lang.Object");
    }
}
