package dev.millrace.api.type;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a field of a record, or a class, was called when it was stored: so state survives its renaming. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface FormerName {

    /**
     * The former names.
     *
     * @return of a field as it was declared, of a class with its package as {@link Class#getName} gives it
     */
    String[] value();
}
