/** Random pipelines on random input, for simulations of the engine itself. */
@NullMarked
package dev.millrace.testkit.pipelines;

import org.jspecify.annotations.NullMarked;
