package dev.millrace.api.type;

/**
 * A constant of an enum as it was stored, read without its class.
 *
 * @param className binary name of its class
 * @param constant its name
 */
public record GenericEnum(String className, String constant) {

    /** {@return the name of the constant} */
    @Override
    public String toString() {
        return constant;
    }
}
