package dev.millrace.examples;

/**
 * How much an edit has added.
 *
 * @param channel which Wikipedia
 * @param added characters
 */
public record EditSize(String channel, long added) {}
