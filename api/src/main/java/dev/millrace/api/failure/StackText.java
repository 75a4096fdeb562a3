package dev.millrace.api.failure;

import org.jspecify.annotations.Nullable;

/** The stack of what was thrown, as text of a bounded length: failures are stored by the thousand. */
public final class StackText {

    /** How many frames are told of each exception. */
    public static final int FRAMES_MAX = 12;

    /** How many causes are told. */
    public static final int CAUSES_MAX = 4;

    private StackText() {}

    /**
     * Writes down where something was thrown.
     *
     * @param thrown what was thrown
     * @return the exception, its frames from the innermost, then the same of its causes; a line each
     */
    public static String of(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        @Nullable Throwable at = thrown;
        for (int causes = 0; at != null && causes <= CAUSES_MAX; causes++) {
            text.append(causes == 0 ? "" : "caused by ").append(at).append('\n');
            appendFrames(at, text);
            at = at.getCause();
        }
        return text.toString();
    }

    private static void appendFrames(Throwable thrown, StringBuilder text) {
        StackTraceElement[] frames = thrown.getStackTrace();
        for (int i = 0; i < Math.min(frames.length, FRAMES_MAX); i++) {
            text.append("    at ").append(frames[i]).append('\n');
        }
        if (frames.length > FRAMES_MAX) {
            text.append("    and ").append(frames.length - FRAMES_MAX).append(" more\n");
        }
    }
}
