package dev.millrace.connector.files;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.dataformat.csv.CsvFactory;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;
import tools.jackson.dataformat.csv.CsvSchema;

/** Binds rows to a class with Jackson. Immutable and thread-safe. */
final class CsvFormat<T> implements LineFormat<T> {

    private final CsvDialect dialect;
    private final Class<T> type;

    /** Made again where the format was shipped to: Jackson's readers cannot be. */
    private transient volatile @Nullable Readers made;

    private record Readers(ObjectReader rows, ObjectReader cells) {}

    CsvFormat(CsvDialect dialect, Class<T> type) {
        this.dialect = dialect;
        this.type = type;
        made = newReaders();
    }

    private Readers newReaders() {
        CsvMapper mapper = mapper(dialect);
        return new Readers(
                mapper.readerFor(type), mapper.readerFor(String[].class).with(withDialect(CsvSchema.builder())));
    }

    private Readers readers() {
        Readers readers = made;
        if (readers == null) {
            readers = newReaders();
            made = readers;
        }
        return readers;
    }

    private static CsvMapper mapper(CsvDialect dialect) {
        // A parser is made for each row: with the default pool, which threads share, that costs as much as parsing.
        CsvFactory factory = CsvFactory.builder()
                .recyclerPool(JsonRecyclerPools.threadLocalPool())
                .build();
        CsvMapper.Builder builder = CsvMapper.builder(factory)
                .annotationIntrospector(new PrimitivesRequired())
                .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, dialect.isStrict())
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .configure(CsvReadFeature.IGNORE_TRAILING_UNMAPPABLE, !dialect.isStrict())
                .configure(CsvReadFeature.FAIL_ON_MISSING_COLUMNS, dialect.isStrict())
                .enable(CsvReadFeature.EMPTY_UNQUOTED_STRING_AS_NULL)
                .enable(CsvReadFeature.ONLY_UNQUOTED_NULL_VALUES_AS_NULL);
        if (dialect.isZeek()) {
            builder.addModule(new SimpleModule()
                    .addDeserializer(Boolean.class, new ZeekBoolean(Boolean.class))
                    .addDeserializer(boolean.class, new ZeekBoolean(boolean.class)));
        }
        return builder.build();
    }

    private CsvSchema withDialect(CsvSchema.Builder schema) {
        schema.setColumnSeparator(dialect.separator());
        schema.setArrayElementSeparator(dialect.isZeek() ? "," : ";");
        if (!dialect.hasQuotes()) {
            schema.disableQuoteChar();
        }
        if (dialect.nullValue() != null) {
            schema.setNullValue(dialect.nullValue());
        }
        return schema.build();
    }

    @Override
    public String name() {
        return dialect.isZeek() ? "Zeek log" : "CSV";
    }

    @Override
    public int quote() {
        return dialect.hasQuotes() ? CsvDialect.QUOTE : LineSplitter.NO_QUOTE;
    }

    @Override
    public int separator() {
        return dialect.separator();
    }

    @Override
    public boolean needsHeader() {
        return dialect.header().isEmpty();
    }

    @Override
    public LineDecoder<T> newDecoder() {
        return new CsvDecoder<>(this, dialect);
    }

    Class<T> type() {
        return type;
    }

    /** Reads the cells of a header, without the nameless ones at the end. */
    List<String> names(String header) throws InvalidLineException {
        String[] found = readers().cells.readValue(header);
        List<String> names = new ArrayList<>();
        for (String cell : found) {
            names.add(cell == null ? "" : cell.strip());
        }
        while (!names.isEmpty() && names.get(names.size() - 1).isEmpty()) {
            names.remove(names.size() - 1);
        }
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).isEmpty()) {
                names.set(i, "column " + (i + 1));
            }
        }
        try {
            CsvDialect.requireDistinct(names);
        } catch (IllegalArgumentException ambiguous) {
            throw new InvalidLineException(String.valueOf(ambiguous.getMessage()));
        }
        return names;
    }

    /** A reader of rows that have these columns. */
    ObjectReader rows(List<String> names) {
        CsvSchema.Builder schema = CsvSchema.builder();
        // Not as columns of lists: those make a list with null in it of a cell that is null.
        names.forEach(schema::addColumn);
        return readers().rows.with(withDialect(schema));
    }
}
