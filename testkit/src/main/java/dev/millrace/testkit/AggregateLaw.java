package dev.millrace.testkit;

import org.jspecify.annotations.Nullable;

/** What every aggregate promises; the order is that of checking, so that a cause is found before what follows of it. */
enum AggregateLaw {
    DESCRIBED("describe() tells a user something"),
    NEVER_NULL("no method returns null"),
    FRESH("create() makes an accumulator that shares nothing with others"),
    EMPTY_RESULT("what says hasEmptyResult() can be read without records"),
    RESULT_CHANGES_NOTHING("reading does not change the accumulator"),
    RESULT_IS_DETACHED("what was read does not change with the accumulator later"),
    RIGHT_IS_UNCHANGED("merge and subtract leave their right side as it was, also when their result changes later"),
    RIGHT_IS_NOT_SHARED("merge takes over nothing from its right side that changes with it"),
    EMPTY_ON_THE_LEFT("an empty accumulator is neutral on the left"),
    EMPTY_ON_THE_RIGHT("an empty accumulator is neutral on the right"),
    COMMUTATIVE("merge is commutative, unless isOrdered()"),
    ASSOCIATIVE("merge is associative"),
    ANY_ORDER("the order of adding does not matter, unless isOrdered()"),
    SINGLETONS("adding a record is merging an accumulator of that record"),
    ANY_SPLIT("any split of the records over accumulators gives one result"),
    SUBTRACT("subtract undoes merge, if isInvertible()"),
    SUBTRACT_IS_REFUSED("subtract throws UnsupportedOperationException, unless isInvertible()"),
    STORED("an accumulator that was written and read is as good as before, also when records are added to it");

    private final String sentence;

    AggregateLaw(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String toString() {
        return sentence;
    }

    /** How a law was broken. */
    static final class Broken extends Exception {

        private static final long serialVersionUID = 1;

        private final AggregateLaw law;

        Broken(AggregateLaw law, String how) {
            this(law, how, null);
        }

        Broken(AggregateLaw law, String how, @Nullable Throwable cause) {
            super(how, cause);
            this.law = law;
        }

        AggregateLaw law() {
            return law;
        }
    }
}
