package io.aurumhub.api.docs;

import io.aurumhub.api.docs.DocPage.Section;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jspecify.annotations.Nullable;

/**
 * Turns a page of Markdown (CommonMark, with tables as GitHub has them) into HTML. Raw HTML is shown as text, and
 * addresses with schemes that could run something are left out. Headings get the anchors that GitHub gives them.
 */
final class Markdown {

    private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());

    private final Parser parser = Parser.builder().extensions(EXTENSIONS).build();

    /**
     * @param name the name of the page
     * @param address what an address of the source becomes where the page is served
     */
    DocPage page(String name, String text, UnaryOperator<String> address) {
        var document = parser.parse(text);
        var anchors = new Anchors();
        document.accept(anchors);
        var links = new Links(address);
        document.accept(links);
        var sections = sections(document, anchors.ids);
        var title = sections.isEmpty() ? name : sections.getFirst().heading();
        return new DocPage(name, title, renderer(anchors.ids).render(document), sections, links.found);
    }

    private static HtmlRenderer renderer(Map<Heading, String> ids) {
        return HtmlRenderer.builder()
                .extensions(EXTENSIONS)
                .escapeHtml(true)
                .sanitizeUrls(true)
                .attributeProviderFactory(context -> (node, tag, attributes) -> {
                    if (node instanceof Heading heading) {
                        attributes.put("id", ids.getOrDefault(heading, ""));
                    }
                })
                .build();
    }

    private static List<Section> sections(Node document, Map<Heading, String> ids) {
        var sections = new ArrayList<Section>();
        for (Node node = document.getFirstChild(); node != null; node = node.getNext()) {
            if (node instanceof Heading heading) {
                sections.add(new Section(
                        heading.getLevel(), ids.getOrDefault(heading, ""), PlainText.of(heading), textBelow(heading)));
            }
        }
        return sections;
    }

    private static String textBelow(Heading heading) {
        var text = new StringBuilder();
        for (Node node = heading.getNext(); node != null && !(node instanceof Heading); node = node.getNext()) {
            text.append(PlainText.of(node)).append(' ');
        }
        return text.toString().strip();
    }

    /** Gives every heading its anchor. */
    private static final class Anchors extends AbstractVisitor {

        private final Map<Heading, String> ids = new HashMap<>();
        private final Set<String> taken = new HashSet<>();

        @Override
        public void visit(Heading heading) {
            var wanted = anchor(PlainText.of(heading));
            var free = wanted;
            for (int number = 1; !taken.add(free); number++) {
                free = wanted + "-" + number;
            }
            ids.put(heading, free);
        }
    }

    /** As GitHub does: small letters, digits, blanks as dashes; all else is left out. */
    static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}\\s_-]", "")
                .replaceAll("\\s", "-");
    }

    /** Rewrites the addresses of links and pictures, and keeps them. */
    private static final class Links extends AbstractVisitor {

        private final UnaryOperator<String> address;
        private final List<DocPage.Link> found = new ArrayList<>();
        private @Nullable Heading group;

        Links(UnaryOperator<String> address) {
            this.address = address;
        }

        @Override
        public void visit(Heading heading) {
            if (heading.getLevel() <= 2) {
                group = heading.getLevel() == 2 ? heading : null;
            }
            visitChildren(heading);
        }

        @Override
        public void visit(Link link) {
            link.setDestination(address.apply(link.getDestination()));
            found.add(new DocPage.Link(
                    link.getDestination(), PlainText.of(link), group == null ? "" : PlainText.of(group)));
            visitChildren(link);
        }

        @Override
        public void visit(Image image) {
            image.setDestination(address.apply(image.getDestination()));
            found.add(new DocPage.Link(image.getDestination(), "", group == null ? "" : PlainText.of(group)));
            visitChildren(image);
        }
    }
}
