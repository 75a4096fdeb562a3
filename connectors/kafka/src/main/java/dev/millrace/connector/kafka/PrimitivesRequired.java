package dev.millrace.connector.kafka;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;

/** Makes record components of primitive types required: a 0 for what is missing could not be told from a 0. Immutable. */
final class PrimitivesRequired extends JacksonAnnotationIntrospector {

    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
        Boolean marked = super.hasRequiredMarker(config, member);
        boolean isComponent =
                member.getDeclaringClass().isRecord() && member.getRawType().isPrimitive();
        return (marked == null && isComponent) ? Boolean.TRUE : marked;
    }
}
