/** Files: the only package of the engine that opens any. Everything else gets a {@link dev.millrace.api.storage.Storage}. */
@NullMarked
package dev.millrace.engine.storage;

import org.jspecify.annotations.NullMarked;
