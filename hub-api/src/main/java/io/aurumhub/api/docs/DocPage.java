package io.aurumhub.api.docs;

import java.util.List;

/**
 * A page of the docs, ready to be shown.
 *
 * @param name its name in addresses: {@code conflicts}, or {@code adr/0001-record-architecture-decisions}
 * @param title its first heading, as plain text
 * @param html the whole article, with its title; raw HTML of the source is escaped in it
 * @param sections what stands under each heading, in order; the first is that of the title
 * @param links the addresses that it points to, in order, as they stand in the article
 */
record DocPage(String name, String title, String html, List<Section> sections, List<Link> links) {

    /**
     * A heading and the text up to the next one.
     *
     * @param level 1 for the title of the page
     * @param id its anchor within the page
     */
    record Section(int level, String id, String heading, String text) {}

    /**
     * A link, or a picture.
     *
     * @param group the heading of the second level that it stands under; empty: none
     */
    record Link(String address, String text, String group) {}

    DocPage {
        sections = List.copyOf(sections);
        links = List.copyOf(links);
    }

    /** Where it is served. */
    String address() {
        return address(name);
    }

    static String address(String name) {
        return name.equals(Docs.INDEX) ? "/docs" : "/docs/" + name;
    }

    /** The headings below the title, for the list of what stands on the page. */
    public List<Section> headings() {
        return sections.stream().filter(section -> section.level() == 2).toList();
    }
}
