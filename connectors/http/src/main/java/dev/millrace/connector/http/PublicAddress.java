package dev.millrace.connector.http;

import java.net.URI;

/** What of an address may be shown: not the query and the user, which may hold secrets. */
final class PublicAddress {

    private PublicAddress() {}

    /** Refuses what cannot be asked. */
    static void require(URI address) {
        String scheme = String.valueOf(address.getScheme());
        boolean isHttp = scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
        if (!isHttp || address.getHost() == null) {
            throw new IllegalArgumentException("an address has http or https and a host, got " + of(address));
        }
    }

    static String of(URI address) {
        return address.getScheme() + "://" + address.getHost() + (address.getPort() < 0 ? "" : ":" + address.getPort())
                + address.getPath();
    }
}
