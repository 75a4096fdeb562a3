package dev.millrace.testkit.pipelines;

import dev.millrace.api.stream.Pipeline;
import java.util.Random;

/** A kind of pipeline. */
@FunctionalInterface
interface Topology {

    /**
     * Builds one.
     *
     * @param pipeline empty
     * @param events gives input
     * @param outputs takes what is compared
     * @param random decides the rest
     */
    void build(Pipeline pipeline, RandomEvents events, Outputs outputs, Random random);
}
