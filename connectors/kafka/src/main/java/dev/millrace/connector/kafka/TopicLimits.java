package dev.millrace.connector.kafka;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Which records a producer and a topic take. A record that they refuse is better known before it is part of an epoch than when that is
 * sent, again and again.
 *
 * @param topic whose limits they are
 * @param bytesMax of a record with all that is around it
 * @param bytesMaxBy the setting that says so
 * @param behindMaxMillis how far a record's time may be behind that of the broker
 * @param aheadMaxMillis how far it may be ahead
 */
record TopicLimits(String topic, long bytesMax, String bytesMaxBy, long behindMaxMillis, long aheadMaxMillis) {

    private static final long DEFAULT_REQUEST_BYTES_MAX = 1 << 20;

    /** Head of a batch of one record, and of the record with the lengths of its parts. */
    private static final int OVERHEAD_BYTES = 61 + 21 + 3 * 5;

    private static final int HEADER_OVERHEAD_BYTES = 2 * 5;

    /** What the topic has been set to take; what it does not tell us is taken to be without limit. */
    static TopicLimits of(Kafka kafka, String topic) throws IOException {
        String requestMax = kafka.setting("max.request.size");
        long ofProducer = requestMax == null ? DEFAULT_REQUEST_BYTES_MAX : Long.parseLong(requestMax);
        TopicLimits unknown = new TopicLimits(topic, ofProducer, "max.request.size", Long.MAX_VALUE, Long.MAX_VALUE);
        Config config = config(kafka, topic);
        return config == null ? unknown : unknown.with(config, isCompressed(kafka));
    }

    /** Then the broker gets fewer bytes, and how many is not known before. */
    private static boolean isCompressed(Kafka kafka) {
        String compression = kafka.setting("compression.type");
        return compression != null && !compression.equals("none");
    }

    private TopicLimits with(Config config, boolean isCompressed) {
        long ofTopic = isCompressed ? Long.MAX_VALUE : number(config, "max.message.bytes");
        boolean isTopicLess = ofTopic < bytesMax;
        ConfigEntry kind = config.get("message.timestamp.type");
        boolean isTimeOfRecord = kind == null || !"LogAppendTime".equals(kind.value());
        return new TopicLimits(
                topic,
                isTopicLess ? ofTopic : bytesMax,
                isTopicLess ? "max.message.bytes" : bytesMaxBy,
                isTimeOfRecord ? number(config, "message.timestamp.before.max.ms") : Long.MAX_VALUE,
                isTimeOfRecord ? number(config, "message.timestamp.after.max.ms") : Long.MAX_VALUE);
    }

    private static long number(Config config, String name) {
        ConfigEntry entry = config.get(name);
        return entry == null || entry.value() == null ? Long.MAX_VALUE : Long.parseLong(entry.value());
    }

    /** Null if we may not know. */
    private static @Nullable Config config(Kafka kafka, String topic) throws IOException {
        ConfigResource asked = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = Admin.create(kafka.settingsFor(AdminClientConfig.configNames()))) {
            return admin.describeConfigs(List.of(asked)).all().get().get(asked);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof AuthorizationException) {
                return null;
            }
            throw new IOException(
                    "what topic " + topic + " of " + kafka + " takes was not found out: "
                            + Objects.requireNonNullElse(failed.getCause(), failed)
                                    .getMessage(),
                    failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + kafka, interrupted);
        }
    }

    /** Why a record is not taken; null if it is. */
    @Nullable
    String refusal(ProducerRecord<byte[], byte[]> record, long nowMillis) {
        long bytes = bytes(record);
        if (bytes > bytesMax) {
            return "a record of " + bytes + " bytes, with what is around it, is too large for topic " + topic
                    + ", which takes " + bytesMax + " ('" + bytesMaxBy + "')";
        }
        Long timestamp = record.timestamp();
        if (timestamp != null && timestamp - nowMillis > aheadMaxMillis) {
            return outside(timestamp, "ahead of", aheadMaxMillis, "message.timestamp.after.max.ms");
        }
        if (timestamp != null && nowMillis - timestamp > behindMaxMillis) {
            return outside(timestamp, "behind", behindMaxMillis, "message.timestamp.before.max.ms");
        }
        return null;
    }

    private String outside(long timestamp, String where, long maxMillis, String setting) {
        return "a record whose time is " + Instant.ofEpochMilli(timestamp) + " is more than "
                + Duration.ofMillis(maxMillis) + " " + where + " the clock, which topic " + topic + " does not take ('"
                + setting
                + "')";
    }

    private static long bytes(ProducerRecord<byte[], byte[]> record) {
        long bytes = (long) OVERHEAD_BYTES + length(record.key()) + length(record.value());
        for (Header header : record.headers()) {
            bytes += HEADER_OVERHEAD_BYTES + 3L * header.key().length() + length(header.value());
        }
        return bytes;
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
