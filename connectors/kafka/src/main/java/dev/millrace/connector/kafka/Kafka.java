package dev.millrace.connector.kafka;

import dev.millrace.api.function.ThrowingFunction;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A cluster, and how to connect to it: the entrance to everything here. Immutable.
 *
 * <pre>{@code
 * Kafka kafka = Kafka.at("localhost:9092");
 *
 * pipeline.read("edits", kafka.topics("edits").values(json(Edit.class)).sourceTime().outOfOrderBy(Duration.ofSeconds(5)))
 *         ...
 *         .write("totals", kafka.to("totals", json(Total.class)).key(Total::channel, string()).exactlyOnce("shop-totals"));
 * }</pre>
 *
 * <p>Settings of Kafka's clients are passed on as they are, with three exceptions that are refused on the line that makes them: those that
 * the engine owns, as {@code enable.auto.commit}; those that nobody knows; and those that load classes or open addresses,
 * unless they were {@link #allow allowed}, since settings often come from files that others may write.
 */
public final class Kafka {

    private final String servers;
    private final Map<String, String> settings;
    private final Set<String> allowed;

    private Kafka(String servers, Map<String, String> settings, Set<String> allowed) {
        this.servers = servers;
        this.settings = settings;
        this.allowed = allowed;
    }

    /**
     * Names a cluster.
     *
     * @param bootstrapServers some of its brokers, as {@code one:9092,two:9092}
     * @return a description; nothing is connected
     */
    public static Kafka at(String bootstrapServers) {
        if (bootstrapServers.isBlank() || !bootstrapServers.contains(":")) {
            throw new IllegalArgumentException(
                    "the servers must be given as host:port,host:port, got \"" + bootstrapServers + "\"");
        }
        return new Kafka(bootstrapServers, Map.of(), Set.of());
    }

    /**
     * Makes a setting of Kafka's clients, as {@code security.protocol}. Each client gets those that it knows.
     *
     * @param setting its name
     * @param value its value
     * @return a new description
     * @throws IllegalArgumentException if the setting is refused; the message says why
     */
    public Kafka with(String setting, String value) {
        SettingRules.check(setting, Objects.requireNonNull(value, "value"), allowed);
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(setting, value);
        return new Kafka(servers, more, allowed);
    }

    /**
     * Makes several settings.
     *
     * @param more by name
     * @return a new description
     * @throws IllegalArgumentException if one of them is refused; the message says why
     */
    public Kafka with(Map<String, String> more) {
        Kafka changed = this;
        for (Map.Entry<String, String> setting : more.entrySet()) {
            changed = changed.with(setting.getKey(), setting.getValue());
        }
        return changed;
    }

    /**
     * Allows settings that are refused otherwise because of what they can do, or because Kafka does not know them.
     *
     * @param names of the settings
     * @return a new description
     */
    public Kafka allow(String... names) {
        Set<String> more = new HashSet<>(allowed);
        more.addAll(List.of(names));
        return new Kafka(servers, settings, more);
    }

    /**
     * Reads topics.
     *
     * @param names of the topics, at least one; they must exist when the job starts
     * @return a description that lacks the format
     */
    public KafkaTopics topics(String... names) {
        return new KafkaTopics(this, List.of(names), null);
    }

    /**
     * Reads all topics whose whole names match, also those that are created while the job runs. Kafka's internal topics are left out.
     *
     * @param pattern a regular expression; at least one topic must match when the job starts
     * @return a description that lacks the format
     */
    public KafkaTopics topicPattern(String pattern) {
        return new KafkaTopics(this, List.of(), Pattern.compile(pattern));
    }

    /**
     * Writes to a topic. Records have no key unless {@link KafkaSink#key} is called.
     *
     * @param topic which must exist
     * @param values format of the values
     * @param <T> type of the records
     * @return the sink; at least once unless told otherwise
     */
    public <T> KafkaSink<T> to(String topic, KafkaFormat<T> values) {
        return KafkaSink.of(this, topic, record -> record, values);
    }

    /**
     * Writes a part of each record to a topic.
     *
     * @param topic which must exist
     * @param value of a record; null for none, which in a compacted topic deletes the key
     * @param values format of the values
     * @param <T> type of the records
     * @param <V> type of the values
     * @return the sink; at least once unless told otherwise
     */
    public <T, V> KafkaSink<T> to(String topic, ThrowingFunction<T, @Nullable V> value, KafkaFormat<V> values) {
        return KafkaSink.of(this, topic, Objects.requireNonNull(value, "value"), values);
    }

    String servers() {
        return servers;
    }

    /** For one client: those of the settings that it knows, and those that no client knows but were allowed. */
    Map<String, Object> settingsFor(Set<String> names) {
        Map<String, Object> chosen = new LinkedHashMap<>();
        settings.forEach((name, value) -> {
            if (names.contains(name) || allowed.contains(name)) {
                chosen.put(name, value);
            }
        });
        chosen.put("bootstrap.servers", servers);
        return chosen;
    }

    @Nullable
    String setting(String name) {
        return settings.get(name);
    }

    /** Without settings, which may hold secrets. */
    @Override
    public String toString() {
        return "Kafka at " + servers;
    }
}
