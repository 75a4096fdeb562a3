package dev.millrace.benchmarks.pipeline;

import dev.millrace.api.connector.Generator;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.Bids;
import dev.millrace.benchmarks.query.Form;
import dev.millrace.benchmarks.query.Operation;
import dev.millrace.benchmarks.query.Query;

/** Which pipeline answers which query. */
final class Definitions {

    private Definitions() {}

    /** Not for queries on files or pushed bids. */
    static Definition of(Query query, int threads) {
        Operation operation = query.operation();
        if (query.form() == Form.NAMED) {
            return new NamedPipeline(query.namedBids(), threads);
        }
        Bids bids = query.bids();
        if (operation instanceof Operation.Window window) {
            return new WindowPipeline(bids, splits(query, threads), Windowing.of(window), Stats::hash);
        }
        if (operation instanceof Operation.Session session) {
            return new WindowPipeline(bids, splits(query, threads), Windowing.of(session), Stats::sessionHash);
        }
        if (operation instanceof Operation.Join join) {
            return new JoinPipeline(bids, splits(query, threads), join);
        }
        if (operation instanceof Operation.Running) {
            return new RunningPipeline(bids);
        }
        return new StatelessPipeline(bids, splits(query, threads), operation instanceof Operation.FilterMap);
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
