package io.aurumhub.core.record;

/** The names under which every event carries its circumstances. The change id stands in its observation. */
public final class EventKeys {

    public static final String ACTOR = "actor";
    public static final String SYSTEM = "system";
    public static final String RULES = "rules";
    public static final String RUN = "run";
    public static final String REASON = "reason";
    public static final String TRACE = "trace";

    private EventKeys() {}
}
