package dev.millrace.testkit;

import dev.millrace.api.connector.Ingress;
import java.util.concurrent.Flow;
import java.util.function.Supplier;

/** An ingress for a program and a job on one thread: where it would wait, it runs the job. */
final class SteppingIngress<T> implements Ingress<T> {

    /** That of the execution at hand: a machine that has died has another one. */
    private final Supplier<Ingress<T>> ingress;

    private final TestRun run;
    private final boolean isBlocking;

    SteppingIngress(Supplier<Ingress<T>> ingress, TestRun run, boolean isBlocking) {
        this.ingress = ingress;
        this.run = run;
        this.isBlocking = isBlocking;
    }

    @Override
    public long put(T record) throws InterruptedException {
        if (isBlocking && ingress.get().isFull()) {
            run.runUntilIdle();
            if (ingress.get().isFull()) {
                throw new AssertionError("put would wait for ever: the job cannot take more, in " + run);
            }
        }
        return ingress.get().put(record);
    }

    @Override
    public boolean offer(T record) {
        return ingress.get().offer(record);
    }

    @Override
    public int capacity() {
        return ingress.get().capacity();
    }

    @Override
    public int remaining() {
        return ingress.get().remaining();
    }

    @Override
    public long highWaterMark() {
        return ingress.get().highWaterMark();
    }

    @Override
    public long durableThrough() {
        return ingress.get().durableThrough();
    }

    @Override
    public Flow.Subscriber<T> subscriber() {
        return ingress.get().subscriber();
    }

    @Override
    public void close() {
        ingress.get().close();
    }
}
