package dev.millrace.benchmarks.pipeline;

import dev.millrace.api.connector.Generator;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.Bids;
import dev.millrace.benchmarks.query.Form;
import dev.millrace.benchmarks.query.Operation;
import dev.millrace.benchmarks.query.Query;
import java.util.Optional;

/** Which pipeline answers which query. */
final class Definitions {

    private Definitions() {}

    /** Empty if Millrace cannot express the query yet. Not for queries on files or pushed bids. */
    static Optional<Definition> of(Query query, int threads) {
        Operation operation = query.operation();
        if (query.form() == Form.NAMED) {
            return Optional.of(new NamedPipeline(query.namedBids(), threads));
        }
        Bids bids = query.bids();
        if (operation instanceof Operation.Window window) {
            return Windowing.of(window)
                    .map(spec -> new WindowPipeline(bids, splits(query, threads), spec, Stats::hash));
        }
        if (operation instanceof Operation.Session session) {
            return Windowing.of(session)
                    .map(spec -> new WindowPipeline(bids, splits(query, threads), spec, Stats::sessionHash));
        }
        if (operation instanceof Operation.Running) {
            return RunningPipeline.of(bids);
        }
        return Optional.of(
                new StatelessPipeline(bids, splits(query, threads), operation instanceof Operation.FilterMap));
    }

    /** A split for each worker, unless the order of records of different splits would matter. */
    private static int splits(Query query, int threads) {
        return query.isOrderFree() ? threads : 1;
    }

    /** The bids that every pipeline reads. */
    static Generator<Bid> generator(Bids bids, int splits, long records) {
        return Generator.of(bids).limit(records).splits(splits);
    }
}
