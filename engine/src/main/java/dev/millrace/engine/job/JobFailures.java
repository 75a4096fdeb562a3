package dev.millrace.engine.job;

import dev.millrace.api.failure.FailurePolicy;
import dev.millrace.api.failure.RecordOrigin;
import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.engine.operator.FailedRows;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.FloodGauge;
import dev.millrace.engine.operator.Origins;
import dev.millrace.engine.operator.RecentFailures;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes what operators need to follow their failure policies. Thread-safe. */
final class JobFailures {

    private final PipelineGraph graph;
    private final JobSettings settings;
    private final Origins origins;

    /** By node that has a limit by time: its failures, in whatever task they are. */
    private final Map<Integer, RecentFailures> byTime = new LinkedHashMap<>();

    JobFailures(PipelineGraph graph, JobSettings settings, Origins origins) {
        this.graph = graph;
        this.settings = settings;
        this.origins = origins;
        graph.failurePolicies().forEach((id, policy) -> {
            FailurePolicy.Rate rate = policy.rate();
            if (rate != null) {
                byTime.put(id, new RecentFailures(rate.records(), rate.within().toMillis()));
            }
        });
    }

    /** What becomes of the rows that one task of a node cannot process. */
    Failures of(Node node) {
        return new Failures(graph.failurePolicy(node.id()), rows(node), settings.clock());
    }

    /** Where a record stood in its source, as its split describes it. */
    String describePosition(long origin) {
        RecordOrigin located = origins.locate(origin);
        return located == null
                ? ""
                : located.description()
                        .substring("'%s', ".formatted(located.source()).length());
    }

    /** Where the failed records of one task of a node go, or null if they are not set aside. */
    @Nullable
    FailedRows rows(Node node) {
        FailurePolicy policy = graph.failurePolicy(node.id());
        return policy.setsAside()
                ? new FailedRows(
                        node.name(),
                        origins,
                        new FloodGauge(policy, byTime.get(node.id()), settings.clock()),
                        settings.batchCapacity())
                : null;
    }
}
