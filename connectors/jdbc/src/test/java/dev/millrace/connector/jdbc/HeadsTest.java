package dev.millrace.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows are read up to where the end was some time ago. */
class HeadsTest {

    private static final Instant START = Instant.parse("2026-11-26T07:00:00Z");
    private static final List<Object> NONE = List.of();

    private final Heads heads = new Heads(1_000);

    private List<Object> settled(List<Object> head, long millis) {
        return heads.settled(head, START.plusMillis(millis));
    }

    @Test
    void anEndSettlesWhenItWasSeenLongEnoughAgo() {
        assertThat(settled(NONE, 0)).isEmpty();
        assertThat(heads.isAllSettled()).isTrue();
        assertThat(settled(List.of(1), 100)).isEmpty();
        assertThat(settled(List.of(2), 600)).isEmpty();
        assertThat(heads.isAllSettled()).isFalse();
        assertThat(settled(List.of(2), 1_100)).isEqualTo(List.of(1));
        assertThat(settled(List.of(2), 1_599)).isEqualTo(List.of(1));
        assertThat(settled(List.of(2), 1_600)).isEqualTo(List.of(2));
        assertThat(heads.isAllSettled()).isTrue();
        assertThat(settled(List.of(2), 9_000)).isEqualTo(List.of(2));
        assertThat(heads.isAllSettled()).isTrue();
    }

    @Test
    void anEndThatGoesBackIsNoReasonToWaitForMore() {
        settled(List.of(7), 0);
        settled(List.of(5), 500);
        assertThat(settled(List.of(5), 1_500)).isEqualTo(List.of(5));
        assertThat(heads.isAllSettled()).isTrue();
        assertThat(settled(NONE, 1_600)).isEqualTo(List.of(5));
        assertThat(heads.isAllSettled()).isTrue();
    }
}
