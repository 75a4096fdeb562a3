package dev.millrace.benchmarks;

import dev.millrace.benchmarks.hand.GenerateEngine;
import dev.millrace.benchmarks.hand.HandEngine;
import dev.millrace.benchmarks.pipeline.MillraceEngine;
import dev.millrace.benchmarks.query.Engine;
import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.query.Query;
import java.util.ServiceLoader;

/** Finds engines by their names. */
final class Engines {

    private Engines() {}

    static Engine of(EngineName name) {
        return switch (name) {
            case GENERATE -> new GenerateEngine(false);
            case GENERATE_COLUMNS -> new GenerateEngine(true);
            case HAND_OBJECTS -> new HandEngine(false);
            case HAND_COLUMNS -> new HandEngine(true);
            case MILLRACE_OPAQUE -> new MillraceEngine();
            case MILLRACE_FLINK, FLINK, JET, KAFKA_STREAMS -> peer(name);
        };
    }

    private static Engine peer(EngineName name) {
        for (Engine engine : ServiceLoader.load(Engine.class)) {
            if (engine.name() == name) {
                return engine;
            }
        }
        throw new IllegalStateException(name + " is not on the class path");
    }

    /** The same as the engine says, without its classes: those of peers are only in the processes that measure them. */
    static boolean answers(EngineName name, Query query, int threads) {
        return name.isPeer() ? query.isFor(name) : of(name).answers(query, threads);
    }
}
