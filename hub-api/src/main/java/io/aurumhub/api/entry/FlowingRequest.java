package io.aurumhub.api.entry;

import io.aurumhub.api.problem.Problem;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpStatus;

/** A stream that may take as long as it likes, as long as it flows. */
final class FlowingRequest extends HttpServletRequestWrapper {

    private final int bytesPerMinute;

    FlowingRequest(HttpServletRequest request, int bytesPerMinute) {
        super(request);
        this.bytesPerMinute = bytesPerMinute;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        return new Flow(super.getInputStream(), bytesPerMinute);
    }

    private static final class Flow extends ServletInputStream {

        private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

        private final ServletInputStream input;
        private final int bytesPerMinute;
        private long begin = System.nanoTime();
        private long count;

        private Flow(ServletInputStream input, int bytesPerMinute) {
            this.input = input;
            this.bytesPerMinute = bytesPerMinute;
        }

        @Override
        public int read() throws IOException {
            int one = input.read();
            count(one < 0 ? -1 : 1);
            return one;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int read = input.read(to, offset, length);
            count(read);
            return read;
        }

        /** Minute by minute. */
        private void count(int read) {
            count += Math.max(0, read);
            var now = System.nanoTime();
            if (now - begin < MINUTE) {
                return;
            }
            if (read >= 0 && count < bytesPerMinute) {
                throw Problem.of(
                        HttpStatus.REQUEST_TIMEOUT,
                        "The stream has almost stopped: %d bytes in a minute; send at least %d, or end it"
                                .formatted(count, bytesPerMinute));
            }
            begin = now;
            count = 0;
        }

        @Override
        public int available() throws IOException {
            return input.available();
        }

        @Override
        public boolean isFinished() {
            return input.isFinished();
        }

        @Override
        public boolean isReady() {
            return input.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            input.setReadListener(listener);
        }
    }
}
