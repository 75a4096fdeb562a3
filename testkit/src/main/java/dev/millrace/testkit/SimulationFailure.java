package dev.millrace.testkit;

import java.io.Serial;

/** A simulation whose results depend on crashes, that lost count of records, stalled or failed; says how to repeat it. */
public final class SimulationFailure extends AssertionError {

    @Serial
    private static final long serialVersionUID = 1L;

    private final long seed;

    SimulationFailure(long seed, String message, Throwable cause) {
        super(message, cause);
        this.seed = seed;
    }

    /**
     * What repeats it.
     *
     * @return the seed of the case, for {@link Simulation#run}
     */
    public long seed() {
        return seed;
    }
}
