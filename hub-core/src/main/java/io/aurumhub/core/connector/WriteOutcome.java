package io.aurumhub.core.connector;

import java.util.Set;
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

    /**
     * What it was to store may stand in one record only, and stands in another one. Nothing was written, and it works
     * once that one has let go of it.
     *
     * @param reason in the system's own words
     * @param fields the local paths that may not be equal, as far as they are known
     * @param inTheWay the local id of the other record; null if the system does not tell
     */
    record Collides(
            String reason, Set<String> fields, @Nullable String inTheWay) implements WriteOutcome {
        public Collides {
            fields = Set.copyOf(fields);
        }
    }

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
