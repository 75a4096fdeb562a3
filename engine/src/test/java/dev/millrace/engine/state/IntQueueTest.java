package dev.millrace.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntQueueTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void itIsAQueueWhileItGrowsAndTurns(long seed) {
        Random random = new Random(seed);
        IntQueue queue = new IntQueue();
        ArrayDeque<Integer> expected = new ArrayDeque<>();
        for (int round = 0; round < 60; round++) {
            boolean isGrowing = random.nextBoolean();
            for (int step = 0; step < 100; step++) {
                if (random.nextInt(3) > 0 == isGrowing) {
                    int element = random.nextInt();
                    queue.add(element);
                    expected.add(element);
                } else if (!expected.isEmpty()) {
                    assertThat(queue.first()).isEqualTo(expected.removeFirst());
                    queue.removeFirst();
                }
                assertThat(queue.isEmpty()).isEqualTo(expected.isEmpty());
            }
        }
        while (!expected.isEmpty()) {
            assertThat(queue.first()).isEqualTo(expected.removeFirst());
            queue.removeFirst();
        }
        assertThat(queue.isEmpty()).isTrue();
    }
}
