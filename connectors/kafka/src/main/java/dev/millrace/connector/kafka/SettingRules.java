package dev.millrace.connector.kafka;

import java.io.IOException;
import java.io.StreamTokenizer;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/** Which settings of Kafka's clients a user may make, and why not the others. */
final class SettingRules {

    private static final Map<String, String> OWNED = Map.ofEntries(
            Map.entry("bootstrap.servers", "it is the argument of Kafka.at(...)"),
            Map.entry(
                    "enable.auto.commit",
                    "offsets are part of checkpoints; KafkaSource.group(...) also tells Kafka of them"),
            Map.entry(
                    "auto.offset.reset",
                    "where to begin is said by fromEarliest() and the like, and a lost offset is an error"),
            Map.entry("isolation.level", "only committed records are read unless readUncommitted() is called"),
            Map.entry("group.id", "it is said by KafkaSource.group(...)"),
            Map.entry("group.instance.id", "partitions are divided by the engine and not by a group"),
            Map.entry("group.protocol", "partitions are divided by the engine and not by a group"),
            Map.entry("group.remote.assignor", "partitions are divided by the engine and not by a group"),
            Map.entry("partition.assignment.strategy", "partitions are divided by the engine and not by a group"),
            Map.entry("key.deserializer", "keys are read by a KafkaFormat"),
            Map.entry("value.deserializer", "values are read by a KafkaFormat"),
            Map.entry("key.serializer", "keys are written by a KafkaFormat"),
            Map.entry("value.serializer", "values are written by a KafkaFormat"),
            Map.entry("partitioner.class", "it is said by KafkaSink.partitioner(...)"),
            Map.entry(
                    "transactional.id", "it follows from KafkaSink.exactlyOnce(...), and fences off earlier processes"),
            Map.entry("transaction.timeout.ms", "it is said by KafkaSink.transactionTimeout(...)"),
            Map.entry("transaction.two.phase.commit.enable", "no transaction outlives its process here"),
            Map.entry("enable.idempotence", "a writer never lets Kafka's own retries double a record"),
            Map.entry("acks", "a record that one broker alone has can be lost, so it is always 'all'"));

    private static final Map<String, String> DANGEROUS = Map.ofEntries(
            Map.entry("interceptor.classes", "it loads classes by name"),
            Map.entry("metric.reporters", "it loads classes by name"),
            Map.entry("config.providers", "it reads files or the environment into settings"),
            Map.entry("security.providers", "it loads classes by name"),
            Map.entry("ssl.engine.factory.class", "it replaces the encryption"),
            Map.entry("sasl.kerberos.kinit.cmd", "this process will start that program"),
            Map.entry("sasl.oauthbearer.assertion.file", "this process will read that file"),
            Map.entry("sasl.oauthbearer.assertion.private.key.file", "this process will read that file"),
            Map.entry("sasl.oauthbearer.assertion.template.file", "this process will read that file"),
            Map.entry("sasl.login.class", "it loads classes by name"),
            Map.entry("sasl.login.callback.handler.class", "it loads classes by name"),
            Map.entry("sasl.client.callback.handler.class", "it loads classes by name"),
            Map.entry("sasl.oauthbearer.token.endpoint.url", "this process will ask that address, or read that file"),
            Map.entry("sasl.oauthbearer.jwks.endpoint.url", "this process will ask that address, or read that file"),
            Map.entry("sasl.oauthbearer.jwt.retriever.class", "it loads classes by name"),
            Map.entry("sasl.oauthbearer.jwt.validator.class", "it loads classes by name"));

    /** Known to do no more than log in. */
    private static final Set<String> LOGIN_MODULES = Set.of(
            "org.apache.kafka.common.security.plain.PlainLoginModule",
            "org.apache.kafka.common.security.scram.ScramLoginModule",
            "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule",
            "com.sun.security.auth.module.Krb5LoginModule");

    private static final Set<String> LOGIN_FLAGS = Set.of("required", "requisite", "sufficient", "optional");

    private static final Set<String> KNOWN = known();

    private SettingRules() {}

    private static Set<String> known() {
        Set<String> known = new TreeSet<>(ConsumerConfig.configNames());
        known.addAll(ProducerConfig.configNames());
        known.addAll(AdminClientConfig.configNames());
        return known;
    }

    static void check(String setting, String value, Set<String> allowed) {
        String owner = OWNED.get(setting);
        if (owner != null) {
            throw new IllegalArgumentException("'" + setting + "' cannot be set: " + owner);
        }
        if (allowed.contains(setting)) {
            return;
        }
        String danger = danger(setting, value);
        if (danger != null) {
            throw new IllegalArgumentException("'" + setting + "' is refused, since " + danger
                    + ". If it does not come from outside, say allow(\"" + setting + "\") before");
        }
        if (!KNOWN.contains(setting)) {
            throw new IllegalArgumentException("Kafka's clients have no setting '" + setting
                    + "'. If a class of your own reads it, say allow(\"" + setting
                    + "\") before; settings of serializers belong to KafkaFormat.with(...)");
        }
    }

    private static @Nullable String danger(String setting, String value) {
        if (!setting.equals("sasl.jaas.config")) {
            return DANGEROUS.get(setting);
        }
        try {
            return dangerOfLogin(value);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Cut into words as Kafka's own {@code JaasConfig} does, comments and quotes included. No value in the message: it has passwords. */
    private static @Nullable String dangerOfLogin(String value) throws IOException {
        StreamTokenizer tokens = new StreamTokenizer(new StringReader(value));
        tokens.slashSlashComments(true);
        tokens.slashStarComments(true);
        tokens.wordChars('-', '-');
        tokens.wordChars('_', '_');
        tokens.wordChars('$', '$');
        boolean isAnyFound = false;
        while (tokens.nextToken() != StreamTokenizer.TT_EOF) {
            String module = tokens.sval;
            tokens.nextToken();
            String flag = tokens.sval;
            if (module == null || flag == null || !LOGIN_FLAGS.contains(flag.toLowerCase(Locale.ROOT))) {
                return "no login module is found in it";
            }
            if (!LOGIN_MODULES.contains(module)) {
                return "its login module " + module + " is none of " + new TreeSet<>(LOGIN_MODULES);
            }
            isAnyFound = true;
            // Options do no more than their module.
            int token;
            do {
                token = tokens.nextToken();
            } while (token != ';' && token != StreamTokenizer.TT_EOF);
        }
        return isAnyFound ? null : "no login module is found in it";
    }
}
