package dev.millrace.connector.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A registry with the requests and answers that are documented for Confluent's, as far as they are needed here. */
final class LocalRegistry implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern BY_ID = Pattern.compile("/schemas/ids/([0-9]+)");
    private static final Pattern OF_SUBJECT = Pattern.compile("/subjects/([^/]+)(/versions(?:/([0-9]+))?)?");

    private final HttpServer server;

    /** By id, from 1. */
    private final List<JsonNode> schemas = new ArrayList<>();

    private final Map<String, List<Integer>> subjects = new LinkedHashMap<>();

    /** What was asked, in order. */
    final List<String> requests = new ArrayList<>();

    /** So many of the next requests are answered with 503. */
    int failing;

    LocalRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                answer(exchange);
            }
        });
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    RegistryClient client() {
        return new RegistryClient(new RegistrySettings(
                address(), new LinkedHashMap<>(), SchemaRegistry.TIMEOUT, 3, java.time.Duration.ZERO, true));
    }

    /** Registers what no writer of ours would. */
    synchronized int put(String kind, String text) {
        schemas.add(JSON.createObjectNode().put("schemaType", kind).put("schema", text));
        return schemas.size();
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String query = exchange.getRequestURI().getRawQuery();
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        JsonNode body = null;
        if (exchange.getRequestMethod().equals("POST")) {
            body = JSON.readTree(exchange.getRequestBody().readAllBytes());
        }
        if (failing > 0) {
            failing--;
            send(exchange, 503, "{\"error_code\":50301,\"message\":\"not now\"}");
            return;
        }
        Matcher byId = BY_ID.matcher(path);
        Matcher ofSubject = OF_SUBJECT.matcher(exchange.getRequestURI().getRawPath());
        if (byId.matches()) {
            int id = Integer.parseInt(byId.group(1));
            if (id < 1 || id > schemas.size()) {
                send(exchange, 404, "{\"error_code\":40403,\"message\":\"Schema " + id + " not found\"}");
                return;
            }
            JsonNode schema = schemas.get(id - 1);
            boolean isText = schema.path("schemaType").stringValue("AVRO").equals("PROTOBUF")
                    && !"format=serialized".equals(query);
            send(
                    exchange,
                    200,
                    isText ? "{\"schemaType\":\"PROTOBUF\",\"schema\":\"syntax = ...\"}" : schema.toString());
        } else if (ofSubject.matches()) {
            subject(
                    exchange,
                    URLDecoder.decode(ofSubject.group(1), StandardCharsets.UTF_8),
                    ofSubject.group(2) != null,
                    ofSubject.group(3),
                    body);
        } else {
            send(exchange, 404, "<html>no such page</html>");
        }
    }

    private void subject(HttpExchange exchange, String name, boolean isOfVersions, String version, JsonNode body)
            throws IOException {
        List<Integer> versions = subjects.get(name);
        if (body == null) {
            ObjectNode answer = (ObjectNode)
                    schemas.get(versions.get(Integer.parseInt(version) - 1) - 1).deepCopy();
            send(exchange, 200, answer.put("subject", name).toString());
            return;
        }
        int id = 1 + schemas.indexOf(body);
        if (isOfVersions) {
            if (name.startsWith("strict")) {
                send(exchange, 409, "{\"error_code\":409,\"message\":\"Schema being registered is incompatible\"}");
                return;
            }
            if (id == 0) {
                schemas.add(body);
                id = schemas.size();
            }
            List<Integer> all = subjects.computeIfAbsent(name, any -> new ArrayList<>());
            if (!all.contains(id)) {
                all.add(id);
            }
            send(exchange, 200, "{\"id\":" + id + "}");
        } else if (versions == null) {
            send(exchange, 404, "{\"error_code\":40401,\"message\":\"Subject '" + name + "' not found.\"}");
        } else {
            send(
                    exchange,
                    200,
                    "{\"subject\":\"" + name + "\",\"id\":" + id + ",\"version\":" + (1 + versions.indexOf(id)) + "}");
        }
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
