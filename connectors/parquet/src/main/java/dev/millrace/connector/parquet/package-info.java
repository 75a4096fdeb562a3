/**
 * Parquet files of records, read with projection and written, without Parquet's library and without Hadoop.
 *
 * <p>{@link dev.millrace.connector.parquet.Parquet} is the entrance. A {@code FileFooter} has what a file says about itself, read by a {@code
 * ThriftInput}; a {@code ParquetReader} has a {@code ColumnReader} for each component of the class and none for other columns, which reads pages, one at a time, and
 * values by way of {@code PageValues}, {@code RunLengths} and a {@code Conversion}. A {@code ParquetEncoder} has a {@code ColumnBuffer} for each component and writes
 * row groups, and the footer behind them. No length in a file is believed: each is compared with what is there and with a limit before anything is allocated.
 *
 * <p>Stored bytes. A position, version 1: {@code byte version; long fileBytes; int footerChecksum; int rowGroup; long rowsBefore; long rowInGroup},
 * big-endian.
 */
@NullMarked
package dev.millrace.connector.parquet;

import org.jspecify.annotations.NullMarked;
