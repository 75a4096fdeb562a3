/**
 * Where threads meet: lanes of batches between tasks, and the ingress by which a program pushes records. Everything
 * else in the engine has one owner thread. Depends on {@code batch} and {@code metrics}.
 */
@NullMarked
package dev.millrace.engine.exchange;

import org.jspecify.annotations.NullMarked;
