package dev.millrace.api.window;

/** What closed a window. */
public enum ClosedBy {
    /** Records of a later time arrived. */
    WATERMARK,
    /** All inputs fell silent, and the clock moved time on. */
    SILENCE,
    /** The input ended. */
    END,
    /** The window had its number of records. */
    COUNT,
    /** Nothing: the window is open, and the result an early one. */
    NOT_CLOSED
}
