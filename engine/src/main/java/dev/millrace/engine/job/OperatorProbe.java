package dev.millrace.engine.job;

import dev.millrace.api.graph.Node;
import dev.millrace.engine.operator.Operator;

/** Puts itself in the place of operators, to see what they do. */
@FunctionalInterface
public interface OperatorProbe {

    /** Sees nothing. */
    OperatorProbe NONE = (node, operator) -> operator;

    /**
     * Wraps an operator, before anything is restored.
     *
     * @param node what it was made for; not a sink
     * @param operator as it was made
     * @return what the task gets
     */
    Operator wrap(Node node, Operator operator);
}
