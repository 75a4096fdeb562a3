package dev.millrace.it.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.PublisherSink;
import dev.millrace.api.connector.Push;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.engine.EmbeddedRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testng.ITestResult;
import org.testng.TestListenerAdapter;
import org.testng.TestNG;

/** The Reactive Streams TCK for both ends of a job, and jobs that feed each other through them. */
class ReactiveStreamsTest {

    static final long TIMEOUT_MILLIS = 2_000;
    static final long SILENCE_MILLIS = 20;

    @TempDir
    Path directory;

    private TestListenerAdapter run(Class<?> contract) {
        TestListenerAdapter listener = new TestListenerAdapter();
        TestNG tests = new TestNG(false);
        tests.setTestClasses(new Class<?>[] {contract});
        tests.setOutputDirectory(directory.toString());
        tests.setVerbose(0);
        tests.addListener(listener);
        tests.run();
        assertThat(listener.getFailedTests())
                .as(
                        "%s",
                        listener.getFailedTests().stream()
                                .map(failed -> failed.getName() + ": " + failed.getThrowable())
                                .toList())
                .isEmpty();
        assertThat(listener.getConfigurationFailures()).isEmpty();
        return listener;
    }

    private static List<String> names(List<ITestResult> results) {
        return results.stream().map(ITestResult::getName).toList();
    }

    @Test
    void publisherSinkKeepsTheContract() {
        TestListenerAdapter listener = run(PublisherTck.class);
        assertThat(names(listener.getSkippedTests()))
                .allMatch(name -> name.startsWith("untested_"), "only what nobody can test is left out");
        assertThat(listener.getPassedTests()).hasSize(PUBLISHER_TESTS);
    }

    @Test
    void ingressSubscriberKeepsTheContract() {
        TestListenerAdapter listener = run(SubscriberTck.class);
        assertThat(names(listener.getSkippedTests()))
                .allMatch(name -> name.startsWith("untested_"), "only what nobody can test is left out");
        assertThat(listener.getPassedTests()).hasSize(SUBSCRIBER_TESTS);
    }

    private static final int PUBLISHER_TESTS = 31;
    private static final int SUBSCRIBER_TESTS = 11;

    @Test
    void oneJobFeedsAnotherInOrderAndEndsIt() throws Exception {
        List<Long> numbers = LongStream.range(0, 10_000).boxed().toList();
        PublisherSink<Long> published = new PublisherSink<>();
        Pipeline first = Pipeline.named("first");
        first.read("numbers", ListSource.of(numbers).eventTimeMillis(number -> number))
                .write("published", published);
        CollectingSink<Long> out = new CollectingSink<>();
        Pipeline second = Pipeline.named("second");
        Stream<Long> received = second.read("received", Push.of(Long.class).capacity(7));
        received.write("out", out);

        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(2).build();
                Job receiving = runtime.start(second)) {
            published.subscribe(receiving.ingress(received).subscriber());
            Job sending = runtime.start(first);
            sending.await();
            receiving.await();
            assertThat(out.records()).isEqualTo(numbers);
            assertThat(receiving.ledger().imbalances()).isEmpty();
        }
    }
}
