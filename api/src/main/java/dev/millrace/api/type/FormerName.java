package dev.millrace.api.type;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a field of a record, a constant of an enum, or a class was called when it was stored: so state survives its renaming.
 *
 * <p>A class is found by its former name if it is the type of something in a class that is found itself, or if the pipeline knows it
 * by {@link Codecs#knowing}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE, ElementType.FIELD})
public @interface FormerName {

    /**
     * The former names.
     *
     * @return of a field as it was declared, of a class with its package as {@link Class#getName} gives it
     */
    String[] value();
}
