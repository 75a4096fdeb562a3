/**
 * State that is kept for a key: what is declared of it and what a function sees of it; and a versioned store of keyed state,
 * which programs use by itself or with pipelines.
 */
@NullMarked
package dev.millrace.api.state;

import org.jspecify.annotations.NullMarked;
