package dev.millrace.examples.guide;

import dev.millrace.api.job.Job;
import dev.millrace.api.job.JobSnapshot;
import dev.millrace.api.job.LatencyHistogram;
import dev.millrace.api.job.MemoryBudget;
import dev.millrace.api.job.MemoryFigures;
import dev.millrace.api.job.ResultExplanation;
import dev.millrace.api.job.ResultQuery;
import dev.millrace.api.window.Window;
import dev.millrace.engine.EmbeddedRuntime;
import java.io.IOException;
import java.time.Instant;

/** Snippets of the guide: what a job says of itself. */
final class InsightSnippets {

    private InsightSnippets() {}

    static void snapshot(Job job, Instant start, Instant end) {
        // snippet: snapshot
        JobSnapshot now = job.snapshot();
        System.out.println(now.whyOpen("hourly", new Window(start, end)));
        System.out.println(now.whyEmpty("table"));
        System.out.println(now.bottleneck());
        // end
    }

    static void explain(Job job) throws IOException {
        // snippet: explain
        ResultExplanation explained = job.explainResult(
                ResultQuery.of("hourly").key("#en.wikipedia").at(Instant.parse("2015-09-12T13:30:00Z")));
        System.out.println(explained.describe());
        // end
    }

    static void latency(Job job) {
        // snippet: latency
        LatencyHistogram latency = job.snapshot().operator("table").latency();
        System.out.println(
                latency.percentile(99.99) + " at most, but for one of 10,000; the longest took " + latency.max());
        // end
    }

    static void runtime() {
        // snippet: memory
        EmbeddedRuntime runtime = EmbeddedRuntime.builder().memory(2L << 30).build();
        // end
        runtime.close();
    }

    static void memory(Job job) {
        // snippet: memory-figures
        MemoryFigures hourly = job.snapshot().operator("hourly").memory();
        System.out.printf("%,d bytes for %,d keys%n", hourly.bytes(), hourly.keys());
        MemoryBudget all = job.snapshot().memory();
        System.out.printf("%,d of %,d bytes%n", all.usedBytes(), all.limitBytes());
        // end
    }
}
