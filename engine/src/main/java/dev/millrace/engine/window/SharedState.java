package dev.millrace.engine.window;

import dev.millrace.engine.aggregate.Accumulators;
import dev.millrace.engine.aggregate.AggregatePlan;
import dev.millrace.engine.state.KeyTable;

/**
 * What all kinds of windows of one operator share.
 *
 * @param plan what is computed
 * @param accumulators where it is kept
 * @param keys what keys are to them
 * @param batchCapacity most rows in a batch
 * @param isOrderFixed whether the results of a window come in the order of keys
 * @param refused takes rows that their slot did not, where a row goes to one slot
 */
record SharedState(
        AggregatePlan plan,
        Accumulators accumulators,
        KeyTable keys,
        int batchCapacity,
        boolean isOrderFixed,
        AggregatePlan.Refused refused) {

    SharedState(AggregatePlan plan, int batchCapacity, boolean isOrderFixed, AggregatePlan.Refused refused) {
        this(plan, new Accumulators(plan), new KeyTable(), batchCapacity, isOrderFixed, refused);
    }
}
