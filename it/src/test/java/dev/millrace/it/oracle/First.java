package dev.millrace.it.oracle;

import dev.millrace.api.aggregate.Aggregate;

/** The serial of the first record in event time, which is found in any order of arrival. */
record First() implements Aggregate<Item, First.Place, Integer> {

    /** Where the record is that is first so far. */
    record Place(long timestamp, long sequence, int serial) {

        Place orEarlier(Place other) {
            boolean isEarlier =
                    other.timestamp < timestamp || other.timestamp == timestamp && other.sequence < sequence;
            return isEarlier ? other : this;
        }
    }

    private static final Place NOWHERE = new Place(Long.MAX_VALUE, Long.MAX_VALUE, -1);

    @Override
    public Place create() {
        return NOWHERE;
    }

    @Override
    public Place add(Place accumulator, Item value) {
        throw new UnsupportedOperationException("the place matters");
    }

    @Override
    public Place add(Place accumulator, Item value, long timestamp, long sequence) {
        return accumulator.orEarlier(new Place(timestamp, sequence, value.serial()));
    }

    @Override
    public Place merge(Place left, Place right) {
        return left.orEarlier(right);
    }

    @Override
    public Integer result(Place accumulator) {
        return accumulator.serial();
    }
}
