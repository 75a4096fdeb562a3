package dev.millrace.api.type;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a field of a record has where it was stored before the field was there. Without it such a field must be an
 * {@link java.util.Optional}, which is empty then, or be annotated as nullable.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface DefaultValue {

    /**
     * The value.
     *
     * @return as {@code toString} gives it: a number, {@code true}, a text, the name of a constant, an ISO duration or instant
     */
    String value();
}
