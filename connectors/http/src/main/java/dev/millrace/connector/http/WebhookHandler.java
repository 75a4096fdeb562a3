package dev.millrace.connector.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.IngressFullException;
import dev.millrace.api.connector.IngressLogException;
import dev.millrace.api.function.ThrowingFunction;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Answers one request at a time on each thread of a webhook. Thread-safe. */
final class WebhookHandler<T> implements HttpHandler {

    private final Ingress<T> ingress;
    private final ThrowingFunction<byte[], T> decoder;
    private final String path;
    private final int bodyBytesMax;

    /** A status, and what stands in the body. */
    private record Answer(int status, String text) {}

    WebhookHandler(Ingress<T> ingress, ThrowingFunction<byte[], T> decoder, String path, int bodyBytesMax) {
        this.ingress = ingress;
        this.decoder = decoder;
        this.path = path;
        this.bodyBytesMax = bodyBytesMax;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            if (answer.status == 429) {
                exchange.getResponseHeaders().set("Retry-After", "1");
            } else if (answer.status == 405) {
                exchange.getResponseHeaders().set("Allow", "POST");
            }
            byte[] text = (answer.text + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            exchange.sendResponseHeaders(answer.status, text.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(text);
            }
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestURI().getPath().equals(path)) {
            return new Answer(404, "only " + path + " is served");
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            return new Answer(405, "only POST is served");
        }
        byte[] body;
        try (InputStream in = exchange.getRequestBody()) {
            body = in.readNBytes(bodyBytesMax + 1);
        }
        return body.length > bodyBytesMax ? new Answer(413, "a body may have " + bodyBytesMax + " bytes") : take(body);
    }

    private Answer take(byte[] body) {
        T record;
        try {
            record = decoder.apply(body);
        } catch (Exception bad) {
            return new Answer(400, "the body is no record: " + bad.getMessage());
        }
        if (record == null) {
            return new Answer(400, "the body is no record, but null");
        }
        try {
            return ingress.offer(record)
                    ? new Answer(200, "taken")
                    : new Answer(429, "there is no room now; post it again");
        } catch (IngressFullException full) {
            return new Answer(429, String.valueOf(full.getMessage()));
        } catch (IngressLogException | IllegalStateException notTaken) {
            return new Answer(503, String.valueOf(notTaken.getMessage()));
        }
    }
}
