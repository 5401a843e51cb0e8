package io.aurumhub.api.endtoend;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** A system in use: what its own users do to its people, and what it holds. */
interface LiveSystem {

    /** What a user learned of an edit. */
    enum Answer {
        OK,
        FAIL,
        /** It may have been done, and it may not. */
        UNKNOWN
    }

    String system();

    /** The golden name of each of its own fields, without the e-mail. */
    Map<String, String> fields();

    Answer create(String email, Map<String, String> values) throws IOException, SQLException;

    Answer change(String email, String field, String value) throws IOException, SQLException;

    Answer delete(String email) throws IOException, SQLException;

    /** Who is there, by e-mail; each as golden fields. Fails if an e-mail stands there twice. */
    SortedMap<String, SortedMap<String, String>> people() throws SQLException;

    /** All that was ever written, in order. */
    List<Touch> touches() throws SQLException;

    default long hubWrites() throws SQLException {
        return touches().stream().filter(Touch::byHub).count();
    }
}
