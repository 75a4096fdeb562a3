package dev.millrace.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.junit.jupiter.api.Test;

/** Which settings are refused, and with what reason. */
class SettingRulesTest {

    private static final Kafka KAFKA = Kafka.at("localhost:9092");

    private static String login(String module) {
        return module + " required username=\"me\" password=\"secret; required\";";
    }

    @Test
    void whatTheEngineOwnsIsRefusedWithTheReason() {
        for (String owned : List.of(
                "enable.auto.commit",
                "isolation.level",
                "transactional.id",
                "auto.offset.reset",
                "group.id",
                "acks",
                "enable.idempotence",
                "key.deserializer",
                "value.serializer")) {
            assertThatThrownBy(() -> KAFKA.allow(owned).with(owned, "x"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("'" + owned + "' cannot be set: ");
        }
    }

    @Test
    void whatLoadsClassesIsRefusedUnlessItIsAllowed() {
        assertThatThrownBy(() -> KAFKA.with("interceptor.classes", "evil.Interceptor"))
                .hasMessageContaining("it loads classes by name")
                .hasMessageContaining("allow(\"interceptor.classes\")");
        assertThatCode(() -> KAFKA.allow("interceptor.classes").with("interceptor.classes", "my.Interceptor"))
                .doesNotThrowAnyException();
    }

    @Test
    void loginModulesThatDoMoreThanLoggingInAreRefused() {
        for (String module : List.of(
                "com.sun.security.auth.module.JndiLoginModule",
                "com.sun.security.auth.module.LdapLoginModule",
                "evil.LoginModule")) {
            assertThatThrownBy(() -> KAFKA.with("sasl.jaas.config", login(module)))
                    .hasMessageContaining(module)
                    .hasMessageNotContaining("secret");
            // Also as the second.
            assertThatThrownBy(() -> KAFKA.with(
                            "sasl.jaas.config",
                            login("org.apache.kafka.common.security.plain.PlainLoginModule") + login(module)))
                    .hasMessageContaining(module);
        }
        // What Kafka does not read as a module, or does although it looks as if it did not.
        String plain = "org.apache.kafka.common.security.plain.PlainLoginModule required";
        for (String hidden : List.of(
                "/* ; " + plain + " */ evil.LoginModule required;",
                "// ; " + plain + "\nevil.LoginModule required;",
                "\"evil.LoginModule\" required x=\"; " + plain + ";\";",
                plain + " x=\"a;b\" y='c';\tevil.LoginModule /* */ required;")) {
            assertThatThrownBy(() -> KAFKA.with("sasl.jaas.config", hidden))
                    .as(hidden)
                    .hasMessageContaining("its login module evil.LoginModule is none of");
        }
        assertThatThrownBy(() -> KAFKA.with("sasl.kerberos.kinit.cmd", "/bin/true"))
                .hasMessageContaining(
                        "'sasl.kerberos.kinit.cmd' is refused, since this process will start that program");
        assertThatThrownBy(() -> KAFKA.with("sasl.jaas.config", "nonsense")).hasMessageContaining("no login module");
        assertThatCode(() -> KAFKA.with(
                        "sasl.jaas.config", login("org.apache.kafka.common.security.scram.ScramLoginModule")))
                .doesNotThrowAnyException();
    }

    @Test
    void whatNobodyKnowsIsRefused() {
        assertThatThrownBy(() -> KAFKA.with("security.protokol", "SSL"))
                .hasMessageContaining("Kafka's clients have no setting 'security.protokol'");
        assertThatThrownBy(() -> Kafka.at("localhost")).hasMessageContaining("host:port");
    }

    @Test
    void eachClientGetsWhatItKnows() {
        Kafka kafka = KAFKA.with(Map.of("security.protocol", "SSL", "linger.ms", "5", "fetch.min.bytes", "10"));

        assertThat(kafka.settingsFor(ConsumerConfig.configNames()))
                .isEqualTo(Map.of(
                        "bootstrap.servers", "localhost:9092", "security.protocol", "SSL", "fetch.min.bytes", "10"));
        assertThat(kafka).hasToString("Kafka at localhost:9092");
    }
}
