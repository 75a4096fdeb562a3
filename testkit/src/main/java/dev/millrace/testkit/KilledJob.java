package dev.millrace.testkit;

import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.EmbeddedRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The side of {@link KillTrial} that is killed: runs a job with one worker, and says on standard output how far it has come. */
public final class KilledJob {

    /** The job is about to start, and to look for a checkpoint. */
    public static final String STARTING = "starting";

    /** The first epoch of this process is complete. */
    public static final String RECOVERED = "recovered";

    /** The job has ended. */
    public static final String DONE = "done";

    /** Between the ends of epochs. */
    private static final Duration EPOCH = Duration.ofMillis(50);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(2);

    private KilledJob() {}

    /**
     * Runs a job to its end, from where it was when it was killed.
     *
     * @param pipeline that ends by itself
     * @param checkpoints directory
     * @throws InterruptedException if this thread is interrupted
     */
    public static void run(Pipeline pipeline, Path checkpoints) throws InterruptedException {
        run(pipeline, checkpoints, () -> false);
    }

    /**
     * Runs a job that does not end by itself, from where it was when it was killed.
     *
     * @param pipeline of the job
     * @param checkpoints directory
     * @param isEnough whether all that matters has been committed; then the job is cancelled. Asked again and again
     * @throws InterruptedException if this thread is interrupted
     */
    public static void run(Pipeline pipeline, Path checkpoints, BooleanSupplier isEnough) throws InterruptedException {
        System.out.println(STARTING);
        boolean hasRecovered = false;
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build();
                Job job = runtime.start(pipeline, Checkpoints.in(checkpoints).every(EPOCH))) {
            while (!job.await(LOOK_AGAIN) && !isEnough.getAsBoolean()) {
                if (!hasRecovered && job.checkpoints().completed() > 0) {
                    hasRecovered = true;
                    System.out.println(RECOVERED);
                }
            }
        }
        System.out.println(DONE);
    }
}
