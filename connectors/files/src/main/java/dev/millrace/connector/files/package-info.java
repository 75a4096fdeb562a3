/**
 * Sources and sinks for files: JSON lines, CSV and plain lines; plain, gzip and Zstandard.
 *
 * <p>{@link dev.millrace.connector.files.JsonLines}, {@link dev.millrace.connector.files.Csv} and
 * {@link dev.millrace.connector.files.Lines} are the entrances. Reading: a {@code FileSource} lists files, each a
 * {@code FileSplit}, read by a {@code LineReader} that cuts bytes into lines ({@code LineSplitter}) and has them decoded
 * one at a time ({@code LineDecoder}). Writing: a {@code FileSink} opens a {@code FileWriter}, which encodes each
 * epoch into a {@code Segment} that a {@code TargetFile} takes over; a {@link dev.millrace.connector.files.DirectorySink} opens a
 * {@code DirectoryWriter}, which encodes into {@code PartFile}s of a {@code PartDirectory}. {@link
 * dev.millrace.connector.files.FileFormat} and {@link dev.millrace.connector.files.RecordEncoder} are for other formats.
 *
 * <p>Stored bytes. A source position, version 1: {@code byte version; long offset; long lines; long linesBefore; int
 * fingerprintLength; int fingerprint; int headerLength; byte[] header} in UTF-8, big-endian, as described in {@code
 * StoredPosition}. A prepared epoch, version 1: {@code byte version; long offset; long length; int checksum; int nameLength;
 * byte[] name; int headerLength; byte[] header}, as described in {@code PreparedEpoch}.
 * What is prepared in a directory, version 1: {@code byte version; varint nextNumber; varint endedCount, for each: string part,
 * varint length; varint openCount, for each: string part, varint length, long firstTimestamp, varint epochs, string header},
 * as described in {@code PreparedParts}.
 */
@NullMarked
package dev.millrace.connector.files;

import org.jspecify.annotations.NullMarked;
