package dev.millrace.connector.parquet;

/**
 * What the values of a column mean. Immutable.
 *
 * @param kind what they are
 * @param perSecond of times: in what they count; 0 otherwise
 * @param isUtc of timestamps: whether they are moments, and not dates and times of day
 * @param scale of decimals
 */
record Meaning(Kind kind, long perSecond, boolean isUtc, int scale) {

    static final long MILLIS = 1_000;
    static final long MICROS = 1_000_000;
    static final long NANOS = 1_000_000_000;

    static final Meaning PLAIN = of(Kind.PLAIN);

    /** Of what kind. */
    enum Kind {
        /** As they are stored. */
        PLAIN,
        /** Numbers without sign. */
        UNSIGNED,
        TEXT,
        DECIMAL,
        DATE,
        TIME,
        TIMESTAMP,
        UUID,
        /** None that a field of a record can have here. */
        OTHER
    }

    static Meaning of(Kind kind) {
        return new Meaning(kind, 0, false, 0);
    }

    static Meaning time(Kind kind, long perSecond, boolean isUtc) {
        return new Meaning(kind, perSecond, isUtc, 0);
    }

    static Meaning decimal(int scale) {
        return new Meaning(Kind.DECIMAL, 0, false, scale);
    }

    /** For messages. */
    @Override
    public String toString() {
        return switch (kind) {
            case TIME, TIMESTAMP -> kind + (isUtc ? " in UTC" : " without zone");
            case DECIMAL -> "DECIMAL of scale " + scale;
            default -> kind.toString();
        };
    }
}
