package dev.millrace.engine;

import dev.millrace.api.job.Runner;
import dev.millrace.api.job.RunnerProvider;
import java.util.ServiceLoader;

/** Finds runners of other modules by their names. */
final class ProvidedRunners {

    private ProvidedRunners() {}

    /**
     * Makes one in this process.
     *
     * @throws IllegalStateException if it, or what it needs, is not on the class path; it says which jar has that
     */
    static Runner local(String name, int parallelism) {
        for (RunnerProvider provider : ServiceLoader.load(RunnerProvider.class)) {
            if (provider.name().equals(name)) {
                return local(provider, parallelism);
            }
        }
        throw new IllegalStateException("no runner '" + name + "' is on the class path; add the dependency"
                + " dev.millrace:millrace-runner-" + name + ", and what it runs on");
    }

    private static Runner local(RunnerProvider provider, int parallelism) {
        try {
            return provider.local(parallelism);
        } catch (NoClassDefFoundError missing) {
            throw new IllegalStateException(
                    "the runner '" + provider.name() + "' needs " + missing.getMessage()
                            + ", which is not on the class path; add the libraries of what it runs on, as its guide says",
                    missing);
        }
    }
}
