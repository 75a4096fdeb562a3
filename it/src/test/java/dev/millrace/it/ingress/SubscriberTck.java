package dev.millrace.it.ingress;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Push;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.engine.EmbeddedRuntime;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.testng.annotations.AfterClass;

/** The contract of subscribers, for the ingress of a job. Run by {@link ReactiveStreamsTest}. */
public class SubscriberTck extends FlowSubscriberBlackboxVerification<Integer> {

    private final EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build();

    public SubscriberTck() {
        super(new TestEnvironment(ReactiveStreamsTest.TIMEOUT_MILLIS, ReactiveStreamsTest.SILENCE_MILLIS));
    }

    @Override
    public Flow.Subscriber<Integer> createFlowSubscriber() {
        Pipeline pipeline = Pipeline.named("pushed");
        Stream<Integer> numbers =
                pipeline.read("numbers", Push.of(Integer.class).capacity(16));
        numbers.write("out", new CollectingSink<>());
        return runtime.start(pipeline).ingress(numbers).subscriber();
    }

    @Override
    public Integer createElement(int element) {
        return element;
    }

    @AfterClass
    public void close() {
        runtime.close();
    }
}
