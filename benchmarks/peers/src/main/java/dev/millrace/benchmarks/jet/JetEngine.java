package dev.millrace.benchmarks.jet;

import dev.millrace.benchmarks.query.Answering;
import dev.millrace.benchmarks.query.Engine;
import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.query.Query;

/** Hazelcast Jet's pipeline API on one member; as many cooperative threads as asked for. */
public final class JetEngine implements Engine {

    /** For the service loader. */
    public JetEngine() {}

    @Override
    public EngineName name() {
        return EngineName.JET;
    }

    @Override
    public boolean answers(Query query, int threads) {
        return query.isFor(name());
    }

    @Override
    public Answering open(Query query, int threads) throws Exception {
        return new JetAnswering(query, threads);
    }
}
