package dev.millrace.connector.parquet;

import dev.millrace.connector.parquet.ColumnBuffer.Written;
import dev.millrace.connector.parquet.Meaning.Kind;
import java.util.List;

/** Writes what a file says about itself; numbers of fields are those of {@code parquet.thrift}. */
final class FooterWriter {

    private static final int OPTIONAL = 1;
    private static final int REQUIRED = 0;

    private FooterWriter() {}

    /** A row group that has been written. */
    record Group(long rows, List<Written> chunks) {}

    static byte[] write(List<ColumnSchema> columns, List<Group> groups, ParquetCompression compression) {
        ThriftOutput out = new ThriftOutput();
        out.i32(1, 2);
        out.list(2, ThriftInput.STRUCT, columns.size() + 1);
        out.beginElement();
        out.string(4, "record");
        out.i32(5, columns.size());
        out.end();
        columns.forEach(column -> schema(column, out));
        out.i64(3, groups.stream().mapToLong(Group::rows).sum());
        out.list(4, ThriftInput.STRUCT, groups.size());
        groups.forEach(group -> group(group, compression, out));
        out.string(6, "Millrace");
        out.stop();
        return out.toByteArray();
    }

    private static void schema(ColumnSchema column, ThriftOutput out) {
        out.beginElement();
        out.i32(1, column.type().number());
        if (column.length() > 0) {
            out.i32(2, column.length());
        }
        out.i32(3, column.isOptional() ? OPTIONAL : REQUIRED);
        out.string(4, column.name());
        int converted = converted(column.meaning());
        if (converted >= 0) {
            out.i32(6, converted);
        }
        if (column.meaning().kind() != Kind.PLAIN) {
            out.begin(10);
            meaning(column.meaning(), out);
            out.end();
        }
        out.end();
    }

    /** For readers of before; -1 where there is nothing that says the same. */
    private static int converted(Meaning meaning) {
        return switch (meaning.kind()) {
            case TEXT -> 0;
            case DATE -> 6;
            case TIMESTAMP -> meaning.isUtc() ? 10 : -1;
            default -> -1;
        };
    }

    private static void meaning(Meaning meaning, ThriftOutput out) {
        switch (meaning.kind()) {
            case TEXT -> out.empty(1);
            case DATE -> out.empty(6);
            case TIME -> time(7, meaning, out);
            case TIMESTAMP -> time(8, meaning, out);
            case UUID -> out.empty(14);
            default -> throw new AssertionError(meaning.kind() + " is not written");
        }
    }

    /** In microseconds. */
    private static void time(int id, Meaning meaning, ThriftOutput out) {
        out.begin(id);
        out.bool(1, meaning.isUtc());
        out.begin(2);
        out.empty(2);
        out.end();
        out.end();
    }

    private static void group(Group group, ParquetCompression compression, ThriftOutput out) {
        out.beginElement();
        out.list(1, ThriftInput.STRUCT, group.chunks().size());
        group.chunks().forEach(chunk -> chunk(chunk, group.rows(), compression, out));
        out.i64(2, group.chunks().stream().mapToLong(Written::unpackedBytes).sum());
        out.i64(3, group.rows());
        out.end();
    }

    private static void chunk(Written chunk, long rows, ParquetCompression compression, ThriftOutput out) {
        out.beginElement();
        out.i64(2, chunk.from());
        out.begin(3);
        out.i32(1, chunk.column().type().number());
        out.list(2, ThriftInput.I32, 2);
        out.element(PageHeader.PLAIN);
        out.element(PageHeader.RLE);
        out.list(3, ThriftInput.BINARY, 1);
        out.element(chunk.column().name());
        out.i32(4, compression.codec());
        out.i64(5, rows);
        out.i64(6, chunk.unpackedBytes());
        out.i64(7, chunk.bytes());
        out.i64(9, chunk.from());
        out.end();
        out.end();
    }
}
