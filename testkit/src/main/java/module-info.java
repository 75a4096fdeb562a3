/** Runs whole pipelines on one thread, in virtual time, in an order that a seed decides. */
module dev.millrace.testkit {
    requires static org.jspecify;
    requires transitive dev.millrace.api;
    requires dev.millrace.engine;

    exports dev.millrace.testkit;
}
