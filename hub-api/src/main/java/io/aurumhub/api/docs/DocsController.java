package io.aurumhub.api.docs;

import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemType;
import io.aurumhub.api.problem.Trace;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/** The docs of this very version. They are read when the first page is asked for: few starts of a hub need them. */
@Controller
class DocsController {

    private static final MediaType YAML = MediaType.valueOf("text/yaml;charset=UTF-8");

    private final SingletonSupplier<Docs> docs = SingletonSupplier.of(Docs::ofClassPath);

    /** The first page; with {@code q}, what the search finds. */
    @GetMapping("/docs")
    String index(@RequestParam @Nullable String q, Model model) {
        var question = q == null ? "" : q.strip();
        if (question.isEmpty()) {
            return show(Docs.INDEX, model);
        }
        model.addAttribute("title", "Search")
                .addAttribute("question", question)
                .addAttribute("hits", new DocsSearch(docs.obtain().pages().values()).find(question))
                .addAttribute("menu", docs.obtain().menu())
                .addAttribute("address", "");
        return "docs";
    }

    @GetMapping("/docs/{page}")
    String page(@PathVariable String page, Model model) {
        return show(page, model);
    }

    /** A decision on the design. */
    @GetMapping("/docs/adr/{page}")
    String decision(@PathVariable String page, Model model) {
        return show("adr/" + page, model);
    }

    /** A picture, the JSON Schema of hub.yaml, or the demo's definitions. */
    @GetMapping("/docs/files/{file}")
    ResponseEntity<Resource> file(@PathVariable String file) {
        var found =
                docs.obtain().file(file).orElseThrow(() -> Problem.notFound("There is no file of the docs " + file));
        var type = file.endsWith(".yaml")
                ? YAML
                : MediaTypeFactory.getMediaType(file).orElse(MediaType.APPLICATION_OCTET_STREAM);
        return ResponseEntity.ok().contentType(type).body(found);
    }

    @ExceptionHandler
    ModelAndView problem(Problem problem, HttpServletResponse response) {
        response.setStatus(problem.getStatusCode().value());
        var page = new ModelAndView("problem");
        page.addObject("title", "There is no such page");
        page.addObject("detail", problem.getBody().getDetail());
        page.addObject("trace", Trace.current());
        return page;
    }

    private String show(String name, Model model) {
        var pages = docs.obtain().pages();
        var page = pages.get(name);
        if (page == null) {
            throw Problem.unknown(ProblemType.NOT_FOUND, "page", name, namesInTheMenu());
        }
        model.addAttribute("title", page.title())
                .addAttribute("page", page)
                .addAttribute("menu", docs.obtain().menu())
                .addAttribute("address", page.address());
        return "docs";
    }

    private List<String> namesInTheMenu() {
        return docs.obtain().menu().stream()
                .flatMap(group -> group.entries().stream())
                .map(Docs.Entry::name)
                .toList();
    }
}
