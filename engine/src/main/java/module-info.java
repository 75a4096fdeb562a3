/** Runs pipelines inside the program. Only the entry package is for everybody. */
@SuppressWarnings("module") // the test kit and the command are compiled after the engine
module dev.millrace.engine {
    requires static org.jspecify;
    requires transitive dev.millrace.api;

    uses dev.millrace.api.job.RunnerProvider;

    exports dev.millrace.engine;
    exports dev.millrace.engine.checkpoint to
            dev.millrace.cli,
            dev.millrace.testkit;
    exports dev.millrace.engine.exchange to
            dev.millrace.testkit;
    exports dev.millrace.engine.flight to
            dev.millrace.testkit;
    exports dev.millrace.engine.flight.v1 to
            dev.millrace.testkit;
    exports dev.millrace.engine.job to
            dev.millrace.cli,
            dev.millrace.testkit;
    exports dev.millrace.engine.storage to
            dev.millrace.cli,
            dev.millrace.testkit;
    exports dev.millrace.engine.view to
            dev.millrace.testkit;
    exports dev.millrace.engine.worker to
            dev.millrace.testkit;
}
