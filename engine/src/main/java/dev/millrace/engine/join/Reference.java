package dev.millrace.engine.join;

/**
 * A row refers to another, from the moment at which it begins to until it refers to another one or to nothing.
 *
 * @param primaryKey of the row that refers
 * @param foreignKey of the row that is referred to
 * @param number greater than that of all references that the same task made before
 */
record Reference(Object primaryKey, Object foreignKey, long number) {}
