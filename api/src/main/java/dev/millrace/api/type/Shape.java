package dev.millrace.api.type;

/** How values of one class are written. Immutable and thread-safe. */
interface Shape {

    /** What kinds of shapes there are; the numbers are part of the format. */
    int BUILT_IN = 1;

    /** Fields by name. */
    int RECORD = 2;

    /** Constants by name. */
    int ENUM = 3;

    /** Elements, all of one class or its subclasses. */
    int ARRAY = 4;

    /** By a codec of the user's, with the length before it. */
    int OWN = 5;

    /** Which kind this is. */
    int kind();

    /** What is needed to read the values again: a name, and what belongs to the kind. */
    void writeSchema(BinaryOutput out);

    /** Writes a value of the class. */
    void write(Object value, ValueEncoder values, BinaryOutput out);
}
