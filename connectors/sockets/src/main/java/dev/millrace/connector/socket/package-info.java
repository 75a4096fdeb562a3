/**
 * Lines of text over sockets and standard input, for the shell and for programs that know nothing else.
 *
 * <p>{@link dev.millrace.connector.socket.SocketLines} and {@link dev.millrace.connector.socket.StandardInput} are the entrances. A {@code LinePump}
 * reads lines on a thread of its own into a bounded queue, from which a {@code LineReader} takes them; a {@code LineSender} writes on one. Nothing here
 * can be read or taken back again: neither side of a socket knows what the other has got.
 *
 * <p>Stored bytes. A position: the number of lines as a varint. What was prepared: lines that were not sent, each as its bytes with their length.
 */
@NullMarked
package dev.millrace.connector.socket;

import org.jspecify.annotations.NullMarked;
