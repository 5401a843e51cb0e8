package io.aurumhub.core.connector;

import org.jspecify.annotations.Nullable;

/** What became of one {@link Write}. */
public sealed interface WriteOutcome {

    /**
     * It is stored, durably.
     *
     * @param now the record as the system holds it after the write, read back; a tombstone after a delete
     */
    record Written(LocalRecord now) implements WriteOutcome {}

    /**
     * The guard held the write back: the record is not what the hub believed.
     *
     * @param now the record as it is; null if it does not exist any more
     */
    record Overtaken(@Nullable LocalRecord now) implements WriteOutcome {}

    /** The system said no and would say no again; {@code reason} is in the system's own words. */
    record Refused(String reason) implements WriteOutcome {}

    /** It did not happen, and may work later. */
    record Failed(String reason) implements WriteOutcome {}

    /** Nobody knows whether it happened: look it up before trying again. */
    record Unknown(String reason) implements WriteOutcome {}

    /**
     * What came back was not the system's own word: a web page of something in between, a redirect, half an answer,
     * none at all while nobody else gets one either; or somebody else was in the way. It says nothing about the record,
     * so no attempt of it is used up, and it is never refused for it.
     *
     * @param sent false: nothing of it can have happened. True: it may have, so it is looked up before it is tried
     *     again
     */
    record Unheard(String reason, boolean sent) implements WriteOutcome {}
}
