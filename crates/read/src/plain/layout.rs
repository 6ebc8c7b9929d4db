//! Head, body and foot of a plain article, and the kind of every paragraph.
//!
//! The head ends where the first paragraph of sentences begins, but not before the last line near the top
//! that names the authors or the day (a standfirst may stand above it). The foot begins behind the last
//! paragraph of sentences. Between the two all is body that is not furniture by its words.

use super::byline;
use super::line::Line;
use crate::{lists, outlet};
use rapporteur_record::{BlockKind, Span, Text};
use std::ops::Range;

/// What was told of a text's lines.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    /// The kind of each line.
    pub kinds: Vec<BlockKind>,
    /// From the first paragraph of the body to the last.
    pub body: Range<usize>,
    /// The line of the headline.
    pub headline_line: Option<usize>,
    pub headline: Option<Span>,
    pub byline: Option<Span>,
}

/// How far down a line with the day or the authors still makes what is above it a head.
const HEAD_LINES: usize = 14;
/// A standfirst is at most so long, in words.
const STANDFIRST: usize = 50;

/// Tells the kinds. `titled`: a header has given the headline already.
pub(crate) fn tell(text: &Text, lines: &[Line<'_>], titled: bool) -> Layout {
    let linked = links(lines);
    let first = first_body(lines, &linked);
    let headline_line = (!titled).then(|| headline(lines, first)).flatten();
    // A text that is one line, or lines that never become sentences, is all body.
    let (first, headline_line) = match first {
        Some(first) => (first, headline_line),
        None if lines.len() <= 1 => (0, None),
        None => (headline_line.map_or(0, |h| h + 1), headline_line),
    };
    let first = headline_line.map_or(first, |h| short_sentences(lines, &linked, h, first));
    let last = last_body(lines, &linked, first);
    let mut layout = Layout {
        kinds: lines.iter().map(|_| BlockKind::Body).collect(),
        body: first..last,
        headline_line,
        headline: headline_line.and_then(|at| headline_span(text, lines.get(at)?)),
        byline: None,
    };
    for (at, line) in lines.iter().enumerate() {
        let kind = if headline_line == Some(at) {
            BlockKind::Headline
        } else if linked.get(at) == Some(&true) {
            BlockKind::Links
        } else if at < first {
            head_kind(lines, at, headline_line.unwrap_or(at))
        } else if at < last {
            body_kind(lines, at)
        } else {
            foot_kind(line)
        };
        if let Some(place) = layout.kinds.get_mut(at) {
            *place = kind;
        }
    }
    layout.byline = choose_byline(text, lines, &mut layout);
    keep_standfirst(lines, &mut layout);
    layout
}

/// A standfirst is the article's own text, but what it only says ahead of the body is not said twice.
fn keep_standfirst(lines: &[Line<'_>], layout: &mut Layout) {
    let Some(headline) = layout.headline_line else {
        return;
    };
    let body = |at: &usize| layout.kinds.get(*at) == Some(&BlockKind::Body);
    let told = (headline + 1..layout.body.start).find(|at| {
        let told = |line: &Line<'_>| {
            let all = layout.body.clone().filter(body);
            let words = all.filter_map(|b| lines.get(b)).map(|l| l.words);
            line.is_prose() && line.count <= STANDFIRST && !lists::repeats(line.words, words)
        };
        layout.kinds.get(*at) == Some(&BlockKind::Other) && lines.get(*at).is_some_and(told)
    });
    if let Some(kind) = told.and_then(|at| layout.kinds.get_mut(at)) {
        *kind = BlockKind::Body;
    }
}

/// Which lines are links under a heading such as "Read more", or bulleted titles among the paragraphs.
fn links(lines: &[Line<'_>]) -> Vec<bool> {
    let mut linked = vec![false; lines.len()];
    // What the lines that follow are, as long as they look like titles.
    let mut under: Option<(usize, bool)> = None;
    // Above the first sentences a short line such as "Share" is a button and no heading.
    let first = lines.iter().position(Line::is_prose).unwrap_or(0);
    let mut before: Option<&Line<'_>> = None;
    for (at, line) in lines.iter().enumerate() {
        let title =
            line.count <= 18 && !line.words.ends_with(['.', ';']) && line.furniture.is_none();
        let item = line.bullet || is_numbered(line.words);
        let follows = under.is_some_and(|(group, heading)| {
            title
                && (item && line.group <= group + 1
                    || heading && line.group <= group + 1 && line.byline.is_none())
        });
        if line.furniture == Some(BlockKind::Links) {
            let short = line.count <= 4 && !line.words.contains(':') && at > first;
            let heading = line.words.ends_with(':') || short;
            under = Some((line.group, heading));
        } else if follows {
            if let Some(place) = linked.get_mut(at) {
                *place = true;
            }
            // Items may be parted by blank lines; titles without a mark end with their group.
            under = under.map(|(_, heading)| (line.group, heading && item));
            if let Some(place) = under.as_mut().filter(|_| !item) {
                *place = (line.group.saturating_sub(1), true);
            }
        } else {
            under = None;
            let starts_list =
                line.bullet && before.is_none_or(|b| !b.bullet && !b.words.ends_with(':'));
            if starts_list && titles_from(lines, at) {
                under = Some((line.group, false));
                if let Some(place) = linked.get_mut(at) {
                    *place = true;
                }
            }
        }
        before = Some(line);
    }
    linked
}

/// Whether the bulleted items from here on are titles: each begins with a capital and none ends as a
/// sentence or a clause does.
fn titles_from(lines: &[Line<'_>], at: usize) -> bool {
    let items: Vec<&Line<'_>> = lines
        .iter()
        .skip(at)
        .take_while(|l| l.bullet)
        .take(30)
        .collect();
    let inner = |line: &&Line<'_>| {
        let words = line
            .words
            .trim_start_matches(|c: char| !c.is_alphanumeric() && !"‘“'\"".contains(c));
        (4..=18).contains(&line.count)
            && words
                .trim_start_matches(['‘', '“', '\'', '"'])
                .starts_with(|c: char| c.is_uppercase() || c.is_numeric())
            && !words.ends_with(['.', ';', ',', ':', '!'])
            && !words.ends_with(" and")
    };
    !items.is_empty() && items.iter().all(inner)
}

fn is_numbered(words: &str) -> bool {
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&digits)
        && words
            .get(digits..)
            .is_some_and(|rest| rest.starts_with(['.', ')']))
}

/// The first line of the body.
fn first_body(lines: &[Line<'_>], linked: &[bool]) -> Option<usize> {
    let prose =
        |at: usize| lines.get(at).is_some_and(|l| l.is_prose()) && linked.get(at) != Some(&true);
    let first = (0..lines.len()).find(|at| prose(*at) && !is_headline_sentence(lines, *at))?;
    // What names the day or the authors below a standfirst makes it part of the head.
    let mut start = first;
    let mut above = 0;
    for at in first..lines.len().min(HEAD_LINES) {
        let Some(line) = lines.get(at) else { break };
        let marks = line.is_date_line() || line.byline.as_ref().is_some_and(|b| b.strong);
        let next = (at + 1..lines.len()).find(|next| prose(*next));
        if prose(at) {
            above += line.count;
            if above > STANDFIRST || at > first {
                break;
            }
        } else if marks && let Some(next) = next {
            start = next;
        }
    }
    Some(start)
}

/// Sentences too short to begin a body by themselves belong to the body that they stand right before.
fn short_sentences(lines: &[Line<'_>], linked: &[bool], headline: usize, first: usize) -> usize {
    let is_sentence = |at: &usize| {
        linked.get(*at) != Some(&true)
            && lines.get(*at).is_some_and(|l| {
                is_title(l) && l.byline.is_none() && l.count >= 3 && ends_with_full_stop(l.words)
            })
    };
    let short = (headline + 1..first).rev().take_while(is_sentence);
    short.last().unwrap_or(first)
}

/// Whether the last sign is a full stop, be it before, behind or without a closing quotation mark.
fn ends_with_full_stop(words: &str) -> bool {
    words
        .trim_end_matches(['”', '’', '"', '\'', '»'])
        .ends_with('.')
}

/// Whether a line that ends as a sentence is the headline all the same: the first of its kind, alone, short,
/// a question or a quotation, or followed by the authors or the day.
fn is_headline_sentence(lines: &[Line<'_>], at: usize) -> bool {
    let Some(line) = lines.get(at) else {
        return false;
    };
    let before = lines
        .iter()
        .take(at)
        .any(|l| is_title(l) && l.count >= 4 && l.group != line.group);
    let next = lines.get(at + 1);
    let alone = next.is_some_and(|n| n.group != line.group || n.furniture.is_some());
    let marked =
        next.is_some_and(|n| n.is_date_line() || n.byline.is_some() || n.furniture.is_some());
    let question = line.words.ends_with(['?', '!', '’', '”', '\'', '"']);
    !before && line.count <= 22 && (marked || alone && question && at <= 3)
}

/// Whether a line may be a headline, a section, an outlet: nothing else claims it.
fn is_title(line: &Line<'_>) -> bool {
    line.furniture.is_none()
        && !line.is_date_line()
        && !line.byline.as_ref().is_some_and(|b| b.strong)
        && !line.bullet
}

/// The line of the headline: the best of what stands above the body and is nothing else.
fn headline(lines: &[Line<'_>], first: Option<usize>) -> Option<usize> {
    let head = lines.get(..first.unwrap_or(lines.len().min(6)))?;
    // A Markdown title says so itself.
    if let Some(at) = head.iter().position(|l| l.words.starts_with("# ")) {
        return Some(at);
    }
    let mut best: Option<(i64, usize)> = None;
    for (at, line) in head.iter().enumerate().filter(|(_, l)| is_title(l)) {
        let score = headline_score(head, at, line);
        if score > 0 && best.is_none_or(|(b, _)| score > b) {
            best = Some((score, at));
        }
    }
    best.map(|(_, at)| at)
}

fn headline_score(head: &[Line<'_>], at: usize, line: &Line<'_>) -> i64 {
    let group = |i: usize| head.get(i).map(|l| l.group);
    let before = at.checked_sub(1).and_then(group);
    let alone = before != Some(line.group) && group(at + 1) != Some(line.group);
    let opens = before != Some(line.group);
    let marked = head
        .get(at + 1)
        .is_some_and(|n| n.is_date_line() || n.byline.is_some() || n.furniture.is_some());
    let sections = outlet::is_section_line(line.words)
        || line.words.contains(['|', '›'])
        || line.words.contains("  ");
    let after_head = head
        .iter()
        .take(at)
        .any(|l| l.is_date_line() || l.byline.as_ref().is_some_and(|b| b.strong));
    let mut score = line.count.min(9) as i64 + 1;
    score += 4 * i64::from(alone) + 2 * i64::from(opens) + 2 * i64::from(marked);
    score -= 8 * i64::from(sections) + 4 * i64::from(after_head && at > 2);
    score -= 4 * i64::from(line.count <= 3 && at == 0 && head.len() > 1);
    score -= 8 * i64::from(ends_with_full_stop(line.words) || line.count > 30);
    score -= 3 * i64::from(outlet::sounds_like_outlet(line.words) && line.count <= 4);
    score -= 6 * i64::from(byline::is_bio(line.words));
    // Of several lines the upper one is the headline, the lower the standfirst.
    score
        - 2 * head
            .iter()
            .take(at)
            .filter(|l| is_title(l) && l.count >= 4)
            .count() as i64
}

/// The headline's words, without the sign of a Markdown title.
fn headline_span(text: &Text, line: &Line<'_>) -> Option<Span> {
    let signs = line.words.len() - line.words.trim_start_matches(['#', ' ']).len();
    let signs = if line.words.starts_with('#') {
        signs
    } else {
        0
    };
    let span = text
        .span(line.span.start() + signs, line.span.end())
        .filter(|s| !s.is_empty())?;
    let words = text.quote(span);
    match words.strip_prefix("**").and_then(|w| w.strip_suffix("**")) {
        Some(inner) => text.span_of(inner),
        None => Some(span),
    }
}

fn head_kind(lines: &[Line<'_>], at: usize, headline: usize) -> BlockKind {
    let Some(line) = lines.get(at) else {
        return BlockKind::Other;
    };
    if let Some(kind) = line.furniture {
        return kind;
    }
    if line.words.starts_with("![") {
        return BlockKind::Caption;
    }
    if line.byline.as_ref().is_some_and(|b| b.strong) {
        return BlockKind::Byline;
    }
    if line.is_date_line() {
        return BlockKind::Dateline;
    }
    // "… in Elvo, October 2, 2031 / Press Office"
    let source = line
        .words
        .rsplit_once(" / ")
        .is_some_and(|(_, s)| s.split_whitespace().count() <= 5);
    // A line right above the one that says who made the picture.
    let credited = line.count >= 4
        && lines
            .get(at + 1)
            .is_some_and(|n| n.group == line.group && n.furniture == Some(BlockKind::Caption));
    if at > headline && (line.count >= 8 && source || credited) {
        return BlockKind::Caption;
    }
    BlockKind::Other
}

fn body_kind(lines: &[Line<'_>], at: usize) -> BlockKind {
    let Some(line) = lines.get(at) else {
        return BlockKind::Body;
    };
    if let Some(kind) = line.furniture {
        return kind;
    }
    if line.words.starts_with("![") {
        return BlockKind::Caption;
    }
    let strong = line.byline.as_ref().is_some_and(|b| b.strong);
    if strong && line.count <= 12 {
        return BlockKind::Byline;
    }
    if line.is_date_line() && line.count <= 8 {
        return BlockKind::Dateline;
    }
    BlockKind::Body
}

fn foot_kind(line: &Line<'_>) -> BlockKind {
    if let Some(kind) = line.furniture {
        return kind;
    }
    if line.byline.as_ref().is_some_and(|b| b.strong) {
        BlockKind::Byline
    } else if line.is_date_line() {
        BlockKind::Dateline
    } else if line.bullet {
        BlockKind::Links
    } else if line.words.starts_with("![") {
        BlockKind::Caption
    } else {
        BlockKind::Other
    }
}

/// One past the last line of the body.
fn last_body(lines: &[Line<'_>], linked: &[bool], first: usize) -> usize {
    let is_body = |at: usize, line: &Line<'_>| {
        linked.get(at) != Some(&true)
            && line.furniture.is_none()
            && !line.is_date_line()
            && !line
                .byline
                .as_ref()
                .is_some_and(|b| b.strong || byline::is_bio(line.words))
            && (line.count >= 3 && line.ends_sentence() || line.count >= 25)
    };
    let last = (first..lines.len())
        .rev()
        .find(|at| lines.get(*at).is_some_and(|l| is_body(*at, l)));
    match last {
        Some(last) => last + 1,
        // Nothing ends as a sentence: what no list claims is body.
        None => lines.len(),
    }
}

/// The byline: what says so itself; else what stands under the headline as a byline does; else at the foot.
fn choose_byline(text: &Text, lines: &[Line<'_>], layout: &mut Layout) -> Option<Span> {
    let span = |line: &Line<'_>| {
        let at = line
            .byline
            .as_ref()
            .map_or(0..line.words.len(), |b| b.at.clone());
        text.span(line.span.start() + at.start, line.span.start() + at.end)
    };
    let of_kind = |layout: &Layout, range: Range<usize>| {
        range
            .into_iter()
            .find(|at| layout.kinds.get(*at) == Some(&BlockKind::Byline))
            .and_then(|at| lines.get(at))
    };
    if let Some(line) = of_kind(layout, 0..layout.body.start) {
        return span(line);
    }
    let under = layout.headline_line.map_or(0, |h| h + 1);
    if layout.headline_line.is_some() {
        for at in under..layout.body.start {
            let (Some(line), Some(kind)) = (lines.get(at), layout.kinds.get_mut(at)) else {
                continue;
            };
            match kind {
                BlockKind::Other if line.byline.is_some() && !is_outlet(line.words) => {
                    *kind = BlockKind::Byline;
                    return span(line);
                }
                BlockKind::Dateline => {
                    if let Some(names) = beside_the_day(line) {
                        *kind = BlockKind::Byline;
                        return text.span_of(names);
                    }
                }
                _ => {}
            }
        }
    }
    if let Some(line) = of_kind(layout, layout.body.start..lines.len()) {
        return span(line);
    }
    // A name alone right under the last sentence signs it; else the line about the author names them.
    let signed = lines.get(layout.body.end).is_some_and(|l| {
        (2..=3).contains(&l.count)
            && l.furniture.is_none()
            && byline::is_names(l.words)
            && !is_outlet(l.words)
            && layout.headline_line.is_some()
    });
    let mut foot = layout.body.end..lines.len();
    let is_bio = |at: &usize| lines.get(*at).is_some_and(|l| byline::is_bio(l.words));
    let bio = signed
        .then_some(layout.body.end)
        .or_else(|| foot.find(is_bio))?;
    if let Some(kind) = layout.kinds.get_mut(bio) {
        *kind = BlockKind::Byline;
    }
    span(lines.get(bio)?)
}

/// Whether a line that could name people names an outlet: it sounds so, and no role or place says more.
fn is_outlet(words: &str) -> bool {
    outlet::sounds_like_outlet(words) && !words.contains(',') && !byline::has_role(words)
}

/// The authors in "07.03.2031, 18:20 | OTV/Desk | Elvo" or "Mira Oduya | 3 May 2031".
fn beside_the_day<'t>(line: &Line<'t>) -> Option<&'t str> {
    let parts: Vec<&str> = line.words.split(['|', '·', '•']).map(str::trim).collect();
    let free: Vec<&str> = parts
        .iter()
        .copied()
        .filter(|part| {
            !part.contains(char::is_numeric)
                && !outlet::is_section_line(part)
                && (byline::is_names(part) || byline::of(part, &[]).is_some())
        })
        .collect();
    match free.as_slice() {
        [] => None,
        [one] if parts.len() < 3 && !one.contains(['/', ' ']) => None,
        [first, ..] => Some(first),
    }
}
