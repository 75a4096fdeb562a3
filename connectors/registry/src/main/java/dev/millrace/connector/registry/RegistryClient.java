package dev.millrace.connector.registry;

import dev.millrace.connector.registry.RegisteredSchema.Reference;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks a registry, and waits for its answers. Owned by one thread. Remembers nothing. */
final class RegistryClient {

    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    /** One for all: nobody can close one on JDK 17, and each has a thread until the collector comes by. */
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int SUBJECT_UNKNOWN = 40401;
    private static final int SCHEMA_UNKNOWN = 40403;
    private static final int EXCERPT_CHARACTERS = 200;

    private final RegistrySettings settings;

    RegistryClient(RegistrySettings settings) {
        this.settings = settings;
    }

    /** An answer that says no; its message has what the registry said. */
    static final class RefusedException extends IOException {

        @Serial
        private static final long serialVersionUID = 1L;

        private final int code;

        RefusedException(String message, int code) {
            super(message);
            this.code = code;
        }

        boolean isUnknown() {
            // Not any 404: a wrong address, or a proxy in place of a registry, would make bad records of good ones.
            return code == SUBJECT_UNKNOWN || code == SCHEMA_UNKNOWN;
        }
    }

    /** The schema with an id. */
    RegisteredSchema byId(int id, String kind) throws IOException {
        // Of Protobuf the registry has the text, unless asked for the descriptor.
        String format = kind.equals(RegisteredSchema.PROTOBUF) ? "?format=serialized" : "";
        return schema(ask("schemas/ids/" + id + format, null));
    }

    /** The schema that a reference means. */
    RegisteredSchema of(Reference reference) throws IOException {
        return schema(ask("subjects/" + encoded(reference.subject()) + "/versions/" + reference.version(), null));
    }

    /** The id of a schema, which is registered if it is not there and that is allowed. */
    int id(String subject, RegisteredSchema schema) throws IOException {
        String path = "subjects/" + encoded(subject) + (settings.isRegistering() ? "/versions" : "");
        return number(ask(path, body(schema)), "id");
    }

    /** The version that a schema, which is registered, has in its subject. */
    int version(String subject, RegisteredSchema schema) throws IOException {
        return number(ask("subjects/" + encoded(subject), body(schema)), "version");
    }

    private static String encoded(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String body(RegisteredSchema schema) {
        ObjectNode body = JSON.createObjectNode();
        body.put("schema", schema.text());
        if (!schema.kind().equals(RegisteredSchema.AVRO)) {
            body.put("schemaType", schema.kind());
        }
        if (!schema.references().isEmpty()) {
            ArrayNode references = body.putArray("references");
            for (Reference reference : schema.references()) {
                references
                        .addObject()
                        .put("name", reference.name())
                        .put("subject", reference.subject())
                        .put("version", reference.version());
            }
        }
        return body.toString();
    }

    private RegisteredSchema schema(JsonNode answer) throws IOException {
        JsonNode kind = answer.path("schemaType");
        List<Reference> references = new ArrayList<>();
        for (JsonNode reference : answer.path("references")) {
            references.add(
                    new Reference(text(reference, "name"), text(reference, "subject"), number(reference, "version")));
        }
        return new RegisteredSchema(
                kind.isString() ? kind.stringValue() : RegisteredSchema.AVRO, text(answer, "schema"), references);
    }

    private String text(JsonNode answer, String field) throws IOException {
        JsonNode value = answer.path(field);
        if (!value.isString()) {
            throw new IOException("an answer of " + this + " has no text \"" + field + "\"");
        }
        return value.stringValue();
    }

    private int number(JsonNode answer, String field) throws IOException {
        JsonNode value = answer.path(field);
        if (!value.isInt()) {
            throw new IOException("an answer of " + this + " has no number \"" + field + "\"");
        }
        return value.intValue();
    }

    /** Again and again, if need be. */
    private JsonNode ask(String path, @Nullable String body) throws IOException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(resolve(path))
                .timeout(settings.timeout())
                .header("Accept", MEDIA_TYPE + ", application/json");
        settings.headers().forEach(builder::setHeader);
        if (body != null) {
            builder.header("Content-Type", MEDIA_TYPE).POST(HttpRequest.BodyPublishers.ofString(body));
        }
        HttpRequest request = builder.build();
        Duration wait = settings.firstWait();
        for (int retry = 0; ; retry++) {
            String problem;
            try {
                HttpResponse<InputStream> answer = CLIENT.send(request, BodyHandlers.ofInputStream());
                String text = read(answer);
                int status = answer.statusCode();
                if (status / 100 == 2) {
                    return parse(text);
                }
                if (status != 408 && status != 429 && status / 100 != 5) {
                    throw refused(path, status, text);
                }
                problem = "status " + status;
            } catch (RefusedException | MalformedAnswerException isFinal) {
                throw isFinal;
            } catch (IOException away) {
                problem = away.toString();
            } catch (InterruptedException interrupted) {
                throw interrupted(interrupted);
            }
            if (retry == settings.retries()) {
                throw new UncheckedIOException(new IOException(
                        this + " does not answer \"" + path + "\" after " + (retry + 1) + " tries: " + problem));
            }
            pause(wait);
            wait = wait.multipliedBy(2).compareTo(RegistrySettings.WAIT_MAX) > 0
                    ? RegistrySettings.WAIT_MAX
                    : wait.multipliedBy(2);
        }
    }

    private URI resolve(String path) {
        String base = settings.address().toString();
        return URI.create(base.endsWith("/") ? base + path : base + "/" + path);
    }

    /** An answer that time will not mend. */
    private static final class MalformedAnswerException extends IOException {

        @Serial
        private static final long serialVersionUID = 1L;

        MalformedAnswerException(String message) {
            super(message);
        }
    }

    private String read(HttpResponse<InputStream> answer) throws IOException {
        try (InputStream in = answer.body()) {
            byte[] bytes = read(in);
            if (bytes.length > SchemaRegistry.ANSWER_BYTES_MAX) {
                throw new MalformedAnswerException(
                        "an answer of " + this + " has more than " + SchemaRegistry.ANSWER_BYTES_MAX + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** The time-out of a request ends when the body begins. A stream of the client may be closed while another thread reads. */
    private byte[] read(InputStream body) throws IOException {
        CompletableFuture<Void> closing = CompletableFuture.runAsync(
                () -> {
                    try {
                        body.close();
                    } catch (IOException broken) {
                        throw new UncheckedIOException(broken);
                    }
                },
                CompletableFuture.delayedExecutor(settings.timeout().toMillis(), TimeUnit.MILLISECONDS));
        byte[] read;
        try {
            read = body.readNBytes(SchemaRegistry.ANSWER_BYTES_MAX + 1);
        } catch (IOException broken) {
            throw closing.cancel(false) ? broken : late();
        }
        if (!closing.cancel(false)) {
            throw late();
        }
        return read;
    }

    private IOException late() {
        return new HttpTimeoutException("the rest of the answer has not come within " + settings.timeout());
    }

    private JsonNode parse(String text) throws MalformedAnswerException {
        try {
            return JSON.readTree(text);
        } catch (JacksonException malformed) {
            throw new MalformedAnswerException(
                    this + " answers with what is no JSON; is it a registry? " + excerpt(text));
        }
    }

    private RefusedException refused(String path, int status, String text) {
        try {
            JsonNode answer = JSON.readTree(text);
            int code = answer.path("error_code").intValue(status);
            String said = answer.path("message").stringValue(excerpt(text));
            return new RefusedException(
                    this + " refuses \"" + path + "\" with status " + status + ", code " + code + ": " + said, code);
        } catch (JacksonException malformed) {
            return new RefusedException(
                    this + " refuses \"" + path + "\" with status " + status + ": " + excerpt(text), status);
        }
    }

    private static String excerpt(String text) {
        return text.length() <= EXCERPT_CHARACTERS ? text : text.substring(0, EXCERPT_CHARACTERS);
    }

    private void pause(Duration wait) {
        try {
            Thread.sleep(wait.toMillis());
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    private UncheckedIOException interrupted(InterruptedException why) {
        Thread.currentThread().interrupt();
        return new UncheckedIOException(new IOException("interrupted while " + this + " was asked", why));
    }

    @Override
    public String toString() {
        return "the schema registry at " + settings.address();
    }
}
