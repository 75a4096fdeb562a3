package dev.millrace.benchmarks.pipeline;

import dev.millrace.api.connector.Ingress;
import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Answering;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.Bids;

/** The program makes each bid and pushes it on its own thread. */
final class PushAnswering implements Answering {

    private final Bids bids;
    private Answer answer = Answer.NONE;

    PushAnswering(Bids bids) {
        this.bids = bids;
    }

    @Override
    public void run(long records) throws Exception {
        Pushed pushed = new Pushed();
        try (pushed) {
            Ingress<Bid> ingress = pushed.ingress();
            for (long i = 0; i < records; i++) {
                long unused = ingress.put(bids.apply(i));
            }
        }
        answer = pushed.answer();
    }

    @Override
    public Answer answer() {
        return answer;
    }

    @Override
    public void close() {}
}
