package dev.millrace.testkit.connector;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.Source;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connectors that are broken are caught, each by a certain test; one that is not passes all of them. */
class ContractsTest {

    private static final Duration CLOSING_MAX = Duration.ofMillis(200);

    private static final class OfSource extends SourceContract<Long> {

        private final BrokenSource.Fault fault;

        OfSource(BrokenSource.Fault fault) {
            this.fault = fault;
        }

        @Override
        protected Source<Long> source(int records, int bytes) {
            return new BrokenSource(records, bytes, fault);
        }

        @Override
        protected long number(Long record) {
            return record;
        }

        @Override
        protected Refusal<Source<Long>> absent() {
            return new Refusal<>(source(1, 1), "nowhere");
        }

        @Override
        protected Refusal<Source<Long>> refused() {
            return absent();
        }

        @Override
        protected Duration closingMax() {
            return CLOSING_MAX;
        }
    }

    private static final class OfSink extends SinkContract<Long> {

        private final BrokenSink.Fault fault;

        OfSink(BrokenSink.Fault fault) {
            this.fault = fault;
        }

        @Override
        protected Target<Long> target() {
            return new BrokenSink(fault, 1_000);
        }

        @Override
        protected Long record(long number, int bytes) {
            return number;
        }

        @Override
        protected Refusal<Sink<Long>> absent() {
            return new Refusal<>(target().sink(), "nowhere");
        }

        @Override
        protected Refusal<Sink<Long>> refused() {
            return absent();
        }

        @Override
        protected Duration closingMax() {
            return CLOSING_MAX;
        }
    }

    @Test
    void oneThatIsNotBrokenPasses() throws Exception {
        OfSource source = new OfSource(BrokenSource.Fault.NONE);
        source.readingGoesOnExactlyAtEveryPosition();
        source.aJobThatDiesReadsEachRecordOnce();
        source.littleIsFetchedWhileNobodyReads();
        source.nothingIsLeftOfAReaderThatWasClosed();
        OfSink sink = new OfSink(BrokenSink.Fault.NONE);
        sink.whatWasPromisedIsKeptWhereverTheProcessDies();
        sink.jobsThatDieWriteWhatWasPromised();
        sink.epochsThatAreNotCommittedAreNotKeptInMemory();
        sink.nothingIsLeftOfAWriterThatWasClosed();
        sink.whatWasNotCommittedIsNotSeen();
        sink.whatIsUndoneIsNotSeen();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aBrokenSourceIsCaught(BrokenSource.Fault fault) {
        OfSource contract = new OfSource(fault);
        requireCaught(
                switch (fault) {
                    case NONE -> throw new AssertionError("excluded");
                    case GOES_ON_ONE_LATER, GOES_ON_ONE_EARLIER, FORGETS_ITS_POSITION_WHEN_OPENED ->
                        contract::readingGoesOnExactlyAtEveryPosition;
                    case FETCHES_ALL -> contract::littleIsFetchedWhileNobodyReads;
                    case LEAVES_THREADS -> contract::nothingIsLeftOfAReaderThatWasClosed;
                    case SAYS_NOTHING -> contract::whoIsAbsentIsNamed;
                });
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aBrokenSinkIsCaught(BrokenSink.Fault fault) {
        OfSink contract = new OfSink(fault);
        requireCaught(
                switch (fault) {
                    case NONE -> throw new AssertionError("excluded");
                    case SHOWS_WHAT_IS_WRITTEN, SHOWS_WHAT_IS_PREPARED, COMMITS_AGAIN, CANNOT_COMMIT_FOR_ANOTHER ->
                        contract::whatWasPromisedIsKeptWhereverTheProcessDies;
                    case KEEPS_WHAT_IT_PREPARED -> contract::epochsThatAreNotCommittedAreNotKeptInMemory;
                    case LEAVES_THREADS -> contract::nothingIsLeftOfAWriterThatWasClosed;
                });
    }

    private static void requireCaught(ThrowingCallable test) {
        assertThatThrownBy(test).isInstanceOf(AssertionError.class);
    }
}
