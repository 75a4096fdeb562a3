/**
 * Protocol Buffers: messages as bytes, of generated classes and of descriptors.
 *
 * <p>{@link dev.millrace.connector.protobuf.ProtobufCodec} is all of it: a format of topics by way of {@code KafkaFormat.of}, and a codec for
 * messages in the state of a job.
 */
@NullMarked
package dev.millrace.connector.protobuf;

import org.jspecify.annotations.NullMarked;
