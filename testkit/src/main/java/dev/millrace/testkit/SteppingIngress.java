package dev.millrace.testkit;

import dev.millrace.api.connector.Ingress;

/** An ingress for a program and a job on one thread: where it would wait, it runs the job. */
final class SteppingIngress<T> implements Ingress<T> {

    private final Ingress<T> ingress;
    private final TestRun run;
    private final boolean isBlocking;

    SteppingIngress(Ingress<T> ingress, TestRun run, boolean isBlocking) {
        this.ingress = ingress;
        this.run = run;
        this.isBlocking = isBlocking;
    }

    @Override
    public long put(T record) throws InterruptedException {
        if (isBlocking && ingress.isFull()) {
            run.runUntilIdle();
            if (ingress.isFull()) {
                throw new AssertionError("put would wait for ever: the job cannot take more, in " + run);
            }
        }
        return ingress.put(record);
    }

    @Override
    public boolean offer(T record) {
        return ingress.offer(record);
    }

    @Override
    public int capacity() {
        return ingress.capacity();
    }

    @Override
    public int remaining() {
        return ingress.remaining();
    }

    @Override
    public void close() {
        ingress.close();
    }
}
