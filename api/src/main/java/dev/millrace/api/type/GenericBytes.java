package dev.millrace.api.type;

/**
 * A value that a codec of the user's has stored, read without the codec.
 *
 * @param className binary name of the class that the codec is for
 * @param hex what the codec wrote, two digits for each byte
 */
public record GenericBytes(String className, String hex) {

    /** {@return as {@code Money[0x1f0a]}} */
    @Override
    public String toString() {
        return GenericShapes.simpleName(className) + "[0x" + hex + "]";
    }
}
