package dev.millrace.engine.store.v1;

/**
 * What a snapshot says of the whole store.
 *
 * @param version of the last write in it
 * @param timeMillis of that write
 * @param forgottenVersion the last write that took a cell away without leaving a trace
 * @param forgottenTimeMillis of that write
 */
public record SnapshotHeader(long version, long timeMillis, long forgottenVersion, long forgottenTimeMillis) {}
