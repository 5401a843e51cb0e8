package io.aurumhub.api.endtoend;

import io.aurumhub.api.endtoend.Trail.Edit;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The users of one system: they edit, create and delete people at random until they are told to stop. Who may be
 * deleted is created once; who is created in several systems is never deleted: while a deleted person still lives in a
 * system that cannot be reached, another of the same e-mail would be somebody else.
 */
final class SystemUsers {

    /** How the e-mail begins of somebody who is never deleted. */
    static final String LASTING = "lasting";

    /** How the e-mail begins of somebody who is created once and may be deleted. */
    static final String MORTAL = "mortal";

    private static final int LONGEST_PAUSE_MILLIS = 120;
    private static final int CREATES_IN_100 = 12;
    private static final int DELETES_IN_100 = 6;
    private static final int FAMILIAR_IN_100 = 25;

    private final LiveSystem system;
    private final List<String> emails;
    private final Trail trail;
    private final Random chance;
    private final List<String> fields;
    private int number;

    /** @param emails of everybody ever heard of, shared by the users of all systems */
    SystemUsers(LiveSystem system, List<String> emails, Trail trail, long seed) {
        this.system = system;
        this.emails = emails;
        this.trail = trail;
        this.chance = new Random(seed);
        this.fields = system.fields().keySet().stream().sorted().toList();
    }

    /** The people that are there before the hub comes: some of those that are known. */
    void settleIn(int inHundred) throws IOException, SQLException {
        for (var email : new ArrayList<>(emails)) {
            if (chance.nextInt(100) < inHundred) {
                create(email);
            }
        }
    }

    Void work(CountDownLatch stop) throws IOException, SQLException, InterruptedException {
        while (!stop.await(1 + chance.nextInt(LONGEST_PAUSE_MILLIS), TimeUnit.MILLISECONDS)) {
            int draw = chance.nextInt(100);
            if (draw < CREATES_IN_100) {
                create(chance.nextInt(100) < FAMILIAR_IN_100 ? known(LASTING) : stranger());
            } else if (draw < CREATES_IN_100 + DELETES_IN_100) {
                delete(known(MORTAL));
            } else {
                change(known(chance.nextBoolean() ? MORTAL : LASTING));
            }
        }
        return null;
    }

    /** Somebody of this kind; the first ones are there from the start. */
    private String known(String kind) {
        var some = emails.stream().filter(email -> email.startsWith(kind)).toList();
        return some.get(chance.nextInt(some.size()));
    }

    private String stranger() {
        var email = "%s-%s%d@example.com".formatted(chance.nextBoolean() ? LASTING : MORTAL, system.system(), number);
        emails.add(email);
        return email;
    }

    private void create(String email) throws IOException, SQLException {
        var values = new TreeMap<String, String>();
        for (var field : fields) {
            values.put(field, "%s-%d-%s".formatted(system.system(), number, field));
        }
        var edit = edit("create", email, values);
        trail.invoke(edit);
        trail.answer(edit, system.create(email, values));
    }

    private void change(String email) throws IOException, SQLException {
        var field = fields.get(chance.nextInt(fields.size()));
        var value = "%s-%d".formatted(system.system(), number);
        var edit = edit("change", email, Map.of(field, value));
        trail.invoke(edit);
        trail.answer(edit, system.change(email, field, value));
    }

    private void delete(String email) throws IOException, SQLException {
        var edit = edit("delete", email, Map.of());
        trail.invoke(edit);
        trail.answer(edit, system.delete(email));
    }

    private Edit edit(String what, String email, Map<String, String> values) {
        return new Edit(system.system(), number++, what, email, values);
    }
}
