package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.job.Job;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.EmbeddedRuntime;
import java.nio.file.Files;

/** Runs the pipeline of an example to its end, on real threads. */
final class ExampleRun {

    private ExampleRun() {}

    /** Runs a pipeline whose bound of disorder is wide enough, so that nothing may be late. */
    static Ledger withoutLateRecords(Pipeline pipeline, int workers) throws InterruptedException {
        try (EmbeddedRuntime runtime =
                        EmbeddedRuntime.builder().workers(workers).build();
                Job job = runtime.start(pipeline)) {
            job.await();
            Ledger ledger = job.ledger();
            assertThat(ledger.imbalances()).isEmpty();
            assertThat(ledger.operators()).allSatisfy(operator -> {
                assertThat(operator.late()).isZero();
                assertThat(operator.held()).isZero();
            });
            return ledger;
        }
    }

    /** The expected answers of an example. */
    static String expected(String file) throws Exception {
        return Files.readString(ExampleData.file(file));
    }
}
