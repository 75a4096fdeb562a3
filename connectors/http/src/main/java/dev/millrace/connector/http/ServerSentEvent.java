package dev.millrace.connector.http;

/**
 * An event of a stream.
 *
 * @param id of this event, or of the last one before that had one; the empty text if there was none
 * @param event its type; {@code message} unless the server says otherwise
 * @param data its lines, joined by line feeds
 */
public record ServerSentEvent(String id, String event, String data) {}
