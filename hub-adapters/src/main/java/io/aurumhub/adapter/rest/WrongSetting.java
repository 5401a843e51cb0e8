package io.aurumhub.adapter.rest;

/** A setting that cannot be used; its message names the place, and never the value. */
final class WrongSetting extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String place;
    private final String complaint;

    WrongSetting(String place, String complaint) {
        super(place + " " + complaint);
        this.place = place;
        this.complaint = complaint;
    }

    /** The keys that lead to it, such as {@code systems.shop.connector.baseUrl}. */
    String place() {
        return place;
    }

    String complaint() {
        return complaint;
    }
}
