package dev.millrace.engine.worker;

import dev.millrace.engine.exchange.Outlet;
import dev.millrace.engine.exchange.TaskInput;
import dev.millrace.engine.operator.Operator;
import java.util.List;
import java.util.function.IntConsumer;

/** What a task consists of. All methods are called on the task's thread. */
public interface TaskBody {

    /** Opens the input: the splits of a source, or lanes. */
    TaskInput openInput() throws Exception;

    /**
     * Opens the operators of the chain.
     *
     * @param opening told the index of each before it is opened, so that a failure can be named
     */
    List<Operator> openOperators(IntConsumer opening) throws Exception;

    /**
     * Where a batch goes that leaves the chain.
     *
     * @param operator index of the operator that it leaves, -1 for the input
     * @param port by which output
     */
    List<Outlet> route(int operator, int port);

    /** All outlets of the task. */
    List<Outlet> outlets();

    /** Name of an operator in the pipeline; -1 is the input. */
    String operatorName(int operator);

    /** Publishes the account of the task if somebody asked for it. */
    void publishIfAsked();

    /** The input has ended: has the writer make all durable, if there is one. */
    void prepare() throws Exception;

    /** Has the writer make visible what it prepared. */
    void commit() throws Exception;

    /** Has the writer undo what it prepared. */
    void abort() throws Exception;

    /** Closes readers and writers, all of them whatever they throw, and publishes the last account. */
    void close() throws Exception;
}
