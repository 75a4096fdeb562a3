package dev.millrace.runner.flink;

import java.lang.invoke.SerializedLambda;

/**
 * Looks into the functions of a pipeline before they are packed: what they have captured is packed by itself, so that what cannot be
 * shipped is known by the function, and by its name there. Innermost functions come first.
 */
final class Captures implements Packing.Staying {

    @Override
    public Object replace(Object object) {
        if (object instanceof SerializedLambda function) {
            for (int i = 0; i < function.getCapturedArgCount(); i++) {
                requireShippable(function, i);
            }
        }
        return object;
    }

    private void requireShippable(SerializedLambda function, int argument) {
        try {
            Shipped.of(function.getCapturedArg(argument), this);
        } catch (NotShippableException failed) {
            throw failed.isLocated() ? failed : new NotShippableException(CapturedValue.of(function, argument), failed);
        }
    }
}
