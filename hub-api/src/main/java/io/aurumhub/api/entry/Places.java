package io.aurumhub.api.entry;

import java.util.HashMap;
import java.util.Map;

/** So many at once, and so many of them from one address. */
final class Places {

    static final Places UNLIMITED = new Places(Integer.MAX_VALUE, Integer.MAX_VALUE);

    private final int most;
    private final int mostPerAddress;
    private final Map<String, Integer> taken = new HashMap<>();
    private int all;

    Places(int most, int mostPerAddress) {
        this.most = most;
        this.mostPerAddress = mostPerAddress;
    }

    /** A place for one request, not taken yet. */
    Place at(String address) {
        return new Place(address);
    }

    private synchronized boolean take(String address) {
        int here = taken.getOrDefault(address, 0);
        if (all >= most || here >= mostPerAddress) {
            return false;
        }
        all++;
        taken.put(address, here + 1);
        return true;
    }

    private synchronized void free(String address) {
        all--;
        taken.computeIfPresent(address, (same, here) -> here > 1 ? here - 1 : null);
    }

    /** For one thread. */
    final class Place implements AutoCloseable {

        private final String address;
        private boolean isTaken;

        private Place(String address) {
            this.address = address;
        }

        /** Whether there is one; taken once, however often it is asked for. */
        boolean take() {
            isTaken = isTaken || Places.this.take(address);
            return isTaken;
        }

        @Override
        public void close() {
            if (isTaken) {
                free(address);
                isTaken = false;
            }
        }
    }
}
