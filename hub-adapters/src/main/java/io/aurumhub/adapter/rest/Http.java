package io.aurumhub.adapter.rest;

import io.aurumhub.core.shared.Value;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Sends requests to one system: a limited number at a time, each limited in time and size. No redirect is followed. */
final class Http implements AutoCloseable {

    private static final long LARGEST_BODY = 32L * 1024 * 1024;

    private final RestSettings settings;
    private final Clock clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client;
    private final Semaphore free;

    Http(RestSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.free = new Semaphore(settings.maxConcurrent(), true);
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.timeout())
                .executor(threads)
                .build();
    }

    String baseUrl() {
        return settings.baseUrl();
    }

    /** A read: no answer is a fault like any other. */
    Answer get(URI uri) {
        try {
            return send("GET", uri, Map.of(), null);
        } catch (NoAnswer e) {
            throw e.fault();
        }
    }

    Answer send(String method, URI uri, Map<String, String> headers, @Nullable Value body) throws NoAnswer {
        var what = settings.system() + ": " + method + " " + uri.getRawPath();
        var request = request(method, uri, headers, body);
        try {
            free.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoAnswer(what + " was interrupted before it was sent", false, e);
        }
        try {
            var response = await(
                    what, client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_BODY)));
            return new Answer(what, response.statusCode(), response.headers(), response.body(), clock.instant());
        } finally {
            free.release();
        }
    }

    private HttpRequest request(String method, URI uri, Map<String, String> headers, @Nullable Value body) {
        var request = HttpRequest.newBuilder(uri).timeout(settings.timeout()).header("Accept", "application/json");
        if (body != null) {
            request.method(method, HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)));
        } else if (method.equals("DELETE")) {
            request.DELETE();
        } else {
            request.GET(); // method("GET", noBody()) would send a Content-Length, which some servers refuse
        }
        if (settings.header() != null && settings.credentials() != null) {
            request.header(settings.header(), settings.credentials());
        }
        headers.forEach(request::header);
        return request.build();
    }

    /** The client's own time-out ends with the headers; this one is for a body that trickles. */
    private HttpResponse<byte[]> await(String what, CompletableFuture<HttpResponse<byte[]>> answer) throws NoAnswer {
        try {
            return answer.get(2 * settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new NoAnswer(what + " was interrupted", true, e);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new NoAnswer(
                    what + " did not end within " + settings.timeout().multipliedBy(2), true, e);
        } catch (ExecutionException e) {
            throw failure(what, e.getCause() == null ? e : e.getCause());
        }
    }

    private NoAnswer failure(String what, Throwable cause) {
        return switch (cause) {
            case HttpConnectTimeoutException e ->
                new NoAnswer(what + ": no connection within " + settings.timeout(), false, e);
            case HttpTimeoutException e -> new NoAnswer(what + ": no answer within " + settings.timeout(), true, e);
            case ConnectException e -> new NoAnswer(what + ": no connection", false, e);
            case SSLHandshakeException e ->
                new NoAnswer(what + ": no secure connection; check the certificate: " + e.getMessage(), false, e);
            default -> new NoAnswer(what + ": the connection broke: " + cause.getMessage(), true, cause);
        };
    }

    /**
     * Runs the tasks side by side, as many at a time as there may be requests, and answers in their order once all have
     * ended, even if the caller is interrupted: the tasks then end early, each with what became of it.
     *
     * @throws RuntimeException what the first failed task threw
     */
    <T> List<T> sideBySide(List<Callable<T>> tasks) {
        var futures = new ArrayList<Future<T>>(tasks.size());
        var some = Executors.newFixedThreadPool(
                settings.maxConcurrent(), Thread.ofVirtual().factory());
        tasks.forEach(task -> futures.add(some.submit(task)));
        some.shutdown();
        awaitEnd(some);
        var results = new ArrayList<T>(tasks.size());
        for (var future : futures) {
            if (future.state() == Future.State.SUCCESS) {
                results.add(future.resultNow());
            } else if (future.state() == Future.State.FAILED && future.exceptionNow() instanceof RuntimeException e) {
                throw e;
            } else {
                throw new IllegalStateException("a task ended as " + future.state());
            }
        }
        return results;
    }

    /** After an interrupt those that have not begun run on this thread, which is told so before it sends anything. */
    private static void awaitEnd(ExecutorService some) {
        boolean ended = false;
        boolean interrupted = false;
        while (!ended) {
            try {
                ended = some.awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                interrupted = true;
                runInterrupted(some.shutdownNow());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void runInterrupted(List<Runnable> tasks) {
        Thread.currentThread().interrupt();
        tasks.forEach(Runnable::run);
        Thread.interrupted(); // those that were sent are still to end, and are waited for
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
        threads.close();
    }
}
