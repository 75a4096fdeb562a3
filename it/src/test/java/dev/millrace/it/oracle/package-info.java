/**
 * Random pipelines against slow, plain recomputations. Nothing here but {@code OracleRun} and the tests touches the engine:
 * the models know lists of records and arithmetic, and are meant to be read as the definition of what windows do.
 */
package dev.millrace.it.oracle;
