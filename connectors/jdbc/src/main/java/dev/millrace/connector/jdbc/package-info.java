/**
 * Reads, writes and asks tables of SQL databases through a {@code DataSource} of the user's.
 *
 * <p>{@link dev.millrace.connector.jdbc.Jdbc} is the entrance. Writing: a {@code JdbcSink} opens a {@code SqlConnection}, has its
 * {@code RowTarget} find the columns ({@code TableNames}) and make the {@code RowStatement}, and then a {@code BatchWriter}, which writes at once,
 * or an {@code EpochWriter}, which keeps an epoch's rows until its checkpoint is complete and then writes them together with
 * the epoch's number in the {@code EpochTable}. Reading: a {@code JdbcSource} finds out about its query; its one split has a thread,
 * {@code PageThread}, which fetches page after page behind a {@code KeyPosition}, and a {@code JdbcReader}, which hands them over. Asking: {@code
 * KeyLookup} asks for the rows of many keys with one query.
 *
 * <p>Stored bytes. A prepared epoch, version 1, as described in {@code PreparedRows}. The position of a source, version 1, as described in
 * {@code KeyPosition}.
 */
@NullMarked
package dev.millrace.connector.jdbc;

import org.jspecify.annotations.NullMarked;
