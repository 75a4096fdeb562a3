package dev.millrace.benchmarks.query;

import dev.millrace.api.connector.Generator;
import java.io.Serial;

/**
 * Bids in order of time whose auctions have names. Each name exists in several equal copies, as if it had been parsed,
 * so that identity alone does not find a key.
 */
public final class NamedBids implements Generator.SequenceFunction<NamedBid> {

    private static final int COPIES = 8;

    @Serial
    private static final long serialVersionUID = 1L;

    private final Bids bids;
    private final String[] names;

    NamedBids(int keys, int perMilli) {
        bids = Bids.inOrder(new Auctions.Uniform(keys * COPIES), perMilli);
        names = new String[keys * COPIES];
        for (int i = 0; i < names.length; i++) {
            names[i] = "auction-" + (1_000_000 + i % keys);
        }
    }

    @Override
    public NamedBid apply(long sequence) {
        Bid bid = bids.apply(sequence);
        return new NamedBid(names[bids.auctionIndex(bid)], bid.price(), bid.timestamp());
    }
}
