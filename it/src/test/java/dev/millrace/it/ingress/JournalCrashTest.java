package dev.millrace.it.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.Push;
import dev.millrace.testkit.SimulatedCrash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a journal has acknowledged is processed once, wherever the machine dies. */
class JournalCrashTest {

    private static final int RECORDS = 40;
    private static final int PUSHERS = 3;

    /** The run all operations of which are tried. */
    private static final long RUN = 11;

    private static final int OPERATIONS_MIN = 100;
    private static final int SEEDS = Boolean.getBoolean("millrace.long") ? 5_000 : 60;

    /** What became of the numbers that were pushed. */
    private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();

    private final Set<Long> uncertain = ConcurrentHashMap.newKeySet();
    private final AtomicLong nextNumber = new AtomicLong();

    /** Pushes numbers, with steps and checkpoints between, on one thread; throws if the machine dies. */
    private void push(JournalLives lives, int count) {
        Ingress<Long> in = lives.ingress();
        for (int i = 0; i < count; i++) {
            Long number = nextNumber.getAndIncrement();
            uncertain.add(number);
            while (!in.offer(number)) {
                lives.step();
            }
            uncertain.remove(number);
            acknowledged.add(number);
            assertThat(in.durableThrough()).isGreaterThanOrEqualTo(0);
            if (lives.random.nextInt(3) == 0) {
                lives.step();
            }
            if (lives.random.nextInt(8) == 0) {
                lives.checkpoint();
            }
        }
    }

    private void requireEachOnce(JournalLives lives, String run) {
        List<Long> out = lives.out().records();
        assertThat(out).as(run).doesNotHaveDuplicates().containsAll(acknowledged);
        Set<Long> others = new HashSet<>(out);
        others.removeAll(acknowledged);
        assertThat(uncertain).as(run).containsAll(others);
    }

    /** To the end; the machine may die once more on the way there. */
    private static void finish(JournalLives lives) {
        try {
            lives.finish();
        } catch (SimulatedCrash died) {
            lives.revive();
            lives.start();
            lives.finish();
        }
    }

    private void forget() {
        acknowledged.clear();
        uncertain.clear();
        nextNumber.set(0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Push.Overflow.class,
            names = {"BLOCK", "SPILL"})
    void aCrashAtAnyOperationLosesNothingAcknowledgedAndRepeatsNothing(Push.Overflow policy) {
        int crashes = 0;
        boolean hasDied = true;
        for (long at = 1; hasDied; at++) {
            forget();
            JournalLives lives = new JournalLives(RUN, policy, 3);
            lives.disk().crashAt(at);
            hasDied = false;
            try {
                lives.start();
                push(lives, RECORDS);
            } catch (SimulatedCrash died) {
                hasDied = true;
                crashes++;
                lives.revive();
                recover(lives, at);
            }
            finish(lives);
            requireEachOnce(lives, policy + ", crash at operation " + at);
        }
        assertThat(crashes).isGreaterThan(OPERATIONS_MIN);
    }

    /** Starts again and pushes more; every other machine dies once more while it does. */
    private void recover(JournalLives lives, long at) {
        if (at % 2 == 0) {
            lives.disk().crashAt(1 + lives.random.nextInt(12));
        }
        try {
            lives.start();
            push(lives, RECORDS / 4);
        } catch (SimulatedCrash diedAgain) {
            lives.revive();
            lives.start();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Push.Overflow.class,
            names = {"BLOCK", "SPILL"})
    void threadsThatPushWhenTheMachineDiesLoseNothingAcknowledged(Push.Overflow policy) throws Exception {
        int crashes = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            forget();
            JournalLives lives = new JournalLives(seed, policy, 4);
            for (int life = 0; life < 3; life++) {
                lives.disk().crashAt(2 + lives.random.nextInt(60));
                try {
                    lives.start();
                    pushFromThreads(lives);
                } catch (SimulatedCrash died) {
                    crashes++;
                }
                lives.revive();
            }
            lives.start();
            lives.finish();
            requireEachOnce(lives, policy + ", seed " + seed);
        }
        assertThat(crashes).isGreaterThan(SEEDS);
    }

    /** Threads push while this one runs the job; throws if the machine dies, when all of them have noticed. */
    private void pushFromThreads(JournalLives lives) throws InterruptedException {
        Ingress<Long> in = lives.ingress();
        List<Thread> pushers = new ArrayList<>();
        for (int i = 0; i < PUSHERS; i++) {
            Thread pusher = new Thread(() -> pushUntilDeath(in));
            pusher.start();
            pushers.add(pusher);
        }
        SimulatedCrash crash = null;
        try {
            while (pushers.stream().anyMatch(Thread::isAlive)) {
                lives.step();
                if (lives.random.nextInt(20) == 0) {
                    lives.execution().requestCheckpoint();
                }
            }
            lives.runUntilIdle();
        } catch (SimulatedCrash died) {
            crash = died;
        }
        lives.execution().cancel();
        for (Thread pusher : pushers) {
            pusher.join();
        }
        if (crash != null) {
            throw crash;
        }
    }

    private void pushUntilDeath(Ingress<Long> in) {
        try {
            for (int i = 0; i < RECORDS / PUSHERS; i++) {
                Long number = nextNumber.getAndIncrement();
                uncertain.add(number);
                in.put(number);
                acknowledged.add(number);
                uncertain.remove(number);
            }
        } catch (SimulatedCrash | IllegalStateException died) {
            // The machine, or the job on it.
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void recordsOfAPushOrderedByOneThreadKeepTheirOrder() {
        JournalLives lives = new JournalLives(7, Push.Overflow.SPILL, 2);
        lives.start();
        push(lives, RECORDS);
        lives.revive();
        lives.start();
        push(lives, RECORDS);
        lives.finish();
        assertThat(lives.out().records())
                .isEqualTo(Stream.iterate(0L, number -> number + 1)
                        .limit(2 * RECORDS)
                        .toList());
    }
}
