package dev.millrace.api.job;

/**
 * What waits between two operators that run in different tasks. Those that run in one have nothing between them.
 *
 * @param from name of the operator that sends
 * @param to name of the operator that receives
 * @param queued records that wait
 * @param fullness share of the room that is taken, from 0 to 1; at 1 the sender waits
 */
public record ConnectionFigures(String from, String to, long queued, double fullness) {}
