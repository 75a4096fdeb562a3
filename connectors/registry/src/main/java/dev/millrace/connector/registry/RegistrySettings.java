package dev.millrace.connector.registry;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;

/**
 * How a registry is asked. Immutable.
 *
 * @param address with http or https
 * @param headers of each request; not changed
 * @param timeout of each try
 * @param retries at most
 * @param firstWait before the first retry
 * @param isRegistering whether schemas that are not there are registered
 */
@SuppressWarnings("NonApiType") // a Map need not be serializable
record RegistrySettings(
        URI address,
        LinkedHashMap<String, String> headers,
        Duration timeout,
        int retries,
        Duration firstWait,
        boolean isRegistering)
        implements Serializable {

    static final Duration WAIT_MAX = Duration.ofSeconds(10);
    private static final int RETRIES_MAX = 20;

    RegistrySettings {
        boolean isHttp = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
        if (!isHttp
                || address.getHost() == null
                || address.getRawUserInfo() != null
                || address.getRawQuery() != null
                || address.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "the address of a registry has http or https and a host, and no user, query"
                            + " or fragment; put passwords into header(\"Authorization\", ...)");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be longer than 0, got " + timeout);
        }
        if (retries < 0 || retries > RETRIES_MAX) {
            throw new IllegalArgumentException("retries must be between 0 and " + RETRIES_MAX + ", got " + retries);
        }
        if (firstWait.isNegative() || firstWait.compareTo(WAIT_MAX) > 0) {
            throw new IllegalArgumentException("wait must be between 0 and " + WAIT_MAX + ", got " + firstWait);
        }
    }
}
