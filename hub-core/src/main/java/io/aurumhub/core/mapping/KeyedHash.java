package io.aurumhub.core.mapping;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Turns a text into one from which nobody without the key can tell or try out the first; equal texts stay equal. */
@FunctionalInterface
public interface KeyedHash {

    String of(String text);

    /** What stands for a hash where definitions are only tried, so that no key is needed. */
    static KeyedHash placeholder() {
        return text -> "(hash)";
    }

    /** HMAC-SHA-256 (RFC 2104), as 64 hexadecimal digits. */
    static KeyedHash hmac(byte[] key) {
        var secret = new SecretKeySpec(key, "HmacSHA256");
        return text -> {
            try {
                var mac = Mac.getInstance("HmacSHA256");
                mac.init(secret);
                return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException | InvalidKeyException missing) {
                throw new IllegalStateException("Every Java platform has HMAC-SHA-256", missing);
            }
        };
    }
}
