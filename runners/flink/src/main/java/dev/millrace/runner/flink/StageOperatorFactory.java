package dev.millrace.runner.flink;

import java.io.Serial;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes the operators of one stage where Flink has its tasks. */
final class StageOperatorFactory extends AbstractStreamOperatorFactory<Packet>
        implements OneInputStreamOperatorFactory<Packet, Packet> {

    @Serial
    private static final long serialVersionUID = 1L;

    private final StagePlace place;

    StageOperatorFactory(StagePlace place) {
        this.place = place;
        setChainingStrategy(ChainingStrategy.ALWAYS);
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Flink asks for the one operator that this makes
    public <T extends StreamOperator<Packet>> T createStreamOperator(StreamOperatorParameters<Packet> parameters) {
        return (T) new StageOperator(parameters, place);
    }

    @Override
    @SuppressWarnings("rawtypes") // Flink's signature
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return StageOperator.class;
    }
}
