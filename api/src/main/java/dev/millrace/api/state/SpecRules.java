package dev.millrace.api.state;

import org.jspecify.annotations.Nullable;

/** What holds for all kinds of {@link StateSpec}. */
final class SpecRules {

    private SpecRules() {}

    static void requireName(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a state needs a name that is not blank, got '" + name + "'");
        }
    }

    static String describe(String kind, String name, String what, @Nullable StateTtl ttl) {
        return kind + " '" + name + "' of " + what + (ttl == null ? "" : ", expires after " + ttl.after());
    }
}
