package dev.millrace.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The wheel against a sorted map. */
class TimerWheelTest {

    private static final int SEEDS = 40;

    /** Where deadlines lie, and how time moves. */
    private enum Times {
        NEAR {
            @Override
            long next(Random random, long now) {
                return now + random.nextInt(200) - 20;
            }
        },
        ALL_SCALES {
            @Override
            long next(Random random, long now) {
                return saturated(now, random.nextLong() >>> random.nextInt(63) + 1);
            }
        },
        ANYWHERE {
            @Override
            long next(Random random, long now) {
                return random.nextLong();
            }
        },
        BOTH_ENDS {
            @Override
            long next(Random random, long now) {
                int near = random.nextInt(100);
                return random.nextInt(4) == 0 ? Long.MIN_VALUE + near : Long.MAX_VALUE - near;
            }
        },
        AROUND_1970 {
            @Override
            long next(Random random, long now) {
                return random.nextInt(4_000) - 2_000;
            }
        };

        abstract long next(Random random, long now);

        static long saturated(long now, long step) {
            return now + step < now ? Long.MAX_VALUE : now + step;
        }
    }

    /** By deadline, the ids; what is filed in the past is due with the next step of time. */
    private final TreeMap<Long, TreeSet<Integer>> model = new TreeMap<>();

    private final Map<Integer, Long> deadlines = new HashMap<>();
    private final TimerWheel wheel = new TimerWheel();
    private long now = Long.MIN_VALUE;

    @ParameterizedTest
    @EnumSource(Times.class)
    void dueIdsAreThoseOfASortedMap(Times times) {
        for (long seed = 0; seed < SEEDS; seed++) {
            TimerWheelTest fresh = new TimerWheelTest();
            fresh.run(times, new Random(seed));
        }
    }

    private void run(Times times, Random random) {
        int ids = 1 + random.nextInt(random.nextBoolean() ? 5 : 300);
        long start = times == Times.BOTH_ENDS ? Long.MIN_VALUE : times == Times.NEAR ? -1_000 : times.next(random, 0);
        advance(start);
        for (int step = 0; step < 400 && now < Long.MAX_VALUE - 300; step++) {
            int id = random.nextInt(ids);
            switch (random.nextInt(8)) {
                case 0, 1, 2, 3 -> file(id, times.next(random, now));
                case 4 -> cancel(id);
                case 5 -> {
                    if (wheel.isFiled(id)) {
                        file(id, wheel.deadline(id)); // refiled as it is
                    }
                }
                default -> advance(target(times, random));
            }
            assertThat(wheel.size()).isEqualTo(deadlines.size());
            assertThat(wheel.isFiled(id)).isEqualTo(deadlines.containsKey(id));
            if (wheel.isFiled(id)) {
                assertThat(wheel.deadline(id)).isEqualTo(deadlines.get(id));
            }
        }
        advance(Long.MAX_VALUE);
        assertThat(wheel.size()).isZero();
        assertThat(model).isEmpty();
    }

    /** Mostly forward, now and then exactly to a deadline, just before it, or back. */
    private long target(Times times, Random random) {
        if (!model.isEmpty() && random.nextBoolean()) {
            long first = model.firstKey();
            return random.nextBoolean() ? first : Math.max(now, first - 1);
        }
        long target = times.next(random, now);
        // A jump to anywhere would use up all of time at once.
        return times == Times.ANYWHERE && random.nextInt(4) > 0 ? Times.saturated(now, target >>> 8) : target;
    }

    private void file(int id, long deadline) {
        wheel.file(id, deadline);
        forget(id);
        long due = Math.max(deadline, now + 1);
        deadlines.put(id, due);
        model.computeIfAbsent(due, key -> new TreeSet<>()).add(id);
    }

    private void cancel(int id) {
        wheel.cancel(id);
        forget(id);
    }

    private void forget(int id) {
        Long before = deadlines.remove(id);
        if (before != null) {
            model.get(before).remove(id);
            if (model.get(before).isEmpty()) {
                model.remove(before);
            }
        }
    }

    private void advance(long target) {
        Map<Long, TreeSet<Integer>> due = new TreeMap<>();
        List<Long> order = new ArrayList<>();
        wheel.advance(target, id -> {
            order.add(deadlines.get(id));
            due.computeIfAbsent(deadlines.get(id), key -> new TreeSet<>()).add(id);
        });
        if (target < now) {
            assertThat(due).isEmpty();
            return;
        }
        now = target;
        Map<Long, TreeSet<Integer>> expected = new TreeMap<>(model.headMap(target, true));
        assertThat(due).isEqualTo(expected);
        assertThat(order).isSorted();
        model.headMap(target, true).clear();
        expected.values().forEach(ids -> ids.forEach(deadlines::remove));
    }

    @Test
    void whoIsDueMayFileAgainAtOnce() {
        List<Long> fired = new ArrayList<>();
        long[] next = {-10};
        wheel.file(7, next[0]);
        wheel.advance(100, id -> {
            fired.add(next[0]);
            next[0] += 30;
            wheel.file(id, next[0]);
        });

        assertThat(fired).containsExactly(-10L, 20L, 50L, 80L);
        assertThat(wheel.deadline(7)).isEqualTo(110);
    }
}
