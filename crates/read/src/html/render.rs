//! A page's elements as paragraphs of text.
//!
//! Blocks break paragraphs, so do two line breaks in a row; one line break is a line end. Runs of white
//! space become one space, as a browser shows them; a no-break space stays. Scripts, styles and what is
//! hidden are left out.

use super::entity;
use super::mark::Marks;
use super::tree::{self, Content, Tree};
use rapporteur_record::trace::{Run, Trace};
use std::ops::Range;

/// A paragraph of a page.
#[derive(Debug, Clone)]
pub(crate) struct Paragraph {
    /// Its words.
    pub words: String,
    /// The nearest block it stands in.
    pub block: usize,
    /// How many bytes of it are links.
    pub linked: usize,
    /// What the inline elements around all of it mean.
    pub marks: Marks,
    /// From the words to the decoded page.
    pub trace: Trace,
}

struct Renderer<'p> {
    page: &'p str,
    done: Vec<Paragraph>,
    words: String,
    trace: Trace,
    block: usize,
    linked: usize,
    marks: Option<Marks>,
    /// The marks of the block, which are not the paragraph's own.
    around: Marks,
    /// A space or a line end waits for the next word.
    gap: Option<char>,
}

/// Renders a page. `marks` are those of [`super::mark::own`] handed down to what stands inside.
pub(crate) fn paragraphs(tree: &Tree, page: &str, marks: &[Marks]) -> Vec<Paragraph> {
    let mut renderer = Renderer {
        page,
        done: Vec::new(),
        words: String::new(),
        trace: Trace::default(),
        block: 0,
        linked: 0,
        marks: None,
        around: Marks::default(),
        gap: None,
    };
    // The blocks that are open, with their ends.
    let mut open: Vec<(usize, usize, bool)> = vec![(0, usize::MAX, false)];
    let mut at = 0;
    while let Some(node) = tree.nodes.get(at) {
        while open.last().is_some_and(|(_, end, _)| *end <= at) {
            renderer.flush();
            open.pop();
        }
        let (block, _, pre) = open.last().copied().unwrap_or((0, usize::MAX, false));
        renderer.block = block;
        renderer.around = marks.get(block).copied().unwrap_or_default();
        let own = marks.get(at).copied().unwrap_or_default();
        match &node.content {
            Content::Element { .. } if own.has(Marks::UNSEEN) => {
                if tree::is_block(node.tag()) {
                    renderer.flush();
                }
                at = node.end.max(at + 1);
                continue;
            }
            Content::Element { tag, .. } if tag == "br" => renderer.line_break(),
            Content::Element { tag, .. } if tree::is_block(tag) => {
                renderer.flush();
                open.push((at, node.end, pre || tag == "pre"));
            }
            Content::Element { .. } => {}
            Content::Text { at: range, source } => {
                if let Some(words) = tree.words.get(range.clone()) {
                    renderer.text(words, source, own, pre);
                }
            }
        }
        at += 1;
    }
    renderer.flush();
    renderer.done
}

impl Renderer<'_> {
    fn flush(&mut self) {
        self.gap = None;
        let words = std::mem::take(&mut self.words);
        let trace = std::mem::take(&mut self.trace);
        let (linked, marks) = (self.linked, self.marks.take());
        self.linked = 0;
        if words.chars().any(|c| !c.is_whitespace()) {
            self.done.push(Paragraph {
                words,
                block: self.block,
                linked,
                marks: marks.unwrap_or_default().without(self.around),
                trace,
            });
        }
    }

    fn line_break(&mut self) {
        if self.gap == Some('\n') {
            self.flush();
        } else if !self.words.is_empty() {
            self.gap = Some('\n');
        }
    }

    fn text(&mut self, words: &str, source: &Range<usize>, own: Marks, pre: bool) {
        let written = self.page.get(source.clone()).unwrap_or_default();
        let mut runs = entity::aligned(words, written).into_iter().peekable();
        let mut offset = 0;
        for piece in words.split_inclusive(is_space) {
            let word = piece.trim_end_matches(is_space);
            if !word.is_empty() {
                self.word(word, own);
                let from = self.words.len() - word.len();
                let word = offset..offset + word.len();
                while let Some((of, by)) = runs.peek().filter(|(of, _)| of.start < word.end) {
                    let run = Run {
                        text: of.clone(),
                        source: source.start + by.start..source.start + by.end,
                    };
                    let done = of.end <= word.end;
                    if let Some(run) = run.part(&word) {
                        self.trace.push(Run {
                            text: from + (run.text.start - word.start)
                                ..from + (run.text.end - word.start),
                            ..run
                        });
                    }
                    if !done {
                        break;
                    }
                    runs.next();
                }
            }
            let space = piece.get(word.len()..).unwrap_or_default();
            if pre && space.contains('\n') {
                self.line_break();
            } else if !space.is_empty() && self.gap.is_none() && !self.words.is_empty() {
                self.gap = Some(' ');
            }
            offset += piece.len();
        }
    }

    fn word(&mut self, word: &str, own: Marks) {
        if let Some(gap) = self.gap.take().filter(|_| !self.words.is_empty()) {
            self.words.push(gap);
        }
        self.words.push_str(word);
        if own.has(Marks::LINK) {
            self.linked += word.len() + 1;
        }
        // What all of a paragraph's words share.
        let before = self.marks.unwrap_or(own);
        self.marks = Some(before.without(before.without(own)));
    }
}

/// White space that a browser collapses.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{mark, tree};

    fn rendered(page: &str) -> Vec<Paragraph> {
        let tree = tree::read(page, 512);
        let marks = crate::html::handed_down(&tree, &mark::own(&tree));
        paragraphs(&tree, page, &marks)
    }

    #[test]
    fn paragraphs_as_a_browser_shows_them() {
        let words: Vec<String> = rendered(
            "<p>One\n  two <b>th</b>ree&nbsp;four.</p>five<br>six<br><br>seven<script>x</script><ul><li>a<li>b</ul>",
        )
        .into_iter()
        .map(|p| p.words)
        .collect();
        assert_eq!(
            words,
            ["One two three\u{a0}four.", "five\nsix", "seven", "a", "b"]
        );
    }

    #[test]
    fn words_without_entities_are_the_words_of_the_page() {
        let page = "<p>“Não”,  he said,\n <i>twice</i>.</p>";
        for paragraph in rendered(page) {
            for run in paragraph.trace.runs() {
                let words = paragraph.words.get(run.text.clone());
                assert_eq!(words, page.get(run.source.clone()));
            }
        }
    }
}
