package dev.millrace.it.view;

import dev.millrace.api.aggregate.Aggregates;
import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.process.RecordContext;
import dev.millrace.api.state.AggregatingSpec;
import dev.millrace.api.state.ListSpec;
import dev.millrace.api.state.MapSpec;
import dev.millrace.api.state.StateSpec;
import dev.millrace.api.state.ValueSpec;
import java.util.List;

/** Keeps every record of its key, and the same things in states of all other kinds. */
record Ledgered() implements ProcessFunction<String, Deposit, Long> {

    static final ListSpec<Deposit> ALL = StateSpec.list("all", Deposit.class);
    static final ValueSpec<Long> BALANCE = StateSpec.value("balance", Long.class);
    static final MapSpec<Long, Long> BY_MODULUS = StateSpec.map("by-modulus", Long.class, Long.class);
    static final AggregatingSpec<Deposit, Long> MOST = StateSpec.aggregating("most", Aggregates.max(Deposit::cents));

    @Override
    public List<StateSpec<?>> states() {
        return List.of(ALL, BALANCE, BY_MODULUS, MOST);
    }

    @Override
    public void process(RecordContext<String, Deposit, Long> deposit) throws Exception {
        Deposit record = deposit.value();
        deposit.state(ALL).add(record);
        Long before = deposit.state(BALANCE).get();
        long balance = (before == null ? 0 : before) + record.cents();
        deposit.state(BALANCE).set(balance);
        deposit.state(MOST).add(record);
        Long count = deposit.state(BY_MODULUS).get(record.cents() % 3);
        deposit.state(BY_MODULUS).put(record.cents() % 3, (count == null ? 0 : count) + 1);
        deposit.emit(balance);
    }
}
