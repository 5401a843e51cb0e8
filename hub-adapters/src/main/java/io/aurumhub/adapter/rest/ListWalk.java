package io.aurumhub.adapter.rest;

import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Page;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One stretch of a walk through the pages of a list: from a {@link Position} on until the wanted number of records is
 * there or the list ends.
 *
 * <p>Numbered pages move under edits: when an earlier record vanishes or goes to the end of the list, the next page
 * begins one record too late. So each window overlaps what was read before, and the walk goes on behind the last record
 * that it recognises. If it recognises none it steps back, at last to the beginning; records are then seen twice, never
 * not at all.
 */
final class ListWalk {

    private static final int MOST_ANCHORS = 8;
    private static final int MOST_STEPS_BACK = 5;
    private static final int MOST_RESTARTS = 20;
    private static final int MOST_SEEN = 500;
    /** Stands for more fingerprints than are kept: records of this very time are shown again. */
    private static final String TOO_MANY = "*";

    private static final int MOST_WINDOWS = 50;
    private static final int LONGEST_RAW = 2_000;

    private final Listing.Source source;
    private final RestResource at;
    private final int wanted;
    private final int asked;
    private final List<LocalRecord> records = new ArrayList<>();
    private final List<Page.Unreadable> unreadable = new ArrayList<>();

    private final @Nullable Value from;
    private @Nullable Value high;
    private final TreeSet<String> seen;
    private @Nullable String cursor;
    private int index;
    private List<String> anchors;
    private @Nullable Instant began;
    private int answers;
    private int restarts;
    private boolean ended;
    private int unmarked;
    /** Records whose changes are dated by something that is no time. */
    private int sequenced;

    private Instant now = Instant.EPOCH;

    /**
     * @param wanted the most records to give
     * @param asked the size of page to ask the API for
     */
    ListWalk(Listing.Source source, Position position, Position.Pass pass, int wanted, int asked) {
        this.source = source.since(pass.from());
        this.at = source.at();
        this.wanted = wanted;
        this.asked = asked;
        this.from = pass.from();
        this.high = position.since();
        this.seen = new TreeSet<>(position.seen());
        this.cursor = pass.cursor();
        this.index = pass.index();
        this.anchors = pass.anchors();
        this.began = pass.began();
        this.answers = pass.answers();
        this.restarts = pass.restarts();
    }

    /** Walks on; afterwards the results below are valid. */
    ListWalk go() {
        if (at.paging() instanceof Paging.Numbered paging) {
            goNumbered(paging);
        } else {
            goChained();
        }
        return this;
    }

    List<LocalRecord> records() {
        return records;
    }

    List<Page.Unreadable> unreadable() {
        return unreadable;
    }

    boolean ended() {
        return ended;
    }

    /** How many of the records have no time of change that a later read could go by. */
    int unmarked() {
        return unmarked;
    }

    /** The place to go on from, within the walk. */
    Position position() {
        return new Position(
                high, List.copyOf(seen), new Position.Pass(from, cursor, index, anchors, began, answers, restarts));
    }

    /**
     * The place a finished walk has reached. A list that came in one answer holds every change up to its highest. One
     * that came in several is certain only up to the moment it began, unless it is known to be in order of change.
     */
    Position finished() {
        if (high == null || answers <= 1 || began == null) {
            return new Position(high, List.copyOf(seen), null);
        }
        var certain = ChangeTime.atMost(high, began);
        boolean whole = certain.equals(high);
        if (!whole && from != null && ChangeTime.compare(certain, from) < 0) {
            certain = from;
        }
        return new Position(certain, whole ? List.copyOf(seen) : List.of(), null);
    }

    /** Whether changes may have slipped by while the pages were turned. */
    boolean mayHaveMissed() {
        var reached = finished().since();
        return answers > 1
                && at.since() != null
                && reached != null
                && (from == null || ChangeTime.compare(reached, from) > 0);
    }

    private void goChained() {
        var listing = heard(chained());
        int start = lastAnchor(listing.items()) + 1;
        int taken = take(listing.items(), start);
        if (start + taken < listing.items().size()) {
            anchors = marks(listing.items().subList(0, start + taken));
        } else {
            anchors = List.of();
            ended = listing.next() == null;
            cursor = listing.next();
        }
    }

    /** A cursor that the system does not take any more (expired, or edited by hand) costs a new walk, no more. */
    private Listing chained() {
        try {
            return source.chained(cursor, asked);
        } catch (PermanentFault e) {
            if (cursor == null || restarts >= MOST_RESTARTS) {
                throw e;
            }
            restarts++;
            cursor = null;
            anchors = List.of();
            return source.chained(null, asked);
        }
    }

    private void goNumbered(Paging.Numbered paging) {
        boolean goOn = true;
        for (int windows = 1; goOn; windows++) {
            var placed = place(paging);
            var items = placed.listing.items();
            if (windows > MOST_WINDOWS) {
                throw new TransientFault(placed.listing.answer().what() + ": its pages do not go on", null);
            }
            int taken = take(items, placed.start);
            index = placed.window.start() + placed.start + taken;
            var walked = items.subList(0, placed.start + taken);
            anchors = walked.isEmpty() ? anchors : marks(walked);
            boolean cut = walked.size() < items.size();
            boolean shorter = items.size() < placed.window.length();
            ended = !cut && shorter && isEnd(paging, taken, placed);
            goOn = !cut && !ended && (shorter || taken == 0) && records.size() < wanted;
        }
    }

    /** A window of the list, and where in it the unread part begins. */
    private record Placed(Paging.Window window, Listing listing, int start) {}

    private Placed place(Paging.Numbered paging) {
        var window = paging.window(index, asked);
        var listing = heard(source.window(paging, window));
        int start = lastAnchor(listing.items()) + 1;
        if (index == 0 || start > 0 || (window.start() == index && stillBehindAnchor(paging))) {
            return new Placed(window, listing, start);
        }
        for (int step = 1; start == 0 && window.start() > 0; step++) {
            window = paging.page(back(window, step), asked);
            listing = heard(source.window(paging, window));
            start = lastAnchor(listing.items()) + 1;
        }
        if (start == 0) {
            restarted(listing);
        }
        return new Placed(window, listing, start);
    }

    /** For the few places where no size of page gives an overlap: the page before must still end where we stopped. */
    private boolean stillBehindAnchor(Paging.Numbered paging) {
        var items = heard(source.window(paging, paging.page(index - 1, asked))).items();
        return !items.isEmpty() && lastAnchor(items) == items.size() - 1;
    }

    private static int back(Paging.Window window, int step) {
        return step > MOST_STEPS_BACK ? 0 : Math.max(0, window.start() - 1);
    }

    private void restarted(Listing listing) {
        restarts++;
        if (restarts > MOST_RESTARTS) {
            throw new TransientFault(
                    listing.answer().what() + ": the list changes faster than its pages can be read", null);
        }
    }

    /**
     * A short page is the last one, or the API gives less than it is asked for. What stands behind it tells: for the
     * first page the second one, since an API that does not heed the size would take any other number for another
     * place.
     */
    private boolean isEnd(Paging.Numbered paging, int taken, Placed placed) {
        boolean isFirst = paging.byPage() && placed.window.start() == 0;
        int length = placed.window.length();
        var behind = isFirst ? new Paging.Window(length, length) : new Paging.Window(index, 1);
        if (source.window(paging, behind).items().isEmpty()) {
            return true;
        }
        if (taken == 0) {
            throw new TransientFault(
                    placed.listing.answer().what() + " gives fewer records than it is asked for; set " + at.place()
                            + ".paging.max to the largest page that the API allows",
                    null);
        }
        return false;
    }

    private Listing heard(Listing listing) {
        now = listing.answer().clock();
        if (began == null) {
            began = listing.answer().clock();
        }
        answers++;
        return listing;
    }

    /** Where in the list the last record is that was read before and is unchanged; -1 if there is none. */
    private int lastAnchor(List<Value> items) {
        var marks = items.stream().map(at::mark).toList();
        for (var anchor : anchors.reversed()) {
            int place = marks.lastIndexOf(anchor);
            if (place >= 0) {
                return place;
            }
        }
        return -1;
    }

    private List<String> marks(List<Value> items) {
        return items.subList(Math.max(0, items.size() - MOST_ANCHORS), items.size()).stream()
                .map(at::mark)
                .toList();
    }

    /** Takes records until there are enough; answers how many items that used up. */
    private int take(List<Value> items, int start) {
        int taken = 0;
        while (start + taken < items.size() && records.size() < wanted) {
            var item = items.get(start + taken);
            taken++;
            if (item instanceof Value.Nested(Map<String, Value> fields)
                    && at.id(fields).isPresent()) {
                take(item, at.id(fields).get(), fields);
            } else {
                var raw = Json.text(item);
                unreadable.add(new Page.Unreadable(
                        at.path() + " item " + (start + taken),
                        raw.substring(0, Math.min(raw.length(), LONGEST_RAW)),
                        "expected an object with an id in the field " + at.key()));
            }
        }
        return taken;
    }

    private void take(Value item, String id, Map<String, Value> fields) {
        var changed = at.changedAt(fields)
                .filter(value -> ChangeTime.isUsable(value, now))
                .orElse(null);
        var known = high != null ? high : from;
        if (changed != null && known != null && ChangeTime.isTime(changed) && !ChangeTime.isTime(known)) {
            high = null; // what was taken for a sequence were words where a time should stand
            unmark(sequenced);
            sequenced = 0;
        }
        boolean odd = changed != null && high != null && !ChangeTime.alike(changed, high);
        if (changed == null || odd) {
            unmark(1);
            records.add(at.record(id, fields));
            return;
        }
        if (from != null && ChangeTime.alike(changed, from) && ChangeTime.compare(changed, from) < 0) {
            return;
        }
        sequenced += ChangeTime.isTime(changed) ? 0 : 1;
        int compared = high == null ? 1 : ChangeTime.compare(changed, high);
        if (compared > 0) {
            high = changed;
            seen.clear();
        }
        if (compared < 0 || remember(RestResource.fingerprint(item))) {
            records.add(at.record(id, fields));
        }
    }

    /** Without the parameter each poll asks for everything, and misses none of them. */
    private void unmark(int some) {
        unmarked += at.since() == null ? 0 : some;
    }

    /** False if the very same state of the record has been shown before. */
    private boolean remember(String fingerprint) {
        if (seen.contains(TOO_MANY)) {
            return true;
        }
        boolean fresh = seen.add(fingerprint);
        if (seen.size() > MOST_SEEN) {
            seen.clear();
            seen.add(TOO_MANY);
        }
        return fresh;
    }
}
