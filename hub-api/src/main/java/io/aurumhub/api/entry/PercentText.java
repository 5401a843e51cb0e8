package io.aurumhub.api.entry;

import io.aurumhub.core.shared.Storable;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Percent-encoded text of an address, read strictly: what is no UTF-8 is no text, and is not mended on the way. */
final class PercentText {

    private static final int HEX = 16;

    private PercentText() {}

    /** What is wrong with it; empty if it can be read and kept. */
    static Optional<String> fault(String encoded) {
        if (isPlain(encoded)) {
            return Optional.empty();
        }
        var bytes = new ByteArrayOutputStream(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c != '%') {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.ISO_8859_1));
                continue;
            }
            int high = digit(encoded, i + 1);
            int low = digit(encoded, i + 2);
            if (high < 0 || low < 0) {
                return Optional.of("has a % that is not followed by two hexadecimal digits; write it as %25");
            }
            bytes.write(high * HEX + low);
            i += 2;
        }
        return fault(bytes.toByteArray());
    }

    private static int digit(String encoded, int place) {
        return place < encoded.length() ? Character.digit(encoded.charAt(place), HEX) : -1;
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' || c >= 0x7f || c < ' ') {
                return false;
            }
        }
        return true;
    }

    private static Optional<String> fault(byte[] bytes) {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return Storable.isText(text) ? Optional.empty() : Optional.of(Storable.NO_TEXT);
        } catch (CharacterCodingException e) {
            return Optional.of("is not UTF-8: it holds bytes that stand for no character");
        }
    }
}
