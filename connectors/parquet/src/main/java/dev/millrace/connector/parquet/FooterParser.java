package dev.millrace.connector.parquet;

import dev.millrace.api.connector.RecordCollector;
import dev.millrace.connector.parquet.FileFooter.Chunk;
import dev.millrace.connector.parquet.FileFooter.Column;
import dev.millrace.connector.parquet.FileFooter.RowGroup;
import dev.millrace.connector.parquet.Meaning.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses a footer; numbers of fields are those of {@code parquet.thrift}. Used once. */
final class FooterParser {

    private static final int MAGIC_BYTES = 4;
    private static final int DEPTH_MAX = 32;

    /** Where the footer begins: all data lies before. */
    private final long dataEnd;

    private final List<Element> elements = new ArrayList<>();
    private int leaves;

    FooterParser(long dataEnd) {
        this.dataEnd = dataEnd;
    }

    /** A node of the schema. */
    private static final class Element {

        private int type = -1;
        private int length;
        private int repetition;
        private String name = "";
        private int children;
        private int converted = -1;
        private int scale;
        private @Nullable Meaning meaning;
    }

    FileFooter parse(byte[] bytes, long fileBytes, int checksum) throws InvalidParquetException {
        ThriftInput in = new ThriftInput(bytes, 0, bytes.length);
        List<RowGroup> groups = new ArrayList<>();
        long[] rows = {0};
        in.root(id -> {
            switch (id) {
                case 2 -> in.list(() -> elements.add(element(in)));
                case 3 -> rows[0] = in.i64();
                case 4 -> in.list(() -> groups.add(group(in)));
                default -> {
                    // Nothing that is needed.
                }
            }
        });
        List<Column> columns = columns();
        long total = 0;
        for (RowGroup group : groups) {
            if (group.chunks().size() != leaves) {
                throw new InvalidParquetException("has " + leaves + " columns and a row group with "
                        + group.chunks().size());
            }
            total += group.rows();
            if (total > RecordCollector.POSITION_MAX) {
                throw new InvalidParquetException("has more than " + RecordCollector.POSITION_MAX + " rows");
            }
        }
        if (total != rows[0]) {
            throw new InvalidParquetException("has " + rows[0] + " rows, and " + total + " in its row groups");
        }
        return new FileFooter(columns, groups, fileBytes, checksum);
    }

    private static Element element(ThriftInput in) throws InvalidParquetException {
        Element element = new Element();
        in.struct(id -> {
            switch (id) {
                case 1 -> element.type = in.i32();
                case 2 -> element.length = in.i32();
                case 3 -> element.repetition = in.i32();
                case 4 -> element.name = in.string();
                case 5 -> element.children = in.i32();
                case 6 -> element.converted = in.i32();
                case 7 -> element.scale = in.i32();
                case 10 -> element.meaning = meaning(in);
                default -> {
                    // Nothing that is needed.
                }
            }
        });
        return element;
    }

    /** A union: one field, whose number says what it is. */
    private static @Nullable Meaning meaning(ThriftInput in) throws InvalidParquetException {
        Meaning[] found = {null};
        in.struct(id -> {
            switch (id) {
                case 1, 4, 12 -> found[0] = Meaning.of(Kind.TEXT);
                case 5 -> found[0] = decimal(in);
                case 6 -> found[0] = Meaning.of(Kind.DATE);
                case 7 -> found[0] = time(in, Kind.TIME);
                case 8 -> found[0] = time(in, Kind.TIMESTAMP);
                case 10 -> found[0] = integer(in);
                case 14 -> found[0] = Meaning.of(Kind.UUID);
                case 13 -> found[0] = Meaning.PLAIN;
                default -> found[0] = Meaning.of(Kind.OTHER);
            }
        });
        return found[0];
    }

    private static Meaning decimal(ThriftInput in) throws InvalidParquetException {
        int[] scale = {0};
        in.struct(id -> {
            if (id == 1) {
                scale[0] = in.i32();
            }
        });
        return Meaning.decimal(scale[0]);
    }

    private static Meaning time(ThriftInput in, Kind kind) throws InvalidParquetException {
        boolean[] isUtc = {false};
        long[] perSecond = {0};
        in.struct(id -> {
            if (id == 1) {
                isUtc[0] = in.bool();
            } else if (id == 2) {
                in.struct(unit -> perSecond[0] = switch (unit) {
                    case 1 -> Meaning.MILLIS;
                    case 2 -> Meaning.MICROS;
                    case 3 -> Meaning.NANOS;
                    default -> throw new InvalidParquetException("has times in unit " + unit + ", which is unknown");
                });
            }
        });
        if (perSecond[0] == 0) {
            throw new InvalidParquetException("has times without a unit");
        }
        return Meaning.time(kind, perSecond[0], isUtc[0]);
    }

    private static Meaning integer(ThriftInput in) throws InvalidParquetException {
        boolean[] isSigned = {true};
        in.struct(id -> {
            if (id == 2) {
                isSigned[0] = in.bool();
            }
        });
        return isSigned[0] ? Meaning.PLAIN : Meaning.of(Kind.UNSIGNED);
    }

    /** What writers of before said. */
    private static Meaning converted(Element element) {
        return switch (element.converted) {
            case 0, 4, 19 -> Meaning.of(Kind.TEXT);
            case 5 -> Meaning.decimal(element.scale);
            case 6 -> Meaning.of(Kind.DATE);
            case 7 -> Meaning.time(Kind.TIME, Meaning.MILLIS, true);
            case 8 -> Meaning.time(Kind.TIME, Meaning.MICROS, true);
            case 9 -> Meaning.time(Kind.TIMESTAMP, Meaning.MILLIS, true);
            case 10 -> Meaning.time(Kind.TIMESTAMP, Meaning.MICROS, true);
            case 11, 12, 13, 14 -> Meaning.of(Kind.UNSIGNED);
            case 21 -> Meaning.of(Kind.OTHER);
            default -> Meaning.PLAIN;
        };
    }

    private RowGroup group(ThriftInput in) throws InvalidParquetException {
        List<Chunk> chunks = new ArrayList<>();
        long[] rows = {-1};
        in.struct(id -> {
            if (id == 1) {
                in.list(() -> chunks.add(chunk(in)));
            } else if (id == 3) {
                rows[0] = in.i64();
            }
        });
        if (rows[0] < 0 || rows[0] > RecordCollector.POSITION_MAX) {
            throw new InvalidParquetException("has a row group of " + rows[0] + " rows");
        }
        return new RowGroup(rows[0], chunks);
    }

    private Chunk chunk(ThriftInput in) throws InvalidParquetException {
        String[] file = {""};
        Chunk[] chunk = {null};
        in.struct(id -> {
            if (id == 1) {
                file[0] = in.string();
            } else if (id == 3) {
                chunk[0] = metadata(in);
            }
        });
        if (chunk[0] == null || !file[0].isEmpty()) {
            throw new InvalidParquetException("has a column that is encrypted, or in another file");
        }
        return chunk[0];
    }

    private Chunk metadata(ThriftInput in) throws InvalidParquetException {
        int[] type = {-1};
        int[] codec = {0};
        long[] numbers = new long[12];
        in.struct(id -> {
            switch (id) {
                case 1 -> type[0] = in.i32();
                case 4 -> codec[0] = in.i32();
                case 5, 7, 9, 11 -> numbers[id] = in.i64();
                default -> {
                    // Nothing that is needed.
                }
            }
        });
        long values = numbers[5];
        long bytes = numbers[7];
        long from = numbers[11] > 0 ? Math.min(numbers[11], numbers[9]) : numbers[9];
        if (values < 0 || bytes < 0 || from < MAGIC_BYTES || from > dataEnd || bytes > dataEnd - from) {
            throw new InvalidParquetException("has a column of " + values + " values in " + bytes + " bytes from byte "
                    + from + " on, and its data lies between byte " + MAGIC_BYTES + " and " + dataEnd);
        }
        return new Chunk(PhysicalType.of(type[0]), codec[0], values, from, bytes);
    }

    /** The children of the root, of which each has all that follows it down to its last leaf. */
    private List<Column> columns() throws InvalidParquetException {
        if (elements.isEmpty()) {
            throw new InvalidParquetException("has no schema");
        }
        List<Column> columns = new ArrayList<>();
        int next = 1;
        for (int child = elements.get(0).children; child > 0; child--) {
            Element element = at(next);
            int leaf = leaves;
            int behind = pass(next, 0);
            boolean isFlat = behind == next + 1 && element.children == 0 && element.repetition != 2;
            columns.add(new Column(element.name, isFlat ? schema(element) : null, leaf));
            next = behind;
        }
        if (next != elements.size()) {
            throw new InvalidParquetException("has a schema that is no tree");
        }
        return columns;
    }

    private Element at(int index) throws InvalidParquetException {
        if (index >= elements.size()) {
            throw new InvalidParquetException("has a schema that is no tree");
        }
        return elements.get(index);
    }

    /** The index behind an element and all below it. */
    private int pass(int index, int depth) throws InvalidParquetException {
        Element element = at(index);
        if (element.children < 0 || depth > DEPTH_MAX) {
            throw new InvalidParquetException("has a schema that is nested deeper than " + DEPTH_MAX + ", or no tree");
        }
        leaves += element.children == 0 ? 1 : 0;
        int next = index + 1;
        for (int child = element.children; child > 0; child--) {
            next = pass(next, depth + 1);
        }
        return next;
    }

    private static ColumnSchema schema(Element element) throws InvalidParquetException {
        PhysicalType type = PhysicalType.of(element.type);
        boolean isFixed = type == PhysicalType.FIXED_LEN_BYTE_ARRAY;
        if (isFixed && element.length < 1) {
            throw new InvalidParquetException(
                    "has a column '" + element.name + "' of values of " + element.length + " bytes");
        }
        Meaning meaning = element.meaning == null ? converted(element) : element.meaning;
        return new ColumnSchema(element.name, type, isFixed ? element.length : 0, element.repetition == 1, meaning);
    }
}
