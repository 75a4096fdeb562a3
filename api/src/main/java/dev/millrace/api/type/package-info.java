/**
 * What Millrace derives from the user's types: fields of records, a stable hash for keys, and the bytes of values in
 * checkpoints. Depends on the JDK alone.
 *
 * <p>The bytes of {@link dev.millrace.api.type.ValueEncoder}, version 1, in the terms of
 * {@link dev.millrace.api.type.BinaryOutput}:
 *
 * <pre>
 * schemas:  version (byte), how many (varint), schema...
 * schema:   kind (byte), length (varint), body
 * body of   1 built-in: name (string), as "long", "arraylist", "instant"
 *           2 record:   name of the class (string), how many fields (varint), field...
 *           3 enum:     name of the class (string), how many constants (varint), name (string)...
 *           4 array:    name of the class of its elements (string), which are no primitives
 *           5 own:      name of the class for which the user gave a codec (string)
 * field:    name (string), type (byte: 0 boolean, 1 byte, 2 short, 3 char, 4 int, 5 long, 6 float, 7 double, 8 object),
 *           name of the class that it is declared as (string) if it is 8
 *
 * value:    0 for null, else the number of its schema from 1 on (varint), and then
 * of a      record:     each field: a primitive as it is, anything else as a value
 *           enum:       place of the constant in the schema (varint)
 *           array:      length (varint), value...
 *           own:        length in bytes (int), what the codec wrote
 *           collection: in sorted ones their order (byte: 0 natural, 1 reversed); size (varint), value...
 *           map:        likewise, with a value for each key and a value for what it maps to
 *           string:     twice the length in bytes (varint) and UTF-8; or, if it has halves of surrogate pairs, twice the number
 *                       of units plus one (varint) and UTF-16
 *           primitive and its box: boolean and byte in a byte; short, int and long signed; char as varint; float and double in
 *                       four and eight bytes
 * </pre>
 *
 * <p>What the other built-in kinds write is in the class that has them: numbers and names, times, arrays of primitives, holders of
 * one or two values, collections. Names and numbers of kinds stay what they are; new ones are added.
 */
@NullMarked
package dev.millrace.api.type;

import org.jspecify.annotations.NullMarked;
