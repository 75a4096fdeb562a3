/**
 * The state store: {@link dev.millrace.engine.store.VersionedStore} over a {@link dev.millrace.engine.store.VersionedTable} in memory and,
 * in a directory, a {@link dev.millrace.engine.store.CommitLog}. The bytes are in {@link dev.millrace.engine.store.v1}.
 */
@NullMarked
package dev.millrace.engine.store;

import org.jspecify.annotations.NullMarked;
