package dev.millrace.benchmarks.query;

/**
 * The reserve price of an auction, from a time on.
 *
 * @param auction the key
 * @param price below it the auction is not sold
 * @param timestamp event time, epoch milliseconds
 */
public record Reserve(long auction, long price, long timestamp) {}
