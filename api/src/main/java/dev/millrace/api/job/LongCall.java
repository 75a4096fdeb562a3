package dev.millrace.api.job;

import java.time.Duration;

/**
 * A call of user code that has not returned for long. All other tasks of its worker wait for it.
 *
 * @param operator whose code it is
 * @param lasting for how long at least
 * @param place where it is, as {@code Orders.price(Orders.java:17)}; empty if no frame is the user's
 */
public record LongCall(String operator, Duration lasting, String place) {}
