package dev.millrace.api.view;

import java.time.Instant;

/**
 * A record that a join keeps, since others that it meets may still come.
 *
 * @param side from which it came: 0 for the first stream or table of the join, 1 for the next
 * @param time its event time; where tables are joined that of the last change of its key, on either side
 * @param value the record, or the value of the table's row
 */
public record JoinRow(int side, Instant time, Object value) {}
