package io.aurumhub.adapter.cel;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.Optional;

/** Telephone numbers by the number plans that libphonenumber knows. An extension is not kept: E.164 has no place. */
final class Phones {

    private static final PhoneNumberUtil PLANS = PhoneNumberUtil.getInstance();

    private Phones() {}

    static String normalize(String text, String country) {
        return parse(text, country)
                .map(number -> PLANS.format(number, PhoneNumberFormat.E164))
                .orElseThrow(() -> Refusal.of("normalizePhone was given text that is no telephone number of " + country
                        + " and no international one; test with isPhone(...)"));
    }

    static boolean isPhone(String text, String country) {
        return parse(text, country).isPresent();
    }

    private static Optional<PhoneNumber> parse(String text, String country) {
        Meter.spend(1_000L + text.length());
        try {
            var number = PLANS.parse(text, country(country));
            return PLANS.isValidNumber(number) && !number.hasExtension() ? Optional.of(number) : Optional.empty();
        } catch (NumberParseException noNumber) {
            return Optional.empty();
        }
    }

    /** @throws Refusal if there is no such country */
    static String country(String country) {
        if (!PLANS.getSupportedRegions().contains(country)) {
            throw Refusal.of("names a country that has no telephone numbers; one is 'DE'");
        }
        return country;
    }
}
