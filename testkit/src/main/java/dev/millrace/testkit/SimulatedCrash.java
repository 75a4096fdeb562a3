package dev.millrace.testkit;

/**
 * The machine has died, as {@link FaultyStorage#crashAt} ordered. An error, so that no code under test takes it for a failed
 * write and goes on.
 */
public final class SimulatedCrash extends Error {

    private static final long serialVersionUID = 1L;

    SimulatedCrash(String message) {
        super(message);
    }
}
