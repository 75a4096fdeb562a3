import dev.millrace.testkit.Simulation;
import dev.millrace.testkit.pipelines.RandomPipelines;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Simulates seeds from 0 on until one fails, and prints it with what failed. */
final class FirstFailure {

    /** A seed takes a fraction of one. */
    private static final long SECONDS_MAX = 60;

    private FirstFailure() {}

    public static void main(String[] args) throws InterruptedException {
        long seeds = Long.parseLong(args[0]);
        Logger logger = Logger.getLogger("dev.millrace.engine");
        logger.setLevel(Level.OFF);
        Simulation simulation = Simulation.of(RandomPipelines.ofUsualSize()).shrinkingTries(0);
        for (long seed = 0; seed < seeds; seed++) {
            long one = seed;
            CompletableFuture<Void> run = CompletableFuture.runAsync(() -> simulation.run(one));
            try {
                run.get(SECONDS_MAX, TimeUnit.SECONDS);
            } catch (ExecutionException failure) {
                System.out.println(seed + " | " + kind(failure.getCause().getCause()));
                return;
            } catch (TimeoutException endless) {
                System.out.println(seed + " | a step does not end");
                return;
            }
        }
        System.out.println("**not found in " + seeds + "** | ");
    }

    private static String kind(Throwable cause) {
        String first = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return (cause instanceof AssertionError ? "" : cause.getClass().getSimpleName() + ": ")
                + (first.length() > 110 ? first.substring(0, 110) + "..." : first).replace('|', '/');
    }
}
