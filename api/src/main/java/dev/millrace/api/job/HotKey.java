package dev.millrace.api.job;

/**
 * A key that many of an operator's records have.
 *
 * @param key as the key function returns it
 * @param share of the records, from 0 to 1: an estimate from a sample, which leans to the small side by a hundredth at most
 */
public record HotKey(Object key, double share) {}
