package dev.millrace.api.type;

/** A value cannot be stored; knows the path of fields to it, which grows on the way up. */
final class UnstorableException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** The fields nearest to the value tell where it is; those above them would only repeat what a deep value is. */
    private static final int STEPS_MAX = 12;

    private final String refusal;
    private String root = "";
    private String steps = "";
    private int stepCount;

    UnstorableException(String refusal) {
        this.refusal = refusal;
    }

    static UnstorableException of(Class<?> type) {
        if (type.isHidden() || type.isSynthetic()) {
            return new UnstorableException(type.getName()
                    + " is a lambda, and code cannot be stored; store what decides which code is needed");
        }
        String name = type.getSimpleName().isEmpty() ? type.getName() : type.getSimpleName();
        return new UnstorableException(type.getTypeName()
                + " cannot be stored; make it a record, or give a codec for it by pipeline.codec(" + name
                + ".class, ...)");
    }

    /** The same, one record further up. */
    UnstorableException in(Class<?> record, String field) {
        if (stepCount < STEPS_MAX) {
            stepCount++;
            root = record.getSimpleName();
            steps = "." + field + steps;
        }
        return this;
    }

    @Override
    public String getMessage() {
        return stepCount == 0 ? refusal : root + steps + ": " + refusal;
    }
}
