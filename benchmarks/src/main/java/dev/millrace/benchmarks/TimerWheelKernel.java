package dev.millrace.benchmarks;

import dev.millrace.engine.state.TimerWheel;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a deadline costs, from filing to being due. Run by JMH's own main class. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TimerWheelKernel {

    private static final int TIMERS = 1_024;

    /** How far ahead deadlines are, in milliseconds. */
    @Param({"1000", "1800000"})
    public int horizonMillis;

    private final TimerWheel wheel = new TimerWheel();
    private final SplittableRandom random = new SplittableRandom(1);
    private long now;
    private long due;

    /** For JMH. */
    public TimerWheelKernel() {}

    /** Files as many as there are ids, and waits for all of them in steps of a hundredth. */
    @Benchmark
    @OperationsPerInvocation(TIMERS)
    public long fileAndWait() {
        for (int id = 0; id < TIMERS; id++) {
            wheel.file(id, now + 1 + random.nextInt(horizonMillis));
        }
        while (wheel.size() > 0) {
            now += horizonMillis / 100;
            wheel.advance(now, id -> due++);
        }
        return due;
    }
}
