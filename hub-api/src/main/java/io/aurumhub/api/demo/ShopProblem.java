package io.aurumhub.api.demo;

/** A request that the shop refuses: the HTTP status and the sentence that goes into {@code {"error": ...}}. */
final class ShopProblem extends RuntimeException {

    private final int status;
    private final String sentence;

    ShopProblem(int status, String sentence) {
        super(sentence);
        this.status = status;
        this.sentence = sentence;
    }

    static ShopProblem badRequest(String sentence) {
        return new ShopProblem(400, sentence);
    }

    static ShopProblem notFound(String what) {
        return new ShopProblem(404, "There is no " + what);
    }

    static ShopProblem taken(String field, String value, String holder) {
        return new ShopProblem(409, "%s %s is already used by %s".formatted(field, value, holder));
    }

    static ShopProblem invalid(String field, String reason) {
        return new ShopProblem(422, field + ": " + reason);
    }

    int status() {
        return status;
    }

    String sentence() {
        return sentence;
    }
}
