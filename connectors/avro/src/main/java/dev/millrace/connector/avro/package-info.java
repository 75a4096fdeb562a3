/**
 * Avro: object container files, and records as bytes.
 *
 * <p>{@link dev.millrace.connector.avro.Avro} is the entrance to files, {@link dev.millrace.connector.avro.AvroCodec} that to bytes. A schema and
 * a class are compared once, by {@code ValueReaders} and {@code ValueWriters}, which make a tree of readers or writers for them. An
 * {@code AvroReader} finds blocks and has their records read from an {@code AvroInput}; an {@code AvroEncoder} writes blocks into the files of a
 * {@link dev.millrace.connector.files.DirectorySink}. Of Avro's library only schemas and the encoder of values are used.
 *
 * <p>Stored bytes. A position, version 1: {@code byte version; long block; long recordsBefore; long inBlock; byte[16] sync}, big-endian, as
 * described in {@code AvroPosition}. What a file that goes on has in a checkpoint is its header in Base 64.
 */
@NullMarked
package dev.millrace.connector.avro;

import org.jspecify.annotations.NullMarked;
