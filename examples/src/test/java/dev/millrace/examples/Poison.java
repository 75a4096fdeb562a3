package dev.millrace.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Random;
import java.util.regex.Pattern;

/** What may go wrong with a line of edits, and how to make it good again. */
enum Poison {
    BROKEN_JSON {
        @Override
        String poison(String line) {
            return line.substring(0, line.length() - 1);
        }
    },
    WRONG_TYPE {
        @Override
        String poison(String line) {
            return line.replaceFirst("\"added\":(\\d+)", "\"added\":\"$1 characters\"");
        }
    },
    OUT_OF_RANGE {
        @Override
        String poison(String line) {
            return line.replaceFirst("\"deleted\":(\\d+)", "\"deleted\":9$1" + ZEROS);
        }
    },
    NO_TIME {
        @Override
        String poison(String line) {
            return line.replaceFirst("\"time\":(\"[^\"]+\")", "\"time\":null,\"sent\":$1");
        }
    },
    NO_KEY {
        @Override
        String poison(String line) {
            return line.replaceFirst("\"channel\":(\"[^\"]+\")", "\"channel\":null,\"feed\":$1");
        }
    },
    USER_CODE {
        @Override
        String poison(String line) {
            return line.replaceFirst("\"user\":\"", "\"user\":\"!poison!");
        }
    };

    private static final String ZEROS = "0".repeat(20);
    private static final Pattern TYPE = Pattern.compile("\"added\":\"(\\d+) characters\"");
    private static final Pattern RANGE = Pattern.compile("\"deleted\":9(\\d+)" + ZEROS);

    abstract String poison(String line);

    /** Whether such a line is no record at all. */
    boolean isUndecodable() {
        return this == BROKEN_JSON || this == WRONG_TYPE || this == OUT_OF_RANGE;
    }

    static Poison any(Random random) {
        return values()[random.nextInt(values().length)];
    }

    /** Repairs a line that is no record. */
    static byte[] repair(byte[] bytes) {
        String line = new String(bytes, UTF_8);
        String closed = line.endsWith("}") ? line : line + "}";
        String typed = TYPE.matcher(closed).replaceFirst("\"added\":$1");
        return RANGE.matcher(typed).replaceFirst("\"deleted\":$1").getBytes(UTF_8);
    }
}
