package dev.millrace.connector.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages of {@code pgoutput}, version 1, as in section 54.9 of the manual of PostgreSQL, "Logical Replication Message Formats". Remembers what tables
 * are like. Owned by one thread.
 */
final class LogParser {

    /** Times are microseconds since then. */
    private static final long EPOCH_MILLIS =
            Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();

    private static final int MICROS_OF_MILLI = 1_000;

    private final Map<Long, LogMessage.Relation> relations = new HashMap<>();

    LogMessage parse(ByteBuffer in) {
        char type = (char) in.get();
        return switch (type) {
            case 'B' -> new LogMessage.Begin(in.getLong(), EPOCH_MILLIS + in.getLong() / MICROS_OF_MILLI);
            case 'C' -> {
                in.get();
                in.getLong();
                yield new LogMessage.Commit(in.getLong());
            }
            case 'R' -> relation(in);
            case 'I', 'U', 'D' -> row(type == 'I', in);
            case 'T' -> truncate(in);
            default -> new LogMessage.Other();
        };
    }

    private LogMessage.Relation relation(ByteBuffer in) {
        long id = Integer.toUnsignedLong(in.getInt());
        String schema = text(in);
        String table = text(in);
        in.get();
        List<String> names = new ArrayList<>();
        for (int left = in.getShort(); left > 0; left--) {
            in.get();
            names.add(text(in));
            in.getInt();
            in.getInt();
        }
        LogMessage.Relation relation = new LogMessage.Relation(id, schema, table, new Columns(List.copyOf(names)));
        relations.put(id, relation);
        return relation;
    }

    private LogMessage.Relation known(long id) {
        LogMessage.Relation relation = relations.get(id);
        if (relation == null) {
            throw new IllegalStateException("the server has not said what table " + id + " is like");
        }
        return relation;
    }

    private LogMessage.Row row(boolean isInsert, ByteBuffer in) {
        LogMessage.Relation relation = known(Integer.toUnsignedLong(in.getInt()));
        Tuple before = null;
        Tuple after = null;
        while (in.hasRemaining()) {
            char part = (char) in.get();
            Tuple tuple = tuple(relation.columns(), in);
            switch (part) {
                // The key of the old row or all of it, and the new row, in this order.
                case 'K', 'O' -> before = tuple;
                case 'N' -> after = before == null ? tuple : tuple.completedFrom(before);
                default -> throw new IllegalStateException("a row has no part '" + part + "'");
            }
        }
        return new LogMessage.Row(relation, isInsert, before, after);
    }

    private static Tuple tuple(Columns columns, ByteBuffer in) {
        int count = in.getShort();
        @Nullable String[] values = new String[count];
        BitSet unsent = new BitSet();
        for (int i = 0; i < count; i++) {
            char kind = (char) in.get();
            values[i] = switch (kind) {
                case 'n' -> null;
                case 'u' -> {
                    unsent.set(i);
                    yield null;
                }
                case 't' -> {
                    byte[] bytes = new byte[in.getInt()];
                    in.get(bytes);
                    yield new String(bytes, StandardCharsets.UTF_8);
                }
                default -> throw new IllegalStateException("a value of kind '" + kind + "' was not asked for");
            };
        }
        return new Tuple(columns, Arrays.asList(values), unsent);
    }

    private LogMessage.Truncate truncate(ByteBuffer in) {
        int count = in.getInt();
        in.get();
        List<LogMessage.Relation> emptied = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            emptied.add(known(Integer.toUnsignedLong(in.getInt())));
        }
        return new LogMessage.Truncate(emptied);
    }

    private static String text(ByteBuffer in) {
        int start = in.position();
        while (in.get() != 0) {
            // To the end of the text.
        }
        byte[] bytes = new byte[in.position() - start - 1];
        in.get(start, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
