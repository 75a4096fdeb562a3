package dev.millrace.connector.http;

import java.time.Duration;
import java.util.Map;

/**
 * How requests are sent. Immutable.
 *
 * @param headers of each
 * @param timeout of each try
 * @param retries at most
 * @param firstWait before the first retry
 */
record PostSettings(Map<String, String> headers, Duration timeout, int retries, Duration firstWait) {

    PostSettings {
        headers = Map.copyOf(headers);
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be longer than 0, got " + timeout);
        }
        if (retries < 0) {
            throw new IllegalArgumentException("retries must be 0 or more, got " + retries);
        }
        if (firstWait.isNegative() || firstWait.compareTo(HttpSink.WAIT_MAX) > 0) {
            throw new IllegalArgumentException(
                    "wait must be between 0 and " + HttpSink.WAIT_MAX + ", got " + firstWait);
        }
    }
}
