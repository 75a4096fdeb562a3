package dev.millrace.it.ingress;

import dev.millrace.api.connector.Generator;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.PublisherSink;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.EmbeddedRuntime;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterClass;

/** The contract of publishers, for results of whole jobs. Run by {@link ReactiveStreamsTest}. */
public class PublisherTck extends FlowPublisherVerification<Long> {

    private final EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build();

    public PublisherTck() {
        super(new TestEnvironment(ReactiveStreamsTest.TIMEOUT_MILLIS, ReactiveStreamsTest.SILENCE_MILLIS));
    }

    @Override
    public Flow.Publisher<Long> createFlowPublisher(long elements) {
        PublisherSink<Long> sink = new PublisherSink<>();
        Pipeline pipeline = Pipeline.named("numbers");
        pipeline.read("numbers", Generator.of(i -> i).limit(elements).eventTimeMillis(number -> number))
                .map(number -> number + 1)
                .write("published", sink);
        start(pipeline);
        return sink;
    }

    @Override
    public Flow.Publisher<Long> createFailedFlowPublisher() {
        PublisherSink<Long> sink = new PublisherSink<>();
        Pipeline pipeline = Pipeline.named("failing");
        pipeline.read("numbers", ListSource.of(1L).eventTimeMillis(number -> number))
                .map((Long number) -> number / (number - 1))
                .write("published", sink);
        try {
            start(pipeline).await();
            throw new AssertionError("it divides by zero");
        } catch (JobFailedException expected) {
            return sink;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    // Jobs of tests that leave their publisher before its end are ended by that of the runtime.
    private Job start(Pipeline pipeline) {
        return runtime.start(pipeline);
    }

    @AfterClass
    public void close() {
        runtime.close();
    }
}
