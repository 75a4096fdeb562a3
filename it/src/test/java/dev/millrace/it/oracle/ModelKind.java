package dev.millrace.it.oracle;

import dev.millrace.api.window.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Every kind of windows there is, with random sizes. */
enum ModelKind {
    TUMBLING {
        @Override
        Model random(Random random) {
            long size = size(random);
            long offset = random.nextBoolean() ? 0 : random.nextInt(4_000) - 2_000;
            return new SpanModel(
                    Windows.tumbling(Duration.ofMillis(size)).withOffset(Duration.ofMillis(offset)),
                    item -> slides(item.time(), size, size, offset));
        }
    },
    SLIDING_EVENLY {
        @Override
        Model random(Random random) {
            long slide = 1 + random.nextInt(100);
            return sliding(slide * (1 + random.nextInt(random.nextInt(4) == 0 ? 60 : 8)), slide, random);
        }
    },
    SLIDING_UNEVENLY {
        @Override
        Model random(Random random) {
            long slide = 2 + random.nextInt(100);
            return sliding(slide * (1 + random.nextInt(8)) + 1 + random.nextInt((int) slide - 1), slide, random);
        }
    },
    SLIDING_WITH_GAPS {
        @Override
        Model random(Random random) {
            long size = 1 + random.nextInt(150);
            return sliding(size, size + 1 + random.nextInt(150), random);
        }
    },
    SESSION {
        @Override
        Model random(Random random) {
            long gap = 1 + random.nextInt(random.nextBoolean() ? 10 : 300);
            return new MergingModel(
                    Windows.session(Duration.ofMillis(gap)), item -> new Span(item.time(), item.time() + gap + 1));
        }
    },
    SESSION_BY_RECORD {
        @Override
        Model random(Random random) {
            return new MergingModel(
                    Windows.session((Item item) -> Duration.ofMillis(item.gap())),
                    item -> new Span(item.time(), item.time() + item.gap() + 1));
        }
    },
    COUNT {
        @Override
        Model random(Random random) {
            return new CountModel(Windows.count(1 + random.nextInt(40)));
        }
    },
    COUNT_SLIDING {
        @Override
        Model random(Random random) {
            int size = 1 + random.nextInt(40);
            return new CountModel(Windows.count(size).slidingBy(1 + random.nextInt(size)));
        }
    },
    COUNT_BY_ARRIVAL {
        @Override
        Model random(Random random) {
            int size = 1 + random.nextInt(20);
            return new CountModel(
                    Windows.count(size).slidingBy(1 + random.nextInt(size)).inArrivalOrder());
        }
    },
    TRAILING {
        @Override
        Model random(Random random) {
            return new TrailingModel(Windows.trailing(Duration.ofMillis(1 + random.nextInt(300))));
        }
    },
    GLOBAL {
        @Override
        Model random(Random random) {
            return new SpanModel(Windows.global(), item -> List.of(new Span(Long.MIN_VALUE, Long.MAX_VALUE)));
        }
    },
    IRREGULAR {
        @Override
        Model random(Random random) {
            return irregular(random, false);
        }
    },
    IRREGULAR_TILING {
        @Override
        Model random(Random random) {
            return irregular(random, true);
        }
    },
    CHOSEN {
        @Override
        Model random(Random random) {
            ChosenWindows windows = new ChosenWindows(1 + random.nextInt(200));
            return new SpanModel(windows, windows::spans);
        }
    },
    SPREAD {
        @Override
        Model random(Random random) {
            SpreadWindows windows = new SpreadWindows(random.nextInt(40), random.nextInt(80));
            return new MergingModel(windows, windows::span);
        }
    };

    abstract Model random(Random random);

    private static long size(Random random) {
        return 1 + random.nextInt(random.nextBoolean() ? 20 : 1_000);
    }

    private static Model irregular(Random random, boolean isTiling) {
        IrregularWindows windows = new IrregularWindows(10 + random.nextInt(200), isTiling);
        return new SpanModel(windows, item -> windows.spans(item.time()));
    }

    private static Model sliding(long size, long slide, Random random) {
        long offset = random.nextBoolean() ? 0 : random.nextInt(1_000) - 500;
        return new SpanModel(
                Windows.sliding(Duration.ofMillis(size), Duration.ofMillis(slide))
                        .withOffset(Duration.ofMillis(offset)),
                item -> slides(item.time(), size, slide, offset));
    }

    /** All {@code [offset + k * slide, offset + k * slide + size)} that contain a time. */
    private static List<Span> slides(long time, long size, long slide, long offset) {
        List<Span> spans = new ArrayList<>();
        long start = offset + Math.floorDiv(time - offset, slide) * slide;
        for (; start + size > time; start -= slide) {
            spans.add(new Span(start, start + size));
        }
        return spans;
    }
}
