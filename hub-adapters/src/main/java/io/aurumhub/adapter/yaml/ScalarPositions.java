package io.aurumhub.adapter.yaml;

import java.util.Arrays;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Finds where the characters of a text stand in its file. YAML may fold lines, take away indentation and replace
 * escapes, but it keeps the visible characters in their order: so those are counted off in both.
 */
final class ScalarPositions {

    private final int[] file;
    private final boolean doubleQuoted;
    private final boolean singleQuoted;

    /** The next character of the file to look at. */
    private int at;

    private ScalarPositions(ScalarNode node, int[] file) {
        this.file = file;
        this.at = node.getStartMark().orElseThrow().getIndex();
        this.doubleQuoted = node.getScalarStyle() == ScalarStyle.DOUBLE_QUOTED;
        this.singleQuoted = node.getScalarStyle() == ScalarStyle.SINGLE_QUOTED;
        skipProperties();
        if (doubleQuoted || singleQuoted) {
            at++;
        } else if (node.getScalarStyle() == ScalarStyle.LITERAL || node.getScalarStyle() == ScalarStyle.FOLDED) {
            while (at < file.length && file[at] != '\n') {
                at++;
            }
        }
    }

    /**
     * The index in the file of a place in the value of the node.
     *
     * @param file the code points of the file
     * @param line in the value, from 1
     * @param column in the value, from 1, in code points
     */
    static int find(ScalarNode node, int[] file, int line, int column) {
        var value = node.getValue().codePoints().toArray();
        int wanted = 0;
        for (int lines = 1; lines < line && wanted < value.length; wanted++) {
            lines += value[wanted] == '\n' ? 1 : 0;
        }
        wanted = Math.min(value.length, wanted + Math.max(0, column - 1));
        return new ScalarPositions(node, file).find(value, wanted);
    }

    private int find(int[] value, int wanted) {
        int last = at - 1;
        for (int i = 0; i < value.length; i++) {
            if (isBlank(value[i])) {
                if (i == wanted) {
                    return Math.min(last + 1, file.length - 1);
                }
                continue;
            }
            skipBlanks();
            if (i == wanted || at >= file.length) {
                return Math.min(at, file.length - 1);
            }
            step();
            last = at - 1;
        }
        return Math.min(last + 1, file.length - 1);
    }

    /** Blanks, and escapes that stand for them. */
    private void skipBlanks() {
        while (at < file.length && (isBlank(file[at]) || isEscapedBlank())) {
            step();
        }
    }

    private boolean isEscapedBlank() {
        return doubleQuoted && file[at] == '\\' && at + 1 < file.length && "ntr \t\n\r".indexOf(file[at + 1]) >= 0;
    }

    /** Over one character of the text, which may be several in the file. */
    private void step() {
        if (doubleQuoted && file[at] == '\\' && at + 1 < file.length) {
            at += switch (file[at + 1]) {
                case 'x' -> 4;
                case 'u' -> 6;
                case 'U' -> 10;
                default -> 2;
            };
        } else {
            at += singleQuoted && file[at] == '\'' ? 2 : 1;
        }
    }

    /** An anchor or a tag before the text. */
    private void skipProperties() {
        while (at < file.length && (file[at] == '&' || file[at] == '!')) {
            while (at < file.length && !isBlank(file[at])) {
                at++;
            }
            while (at < file.length && isBlank(file[at])) {
                at++;
            }
        }
    }

    private static boolean isBlank(int character) {
        return character == ' ' || character == '\t' || character == '\n' || character == '\r';
    }

    /** The line of an index, from 1. */
    static int line(int[] file, int index) {
        return 1
                + (int) Arrays.stream(file, 0, index)
                        .filter(character -> character == '\n')
                        .count();
    }

    /** The column of an index, from 1. */
    static int column(int[] file, int index) {
        int begin = index;
        while (begin > 0 && file[begin - 1] != '\n') {
            begin--;
        }
        return index - begin + 1;
    }
}
