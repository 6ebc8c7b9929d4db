//! From runs of letters to lines, paragraphs and a text.

use super::page::Run;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The text of a file and what its layout tells.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Layout {
    /// Paragraphs, parted by blank lines.
    pub text: String,
    /// By page, its bytes in the text. A paragraph that goes on overleaf lies on both.
    pub pages: Vec<Range<usize>>,
    /// Running heads and feet, page numbers, and what is not upright; in order.
    pub running: Vec<Range<usize>>,
    /// The paragraph in the largest letters at the head of the first page.
    pub headline: Option<Range<usize>>,
}

#[derive(Debug, Clone, PartialEq)]
struct Line {
    page: usize,
    words: String,
    from: f32,
    to: f32,
    y: f32,
    size: f32,
}

/// The layout of pages.
pub(super) fn of(pages: &[Vec<Run>]) -> Layout {
    let mut lines: Vec<Line> = Vec::new();
    let mut turned: Vec<Line> = Vec::new();
    for (page, runs) in pages.iter().enumerate() {
        let (upright, other): (Vec<&Run>, Vec<&Run>) = runs.iter().partition(|run| run.upright);
        lines.extend(of_page(page, &upright));
        turned.extend(of_page(page, &other));
    }
    let running = running(&lines, pages.len());
    let mut flags = running.iter().copied();
    let (mut aside, body): (Vec<Line>, Vec<Line>) = lines
        .into_iter()
        .partition(|_| flags.next().unwrap_or(false));
    aside.extend(turned);
    aside.sort_by_key(|line| line.page);
    let paragraphs = paragraphs(&body);
    written(&paragraphs, &aside, pages.len(), &body)
}

/// The lines of a page, in the order of the file.
fn of_page(page: usize, runs: &[&Run]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for run in runs {
        let same = lines.last_mut().filter(|line| {
            (line.y - run.y).abs() < 0.5 * line.size.max(run.size)
                && run.from >= line.to - 0.6 * line.size
        });
        match same {
            Some(line) => {
                let gap = run.from - line.to > 0.16 * run.size.min(line.size);
                if gap && !line.words.ends_with(' ') && !run.words.starts_with(' ') {
                    line.words.push(' ');
                }
                line.words.push_str(&run.words);
                line.to = line.to.max(run.to);
                line.size = line.size.max(run.size);
            }
            None => lines.push(Line {
                page,
                words: run.words.clone(),
                from: run.from,
                to: run.to,
                y: run.y,
                size: run.size,
            }),
        }
    }
    for line in &mut lines {
        line.words = line.words.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    lines.retain(|line| !line.words.is_empty());
    lines
}

/// Of each line whether it is a running head or foot or a page's number. They stand among the two highest or lowest
/// lines of a page, and come again on others with other figures.
fn running(lines: &[Line], pages: usize) -> Vec<bool> {
    let mut by_page: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        by_page.entry(line.page).or_default().push(at);
    }
    let mut edges: Vec<usize> = Vec::new();
    for on_page in by_page.values_mut() {
        let y = |at: &usize| lines.get(*at).map_or(0.0, |line| line.y);
        on_page.sort_by(|a, b| y(b).total_cmp(&y(a)));
        let last = on_page.len().saturating_sub(2).max(2);
        edges.extend(on_page.iter().take(2).chain(on_page.iter().skip(last)));
    }
    let key = |line: &Line| {
        let words = line
            .words
            .to_lowercase()
            .replace(|c: char| c.is_ascii_digit(), "#");
        (
            words.replace("##", "#").replace("##", "#"),
            line.size.round() as i32,
        )
    };
    let mut seen: BTreeMap<(String, i32), BTreeSet<usize>> = BTreeMap::new();
    for line in edges.iter().filter_map(|at| lines.get(*at)) {
        seen.entry(key(line)).or_default().insert(line.page);
    }
    // Left and right pages may have heads of their own.
    let enough = (pages / 3).max(2);
    let edges: BTreeSet<usize> = edges.into_iter().collect();
    let again = |line: &Line| seen.get(&key(line)).is_some_and(|on| on.len() >= enough);
    let told = lines.iter().enumerate();
    told.map(|(at, line)| edges.contains(&at) && (is_number(&line.words) || again(line)))
        .collect()
}

/// "7", "- 7 -", "Page 7 of 9".
fn is_number(words: &str) -> bool {
    let mut parts = words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .peekable();
    let short = words.len() <= 24 && parts.peek().is_some();
    let number = |part: &str| part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
    let mut any = false;
    short
        && parts.all(|part| {
            any |= number(part);
            number(part) || ["page", "of", "p"].contains(&part.to_lowercase().as_str())
        })
        && any
}

/// Lines that are one paragraph, in order.
fn paragraphs(lines: &[Line]) -> Vec<Vec<&Line>> {
    let leading = leading(lines);
    let edges = Edges::new(lines);
    let mut paragraphs: Vec<Vec<&Line>> = Vec::new();
    for line in lines {
        let open = paragraphs
            .last_mut()
            .filter(|open| goes_on(open, line, leading, &edges));
        match open {
            Some(open) => open.push(line),
            None => paragraphs.push(vec![line]),
        }
    }
    paragraphs
}

/// How far a line usually stands below the one before, in sizes of its letters: the lower middle of all.
fn leading(lines: &[Line]) -> f32 {
    let mut steps: Vec<f32> = lines
        .windows(2)
        .filter_map(|pair| match pair {
            [above, below] if above.page == below.page => {
                Some((above.y - below.y) / below.size.max(0.1))
            }
            _ => None,
        })
        .filter(|step| (0.8..3.0).contains(step))
        .collect();
    steps.sort_by(f32::total_cmp);
    steps
        .get(steps.len().saturating_sub(1) / 3)
        .copied()
        .unwrap_or(1.2)
}

/// Whether a line goes on with a paragraph.
fn goes_on(open: &[&Line], next: &Line, leading: f32, edges: &Edges) -> bool {
    let Some(last) = open.last() else {
        return false;
    };
    if (last.size - next.size).abs() > 0.12 * last.size.max(next.size) || is_item(&next.words) {
        return false;
    }
    let ended = ends_sentence(&last.words);
    let step = (last.y - next.y) / next.size.max(0.1);
    if last.page != next.page || !(0.3..6.0).contains(&step) {
        // Overleaf, or in the next column.
        let edge = edges.right(last).unwrap_or(last.to);
        let full = last.to > last.from + 0.8 * (edge - last.from) || last.page == next.page;
        let small = next.words.starts_with(char::is_lowercase);
        return is_parted(&last.words) || !ended && (small || full && open.len() > 1);
    }
    if step > leading * 1.3 {
        return false;
    }
    let left = open
        .iter()
        .skip(1)
        .map(|line| line.from)
        .fold(last.from, f32::min);
    let indented = next.from > left + 0.7 * next.size;
    let edge = open.iter().map(|line| line.to).fold(next.to, f32::max);
    let short = last.to < edge - 0.25 * (edge - last.from);
    !(indented || short && ended || is_broken_off(last, next, edges))
}

/// Whether a line ends though the next one's first word had room in it, and plenty.
fn is_broken_off(last: &Line, next: &Line, edges: &Edges) -> bool {
    let Some(edge) = edges.right(last).filter(|_| !is_parted(&last.words)) else {
        return false;
    };
    let letters = |words: &str| words.chars().count() as f32;
    let first = letters(next.words.split(' ').next().unwrap_or_default());
    let word = (next.to - next.from) * first / letters(&next.words).max(1.0);
    edge - last.to > word + 0.15 * (edge - last.from)
}

/// How far the columns of each page reach to the right.
struct Edges(BTreeMap<(usize, i32), (usize, f32)>);

impl Edges {
    fn new(lines: &[Line]) -> Edges {
        let mut edges = BTreeMap::new();
        for line in lines {
            let (count, right) = edges
                .entry((line.page, Edges::column(line)))
                .or_insert((0, line.to));
            *count += 1;
            *right = f32::max(*right, line.to);
        }
        Edges(edges)
    }

    /// Lines that begin within ten points of each other are in one column.
    fn column(line: &Line) -> i32 {
        (line.from / 10.0).round() as i32
    }

    /// Where the column of a line ends, if it has at least three lines.
    fn right(&self, line: &Line) -> Option<f32> {
        let column = Edges::column(line);
        let beside = (column.saturating_sub(2)..=column.saturating_add(2))
            .filter_map(|column| self.0.get(&(line.page, column)));
        let (count, right) = beside.fold((0, 0.0), |(n, r), (count, right)| {
            (n + count, f32::max(r, *right))
        });
        (count >= 3).then_some(right)
    }
}

fn is_item(words: &str) -> bool {
    let mut chars = words.chars();
    chars.next().is_some_and(|c| "•▪■●◦‣·–*".contains(c)) && chars.next() == Some(' ')
}

fn ends_sentence(words: &str) -> bool {
    let words = words.trim_end_matches(['”', '’', '"', '\'', ')', '»']);
    words.ends_with(['.', '?', '!', ':', '…'])
}

/// Whether a line ends inside a word.
fn is_parted(words: &str) -> bool {
    let mut back = words.chars().rev();
    back.next().is_some_and(|c| HYPHENS.contains(&c))
        && back.next().is_some_and(char::is_alphabetic)
}

/// The hyphen of the keyboard, the soft one, and the one of Unicode.
const HYPHENS: [char; 3] = ['-', '\u{ad}', '\u{2010}'];

/// Adds a line to a paragraph. A word that is parted at the line's end is joined, unless the text has it with its
/// hyphen elsewhere.
fn join(paragraph: &mut String, next: &str, words: &BTreeSet<String>) {
    if !(is_parted(paragraph) && next.starts_with(char::is_lowercase)) {
        // "Franco-" and "British" keep their hyphen, and no space comes between.
        let compound = is_parted(paragraph) && next.starts_with(char::is_alphabetic);
        if !(paragraph.is_empty() || compound) {
            paragraph.push(' ');
        }
        paragraph.push_str(next);
        return;
    }
    let before = paragraph.rsplit(' ').next().unwrap_or_default();
    let after = next.split(' ').next().unwrap_or_default();
    let soft = paragraph.ends_with('\u{ad}');
    let kept = !soft && words.contains(&bare(&format!("{before}{after}")));
    if !kept {
        paragraph.pop();
    }
    paragraph.push_str(next);
}

/// A word in lower case without the signs around it.
fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase()
        .replace('\u{2010}', "-")
}

/// Writes the text. What runs along a page comes after its last paragraph, or before it where that goes on overleaf.
fn written(paragraphs: &[Vec<&Line>], aside: &[Line], pages: usize, body: &[Line]) -> Layout {
    let words: BTreeSet<String> = body
        .iter()
        .flat_map(|line| line.words.split(' ').rev().skip(1))
        .filter(|word| word.contains(HYPHENS))
        .map(bare)
        .collect();
    let mut layout = Layout::default();
    // Where each page begins.
    let mut begins: Vec<Option<usize>> = vec![None; pages];
    let mut told = 0;
    let title = title(paragraphs, body);
    for (at, paragraph) in paragraphs.iter().enumerate() {
        let last = paragraph.last().map_or(0, |line| line.page);
        // Of the pages that end before this paragraph does, and of those that are over.
        let until = paragraph.first().map_or(0, |line| line.page.max(last));
        told = layout.run_along(aside, told, until, &mut begins);
        let start = layout.open();
        let mut whole = String::new();
        for line in paragraph {
            join(&mut whole, &line.words, &words);
            let begin = start + whole.len() - line.words.len();
            layout.begin(&mut begins, line.page, begin);
        }
        layout.text.push_str(&whole);
        if title == Some(at) {
            layout.headline = Some(start..layout.text.len());
        }
    }
    layout.run_along(aside, told, pages, &mut begins);
    // A page without words lies where the next one begins.
    let mut end = layout.text.len();
    for begin in begins.into_iter().rev() {
        let begin = begin.unwrap_or(end).min(end);
        layout.pages.push(begin..end);
        end = begin;
    }
    layout.pages.reverse();
    layout
}

impl Layout {
    /// Parts what comes from what stands there; gives where it begins.
    fn open(&mut self) -> usize {
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        self.text.len()
    }

    fn begin(&self, begins: &mut [Option<usize>], page: usize, at: usize) {
        if let Some(begin) = begins.get_mut(page).filter(|begin| begin.is_none()) {
            *begin = Some(at);
        }
    }

    /// Writes what runs along the pages before `until`, in the order of pages, from number `told` on; gives how many are told then.
    fn run_along(
        &mut self,
        aside: &[Line],
        told: usize,
        until: usize,
        begins: &mut [Option<usize>],
    ) -> usize {
        let rest = aside.get(told..).unwrap_or_default().iter();
        let now = rest.take_while(|line| line.page < until);
        let mut count = told;
        for line in now {
            let start = self.open();
            self.begin(begins, line.page, start);
            self.text.push_str(&line.words);
            self.running.push(start..self.text.len());
            count += 1;
        }
        count
    }
}

/// The number of the paragraph at the head of the first page in letters larger than the body's.
fn title(paragraphs: &[Vec<&Line>], body: &[Line]) -> Option<usize> {
    let mut letters: BTreeMap<i32, usize> = BTreeMap::new();
    for line in body {
        *letters
            .entry((line.size * 10.0).round() as i32)
            .or_default() += line.words.len();
    }
    let (usual, _) = letters.iter().max_by_key(|(_, count)| **count)?;
    let usual = *usual as f32 / 10.0;
    let head = paragraphs.iter().enumerate().take(8);
    let sized = head.filter_map(|(at, paragraph)| {
        let first = paragraph
            .first()
            .filter(|line| line.page == 0 && line.size > 1.15 * usual)?;
        let letters = paragraph.iter().map(|line| line.words.len()).sum::<usize>();
        (8..300).contains(&letters).then_some((at, first.size))
    });
    let mut best: Option<(usize, f32)> = None;
    for (at, size) in sized {
        if best.is_none_or(|(_, most)| size > most + 0.1) {
            best = Some((at, size));
        }
    }
    best.map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of one size, twelve points apart; `>` indents one, a blank one leaves a gap.
    fn page(lines: &[&str]) -> Vec<Run> {
        (1u8..)
            .zip(lines)
            .filter(|(_, words)| !words.is_empty())
            .map(|(n, words)| {
                let indent = if words.starts_with('>') { 20.0 } else { 0.0 };
                let words = words.trim_start_matches('>');
                Run {
                    words: words.to_owned(),
                    from: 50.0 + indent,
                    to: 50.0 + indent + 5.0 * words.len() as f32,
                    y: 800.0 - 12.0 * f32::from(n),
                    size: 10.0,
                    upright: true,
                }
            })
            .collect()
    }

    fn text(pages: &[Vec<Run>]) -> String {
        of(pages).text
    }

    #[test]
    fn words_parted_at_the_end_of_a_line_are_joined() {
        let page = page(&[
            "The council closed the well-known bridge and a-",
            "greed that the well-",
            "known ferry should run again, the Torvane-",
            "Elvo company said.",
        ]);
        assert_eq!(
            text(&[page]),
            "The council closed the well-known bridge and agreed that the well-known ferry should run again, the Torvane-Elvo company said."
        );
    }

    #[test]
    fn paragraphs_begin_at_a_gap_an_indent_or_after_a_short_line() {
        let page = page(&[
            "The bridge was closed on Friday, and nobody was",
            "told why it was so, the mayor of the town said.",
            "",
            "The ferry was late again on Friday, as it was on",
            "Monday.",
            "A passenger who waited for it said that nobody",
            "had come to the quay to tell her when it sails.",
            ">She went home at night and came back the day",
            "after, when the ferry came.",
        ]);
        insta::assert_snapshot!(text(&[page]), @r##"
The bridge was closed on Friday, and nobody was told why it was so, the mayor of the town said.

The ferry was late again on Friday, as it was on Monday.

A passenger who waited for it said that nobody had come to the quay to tell her when it sails.

She went home at night and came back the day after, when the ferry came.
"##);
    }

    #[test]
    fn running_heads_and_numbers_are_apart_and_sentences_whole_overleaf() {
        let one = page(&[
            "Torvane Herald 3 May 2031",
            "",
            "The bridge was closed on Friday, and nobody was",
            "told why it was so, and when the mayor of the",
            "",
            "1",
        ]);
        let two = page(&[
            "Torvane Herald 3 May 2031",
            "",
            "town was asked she said that she did not know.",
            "",
            "The ferry was late.",
            "",
            "2",
        ]);
        let layout = of(&[one, two]);
        insta::assert_snapshot!(layout.text, @r##"
Torvane Herald 3 May 2031

1

The bridge was closed on Friday, and nobody was told why it was so, and when the mayor of the town was asked she said that she did not know.

The ferry was late.

Torvane Herald 3 May 2031

2
"##);
        let at = |range: &Range<usize>| layout.text.get(range.clone()).unwrap().to_owned();
        let running: Vec<String> = layout.running.iter().map(at).collect();
        assert_eq!(
            running,
            [
                "Torvane Herald 3 May 2031",
                "1",
                "Torvane Herald 3 May 2031",
                "2"
            ]
        );
        assert!(at(&layout.pages[0]).ends_with("mayor of the "));
        assert!(at(&layout.pages[1]).starts_with("town was asked"));
    }

    #[test]
    fn numbers_of_pages() {
        for words in ["7", "- 7 -", "Page 7 of 9", "7/9"] {
            assert!(is_number(words), "{words}");
        }
        for words in ["7 ferries", "2031-05-03 late", "Page", "—"] {
            assert!(!is_number(words), "{words}");
        }
    }
}
