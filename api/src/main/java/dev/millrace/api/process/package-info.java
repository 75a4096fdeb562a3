/** Functions that see the whole record, with state, timers and side outputs of their own. */
@NullMarked
package dev.millrace.api.process;

import org.jspecify.annotations.NullMarked;
