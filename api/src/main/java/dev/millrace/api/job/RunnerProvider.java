package dev.millrace.api.job;

/**
 * Makes runners that are in other modules than the engine, which finds it by {@link java.util.ServiceLoader}: so a program that runs
 * there, too, does not name a class of theirs.
 */
public interface RunnerProvider {

    /**
     * What the runner is asked for by.
     *
     * @return a short name, as {@code flink}
     */
    String name();

    /**
     * Makes a runner in this process.
     *
     * @param parallelism in how many tasks a step runs that is not bound to one, from 1 to 128
     * @return a new runner, to be closed
     */
    Runner local(int parallelism);
}
