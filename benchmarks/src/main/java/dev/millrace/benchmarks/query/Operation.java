package dev.millrace.benchmarks.query;

/** What is done with the bids. */
public sealed interface Operation {

    /** Every bid is a result. */
    record PassThrough() implements Operation {}

    /** Every bid of an even price is a result, as a new bid with its price in another currency. */
    record FilterMap() implements Operation {

        /**
         * Which bids stay.
         *
         * @param price of the bid
         * @return whether the bid is a result
         */
        public static boolean isWanted(long price) {
            return (price & 1) == 0;
        }

        /**
         * Dollars to euros.
         *
         * @param price in one currency
         * @return the price in the other
         */
        public static long convert(long price) {
            return price * 908 / 1000;
        }
    }

    /**
     * Count, sum, average, least and greatest price by auction in aligned windows.
     *
     * @param sizeMillis length of a window
     * @param slideMillis from the start of one to the start of the next; the size if they do not overlap
     */
    record Window(long sizeMillis, long slideMillis) implements Operation {

        /**
         * Whether each bid is in one window.
         *
         * @return true if windows do not overlap
         */
        public boolean isTumbling() {
            return sizeMillis == slideMillis;
        }
    }

    /**
     * The same aggregates by auction in sessions.
     *
     * @param gapMillis a bid later than this after the last one starts another session
     */
    record Session(long gapMillis) implements Operation {}

    /** Count, sum and greatest price by auction since the beginning, a result for each bid. */
    record Running() implements Operation {}

    /** Bids with reserve prices of the same auction; one {@link Match} for each pair, none for a bid that meets nothing. */
    sealed interface Join extends Operation {

        /**
         * The right side.
         *
         * @return the maker of its records
         */
        Reserves reserves();
    }

    /**
     * A bid meets the reserve prices of the same aligned window.
     *
     * @param reserves the right side
     * @param sizeMillis length of a window, to the start of the next
     */
    record WindowJoin(Reserves reserves, long sizeMillis) implements Join {}

    /**
     * A bid meets the reserve prices that are not too far from it, bounds included.
     *
     * @param reserves the right side
     * @param beforeMillis how much earlier than the bid they may be
     * @param afterMillis how much later
     */
    record IntervalJoin(Reserves reserves, long beforeMillis, long afterMillis) implements Join {}

    /**
     * A bid meets the newest reserve price that is not later than the bid.
     *
     * @param reserves the right side, of which no two of an auction are at the same time
     */
    record AsOfJoin(Reserves reserves) implements Join {}
}
