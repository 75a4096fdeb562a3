package dev.millrace.engine.store;

import dev.millrace.api.state.Retention;
import dev.millrace.api.type.Codecs;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a store is told when it is opened.
 *
 * @param retention what is kept of the past
 * @param clock gives the times of writes
 * @param codecs write keys and values
 * @param compactor compacts when the log has grown, null for never
 * @param logBytesMax growth of the log after which it does
 */
public record StoreSettings(
        Retention retention,
        InstantSource clock,
        Codecs codecs,
        @Nullable Executor compactor,
        long logBytesMax) {}
