package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Push;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.JobStatus;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.engine.Millrace;
import org.junit.jupiter.api.Test;

class InterruptionTest {

    private final CapturedScreen console = new CapturedScreen(true);

    @Test
    void aRunningJobIsCancelledAndTheUserIsTold() {
        Pipeline pipeline = Pipeline.named("endless");
        pipeline.read("pushed", Push.of(Long.class)).write("sink", new CollectingSink<>());
        try (EmbeddedRuntime runtime = Millrace.embedded();
                Job job = runtime.start(pipeline)) {
            Interruption interruption = Interruption.guard(job, console.screen());
            console.screen().showStatus("working");

            interruption.cancel();
            interruption.unguard();

            assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
        }
        assertThat(console.errLines()).containsExactly("millrace: interrupted, job 'endless' was cancelled");
        assertThat(console.out()).endsWith("\r");
    }

    @Test
    void aJobThatHasEndedIsLeftAlone() throws Exception {
        Pipeline pipeline = Pipeline.named("short");
        Stream<Long> pushed = pipeline.read("pushed", Push.of(Long.class));
        pushed.write("sink", new CollectingSink<>());
        try (EmbeddedRuntime runtime = Millrace.embedded();
                Job job = runtime.start(pipeline)) {
            Interruption interruption = Interruption.guard(job, console.screen());
            job.ingress(pushed).close();
            job.await();

            interruption.cancel();
            interruption.unguard();

            assertThat(job.status()).isEqualTo(JobStatus.FINISHED);
        }
        assertThat(console.err()).isEmpty();
    }
}
