/**
 * What programs, connectors and runners of Millrace share: the description of a pipeline and the contracts at its ends.
 * Nothing here runs anything.
 */
module dev.millrace.api {
    requires static org.jspecify;

    exports dev.millrace.api.aggregate;
    exports dev.millrace.api.connector;
    exports dev.millrace.api.failure;
    exports dev.millrace.api.function;
    exports dev.millrace.api.graph;
    exports dev.millrace.api.job;
    exports dev.millrace.api.join;
    exports dev.millrace.api.lookup;
    exports dev.millrace.api.pattern;
    exports dev.millrace.api.process;
    exports dev.millrace.api.state;
    exports dev.millrace.api.storage;
    exports dev.millrace.api.store;
    exports dev.millrace.api.stream;
    exports dev.millrace.api.table;
    exports dev.millrace.api.time;
    exports dev.millrace.api.type;
    exports dev.millrace.api.view;
    exports dev.millrace.api.window;
}
