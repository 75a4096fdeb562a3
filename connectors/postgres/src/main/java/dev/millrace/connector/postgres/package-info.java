/**
 * What changes in tables of PostgreSQL, read from its log by logical replication; see {@link dev.millrace.connector.postgres.Postgres}. The
 * connector brings the driver; the program brings the server's address and credentials.
 */
@NullMarked
package dev.millrace.connector.postgres;

import org.jspecify.annotations.NullMarked;
