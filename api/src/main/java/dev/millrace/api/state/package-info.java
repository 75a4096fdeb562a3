/** A versioned store of keyed state, which programs use by itself or with pipelines. */
@NullMarked
package dev.millrace.api.state;

import org.jspecify.annotations.NullMarked;
