package io.aurumhub.api.console;

import io.aurumhub.adapter.postgres.HubQueries;
import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemType;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Tells open pages that something changed, at most twice a second; what changed, a page asks for itself. Looks only
 * while somebody is watching.
 */
@Component
class ConsoleEvents implements SmartLifecycle {

    static final int MOST_PAGES = 200;
    private static final long PAUSE_MILLIS = 500;
    /** So often a silent connection is tried, to notice pages that were closed. */
    private static final int ROUNDS_OF_SILENCE = 30;
    /** Stops before the web server, which would otherwise wait for open pages. */
    private static final int PHASE = Integer.MAX_VALUE - 100;

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleEvents.class);

    private final HubQueries queries;
    private final Set<SseEmitter> pages = ConcurrentHashMap.newKeySet();
    private volatile boolean running;
    private String lastMarker = "";
    private int silentRounds;

    ConsoleEvents(HubQueries queries) {
        this.queries = queries;
    }

    /** Opens the stream of one page. */
    SseEmitter open() {
        if (pages.size() >= MOST_PAGES) {
            throw new Problem(ProblemType.UNAVAILABLE, "More than %d pages are open".formatted(MOST_PAGES));
        }
        var page = new SseEmitter(0L);
        page.onCompletion(() -> pages.remove(page));
        page.onError(error -> pages.remove(page));
        page.onTimeout(() -> pages.remove(page));
        pages.add(page);
        send(page, SseEmitter.event().comment("open"));
        return page;
    }

    @Scheduled(fixedDelay = PAUSE_MILLIS)
    void look() {
        if (pages.isEmpty() || !running) {
            return;
        }
        try {
            var marker = queries.status().marker();
            silentRounds++;
            if (!marker.equals(lastMarker)) {
                lastMarker = marker;
                silentRounds = 0;
                pages.forEach(
                        page -> send(page, SseEmitter.event().name("changed").data("")));
            } else if (silentRounds >= ROUNDS_OF_SILENCE) {
                silentRounds = 0;
                pages.forEach(page -> send(page, SseEmitter.event().comment("still here")));
            }
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The database did not answer; open pages will hear of changes when it does", e);
            if (!lastMarker.isEmpty()) {
                lastMarker = "";
                pages.forEach(page -> send(page, SseEmitter.event().name("away").data("")));
            }
        }
    }

    private void send(SseEmitter page, SseEmitter.SseEventBuilder event) {
        try {
            page.send(event);
        } catch (IOException | IllegalStateException closed) {
            pages.remove(page);
            LOG.debug("A page was closed", closed);
        }
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        pages.forEach(SseEmitter::complete);
        pages.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
