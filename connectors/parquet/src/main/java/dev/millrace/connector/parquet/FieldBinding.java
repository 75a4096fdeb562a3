package dev.millrace.connector.parquet;

import dev.millrace.api.type.DefaultValue;
import dev.millrace.api.type.DefaultValues;
import dev.millrace.api.type.FormerName;
import dev.millrace.connector.parquet.FileFooter.Column;
import java.time.DateTimeException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a field of a record comes from in one file. Immutable.
 *
 * @param field of the class
 * @param column of the file; null if it has none, and the field its default
 * @param conversion of its values
 * @param absent what the field has without a value
 */
record FieldBinding(
        RecordField field,
        @Nullable Column column,
        Conversion conversion,
        @Nullable Object absent) {

    /**
     * Compares a field with a file.
     *
     * @throws InvalidParquetException if they do not fit
     */
    static FieldBinding of(RecordField field, FileFooter footer) throws InvalidParquetException {
        Object absent = field.isOptional() ? Optional.empty() : null;
        Column column = find(field, footer);
        if (column == null) {
            if (!DefaultValues.has(field.component())) {
                throw new InvalidParquetException("has no column '" + field.name() + "' among " + footer.names()
                        + "; give the component a @" + DefaultValue.class.getSimpleName()
                        + ", mark it @Nullable, or make it an Optional");
            }
            return new FieldBinding(field, null, stored -> stored, DefaultValues.of(field.component()));
        }
        ColumnSchema schema = column.schema();
        if (schema == null) {
            throw new InvalidParquetException("has a column '" + column.name()
                    + "' that is nested or repeated, which is not read; leave it out of the class");
        }
        Conversion conversion = Conversion.of(schema, field.type());
        if (conversion == null) {
            throw new InvalidParquetException("has a column '" + column.name() + "' of " + schema.described()
                    + ", which is no " + field.type().getSimpleName());
        }
        return new FieldBinding(field, column, conversion, absent);
    }

    private static @Nullable Column find(RecordField field, FileFooter footer) {
        Column column = footer.column(field.name());
        FormerName former = field.component().getAnnotation(FormerName.class);
        for (int i = 0; column == null && former != null && i < former.value().length; i++) {
            column = footer.column(former.value()[i]);
        }
        return column;
    }

    /** The value of the field; the message of an error is the end of a sentence. */
    @Nullable
    Object value(@Nullable Object stored) throws InvalidParquetException {
        if (column == null) {
            return absent;
        }
        if (stored == null) {
            if (!field.isNullable()) {
                throw new InvalidParquetException("'" + field.name() + "' must be there");
            }
            return absent;
        }
        try {
            Object value = conversion.convert(stored);
            return field.isOptional() ? Optional.of(value) : value;
        } catch (InvalidParquetException | DateTimeException misfit) {
            throw new InvalidParquetException("'" + field.name() + "' " + misfit.getMessage(), misfit);
        }
    }
}
