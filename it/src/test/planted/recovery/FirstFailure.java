import dev.millrace.testkit.Simulation;
import dev.millrace.testkit.SimulationFailure;
import dev.millrace.testkit.pipelines.RandomPipelines;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Simulates seeds from 0 on until one fails, and prints it with what failed. */
final class FirstFailure {

    private FirstFailure() {}

    public static void main(String[] args) {
        long seeds = Long.parseLong(args[0]);
        Logger logger = Logger.getLogger("dev.millrace.engine");
        logger.setLevel(Level.OFF);
        Simulation simulation = Simulation.of(RandomPipelines.ofUsualSize()).shrinkingTries(0);
        for (long seed = 0; seed < seeds; seed++) {
            try {
                simulation.run(seed);
            } catch (SimulationFailure failure) {
                System.out.println(seed + " | " + kind(failure.getCause()));
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
