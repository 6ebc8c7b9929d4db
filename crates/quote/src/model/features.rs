//! What the model sees of an article: for each word some features as hashes, ready for the table of known ones, and
//! for each word of a window its place in respect of the cue.

use crate::marks::Quotation;
use rapporteur_parse::{Parsed, Relation, Sentence};
use rapporteur_record::{Article, Block, BlockKind};
use std::ops::Range;

/// The words of an article that statements can stand in, headline and body, one after another.
///
/// All lists but `flat` hold one value a word; a word's place in them is its *position*.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// Index into [`Parsed::tokens`].
    pub tokens: Vec<u32>,
    /// Number of its sentence.
    pub sentences: Vec<u32>,
    /// Number of its paragraph.
    pub paragraphs: Vec<u32>,
    /// Position of its head.
    pub heads: Vec<Option<u32>>,
    /// Relation to its head.
    pub relations: Vec<Relation>,
    /// Hash of its form in small letters.
    pub forms: Vec<u32>,
    /// Where it stands in respect of quotation marks.
    pub quoted: Vec<Quoted>,
    /// All features, word after word; the form comes first.
    pub flat: Vec<u32>,
    /// Where each word's features end in `flat`.
    pub ends: Vec<u32>,
}

/// Where a word stands in respect of quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Quoted {
    /// Outside.
    #[default]
    No,
    /// It is the opening mark.
    Opens,
    /// The first word inside.
    First,
    /// Between the first and the last.
    Inside,
    /// The last word or mark inside.
    Last,
    /// It is the closing mark.
    Closes,
}

/// Groups of features, so that the same word in two of them has two hashes.
mod group {
    pub const FORM: u8 = 0;
    pub const SUFFIX: u8 = 1;
    pub const SHAPE: u8 = 2;
    pub const XPOS: u8 = 3;
    pub const RELATION: u8 = 4;
    pub const HEAD: u8 = 5;
    pub const HEAD_TAG: u8 = 6;
    pub const CHILD: u8 = 7;
    pub const QUOTED: u8 = 8;
    pub const SENTENCE: u8 = 9;
    pub const PARAGRAPH: u8 = 10;
    pub const CUE: u8 = 11;
    pub const HEAD_CUE: u8 = 12;
}

/// A headline has hardly more words than this; a first paragraph of more is none.
const HEADLINE: usize = 25;

/// Classes of how often a form is a word of a cue: 0 never; this many stands for a head that there is not.
pub const CUE_CLASSES: u8 = 7;

/// The class of a form that was in a cue `cues` times of `seen`.
pub fn cue_class(cues: u32, seen: u32) -> u8 {
    let share = (cues as f32 + 0.02) / (seen as f32 + 1.0);
    let bounds = [0.01, 0.05, 0.15, 0.35, 0.65];
    match cues {
        0 => 0,
        _ => 1 + bounds.iter().filter(|b| share > **b).count() as u8,
    }
}

/// The feature of a word's own class, and that of its head's.
pub fn cue_features(own: u8, head: u8) -> [u32; 2] {
    [
        hash(group::CUE, &[&[own]]),
        hash(group::HEAD_CUE, &[&[head]]),
    ]
}

impl Words {
    /// How many words.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The features of a word.
    pub fn features(&self, position: usize) -> &[u32] {
        let end = |p: usize| self.ends.get(p).map_or(0, |e| *e as usize);
        let start = position.checked_sub(1).map_or(0, end);
        self.flat.get(start..end(position)).unwrap_or_default()
    }

    /// Reads headline and body; `quotations` are those of its paragraphs.
    pub fn read(article: &Article, parsed: &Parsed, quotations: &[Quotation]) -> Words {
        let mut words = Words::default();
        let mut position_of: Vec<Option<u32>> = vec![None; parsed.tokens.len()];
        let mut firsts: Vec<(usize, usize)> = Vec::new();
        let mut paragraph: Option<(usize, u32)> = None;
        for (number, sentence) in parsed.sentences.iter().enumerate() {
            let Some(block) = article.blocks.get(sentence.block).filter(|b| holds(b)) else {
                continue;
            };
            let at = match paragraph {
                Some((block, at)) if block == sentence.block => at,
                Some((_, at)) => at + 1,
                None => u32::from(!may_be_headline(block, sentence)),
            };
            paragraph = Some((sentence.block, at));
            firsts.push((words.len(), number));
            for token in sentence.tokens.clone() {
                if let Some(slot) = position_of.get_mut(token) {
                    *slot = Some(words.len() as u32);
                }
                words.tokens.push(token as u32);
                words.sentences.push(number as u32);
                words.paragraphs.push(at);
            }
        }
        let token = |t: &u32| parsed.tokens.get(*t as usize);
        for t in &words.tokens {
            let head = token(t).and_then(|t| t.head);
            let head = head.and_then(|h| position_of.get(h as usize).copied().flatten());
            words.heads.push(head);
            words
                .relations
                .push(token(t).map(|t| t.relation).unwrap_or_default());
        }
        words.quoted = quoted(parsed, &words.tokens, quotations);
        words.describe(article, parsed);
        words
    }

    /// Fills in the features.
    fn describe(&mut self, article: &Article, parsed: &Parsed) {
        let text = &article.text;
        let mut small = String::new();
        let mut tags = Vec::with_capacity(self.len());
        for t in &self.tokens {
            let token = parsed.tokens.get(*t as usize);
            let form = token.map(|t| text.quote(t.span)).unwrap_or_default();
            in_small_letters(form, &mut small);
            self.forms.push(hash(group::FORM, &[small.as_bytes()]));
            tags.push(
                token
                    .map(|t| (t.upos as u8, t.xpos as u8))
                    .unwrap_or((0, 0)),
            );
        }
        let children = self.children();
        let lengths = self.lengths_of_quotations();
        let mut place = Place::default();
        for (p, t) in self.tokens.iter().enumerate() {
            let Some(token) = parsed.tokens.get(*t as usize) else {
                continue;
            };
            let form = text.quote(token.span);
            in_small_letters(form, &mut small);
            let relation = [token.relation as u8];
            let head = self.heads.get(p).copied().flatten().map(|h| h as usize);
            let head_form = head.and_then(|h| self.forms.get(h)).copied().unwrap_or(0);
            let head_tag = head.and_then(|h| tags.get(h)).map_or(0, |t| t.0);
            let quoted = self.quoted.get(p).copied().unwrap_or_default() as u8;
            let length = lengths.get(p).copied().unwrap_or(0);
            place.step(self, p);
            let list = &mut self.flat;
            list.push(hash(group::FORM, &[small.as_bytes()]));
            list.push(hash(group::SUFFIX, &[end(&small, 3)]));
            list.push(hash(group::SHAPE, &[&shape(form)]));
            list.push(hash(group::XPOS, &[&[token.xpos as u8]]));
            list.push(hash(group::RELATION, &[&relation]));
            list.push(hash(group::HEAD, &[&relation, &head_form.to_le_bytes()]));
            list.push(hash(group::HEAD_TAG, &[&relation, &[head_tag]]));
            list.push(hash(group::QUOTED, &[&[quoted, length]]));
            list.push(hash(group::SENTENCE, &[&place.in_sentence]));
            list.push(hash(group::PARAGRAPH, &[&place.in_article]));
            let children = children.get(p).copied().unwrap_or(0);
            let bits = (0..CHILDREN.len() * 2).filter(|b| children >> b & 1 == 1);
            list.extend(bits.map(|b| hash(group::CHILD, &[&[b as u8]])));
            self.ends.push(list.len() as u32);
        }
    }

    /// Which relations the words that depend on each word have to it, on either side, as bits.
    fn children(&self) -> Vec<u64> {
        let mut bits = vec![0u64; self.len()];
        for (p, (head, relation)) in self.heads.iter().zip(&self.relations).enumerate() {
            let Some(head) = head.map(|h| h as usize) else {
                continue;
            };
            let base = relation.base();
            let known = CHILDREN.iter().position(|r| r == relation || *r == base);
            if let (Some(known), Some(bits)) = (known, bits.get_mut(head)) {
                *bits |= 1 << (2 * known + usize::from(p > head));
            }
        }
        bits
    }

    /// For each word inside marks the class of how many words stand there together.
    fn lengths_of_quotations(&self) -> Vec<u8> {
        let mut lengths = vec![0u8; self.len()];
        let mut start = 0;
        for p in 0..=self.len() {
            let here = self.quoted.get(p).copied().unwrap_or_default();
            let begins = matches!(here, Quoted::No | Quoted::Opens);
            if begins {
                let class = match p - start {
                    0..=4 => 1,
                    5..=7 => 2,
                    8..=12 => 3,
                    _ => 4,
                };
                let inside = lengths.get_mut(start..p).unwrap_or_default();
                inside.iter_mut().for_each(|l| *l = class);
                start = if here == Quoted::No { p + 1 } else { p };
            }
        }
        lengths
    }
}

/// Relations that tell how a word is used when another has it to it.
const CHILDREN: [Relation; 20] = [
    Relation::NsubjPass,
    Relation::Nsubj,
    Relation::Ccomp,
    Relation::Xcomp,
    Relation::Obj,
    Relation::Iobj,
    Relation::Obl,
    Relation::Mark,
    Relation::Advcl,
    Relation::Aux,
    Relation::Parataxis,
    Relation::Cop,
    Relation::Acl,
    Relation::Nmod,
    Relation::CompoundPrt,
    Relation::Advmod,
    Relation::Conj,
    Relation::Case,
    Relation::Det,
    Relation::Appos,
];

fn holds(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Headline | BlockKind::Body)
}

fn may_be_headline(block: &Block, sentence: &Sentence) -> bool {
    block.kind == BlockKind::Headline || sentence.tokens.len() <= HEADLINE
}

/// Where a word stands in its sentence and in the article.
#[derive(Debug, Default)]
struct Place {
    sentence: Option<u32>,
    paragraph: Option<u32>,
    /// How many sentences of its paragraph came before.
    before: u8,
    in_sentence: [u8; 3],
    in_article: [u8; 2],
}

impl Place {
    fn step(&mut self, words: &Words, position: usize) {
        let sentence = words.sentences.get(position).copied();
        let paragraph = words.paragraphs.get(position).copied();
        let first = sentence != self.sentence;
        if paragraph != self.paragraph {
            self.before = 0;
        } else if first {
            self.before = (self.before + 1).min(3);
        }
        (self.sentence, self.paragraph) = (sentence, paragraph);
        let last = words.sentences.get(position + 1).copied() != sentence;
        let ends_paragraph = words.paragraphs.get(position + 1).copied() != paragraph;
        self.in_sentence = [u8::from(first), u8::from(last), u8::from(ends_paragraph)];
        self.in_article = [self.before, paragraph.unwrap_or(0).min(3) as u8];
    }
}

/// Where each word stands in respect of quotation marks.
fn quoted(parsed: &Parsed, tokens: &[u32], quotations: &[Quotation]) -> Vec<Quoted> {
    let mut quoted = vec![Quoted::No; tokens.len()];
    let span = |t: &u32| parsed.tokens.get(*t as usize).map(|t| t.span);
    for piece in quotations.iter().flat_map(|q| &q.pieces) {
        let from =
            tokens.partition_point(|t| span(t).is_some_and(|s| s.end() <= piece.outer.start()));
        let to = tokens.partition_point(|t| span(t).is_some_and(|s| s.start() < piece.outer.end()));
        let inside = |t: &u32| span(t).is_some_and(|s| piece.inner.overlaps(s));
        let places = from..to;
        let mut last = None;
        let mut first = true;
        for p in places {
            let (Some(token), Some(slot)) = (tokens.get(p), quoted.get_mut(p)) else {
                continue;
            };
            *slot = match (inside(token), first) {
                (true, true) => Quoted::First,
                (true, false) => Quoted::Inside,
                (false, true) => Quoted::Opens,
                (false, false) => Quoted::Closes,
            };
            if inside(token) {
                last = Some(p);
                first = false;
            }
        }
        if let Some(slot) = last.and_then(|p| quoted.get_mut(p)) {
            *slot = Quoted::Last;
        }
    }
    quoted
}

fn in_small_letters(form: &str, small: &mut String) {
    small.clear();
    for c in form.chars() {
        match c {
            '0'..='9' => small.push('0'),
            '’' | '‘' => small.push('\''),
            '“' | '”' | '«' | '»' => small.push('"'),
            _ if c.is_ascii() => small.push(c.to_ascii_lowercase()),
            _ => small.extend(c.to_lowercase()),
        }
    }
    if small == "''" || small == "``" {
        small.clear();
        small.push('"');
    }
}

/// Case and kind of the first two characters.
fn shape(form: &str) -> [u8; 2] {
    let mut kinds = [b'.'; 2];
    for (kind, c) in kinds.iter_mut().zip(form.chars()) {
        *kind = match c {
            _ if c.is_numeric() => b'd',
            _ if c.is_uppercase() => b'X',
            _ if c.is_alphabetic() => b'x',
            _ => b'-',
        };
    }
    kinds
}

fn end(word: &str, characters: usize) -> &[u8] {
    let at = word
        .char_indices()
        .rev()
        .nth(characters - 1)
        .map_or(0, |(i, _)| i);
    word.as_bytes().get(at..).unwrap_or_default()
}

/// A group's feature: the hash of its parts, one after another.
fn hash(group: u8, parts: &[&[u8]]) -> u32 {
    rapporteur_parse::hash::hash(group, parts.iter().copied().flatten())
}

/// How far a window reaches from its cue, in words: before it and after it.
const REACH: (usize, usize) = (45, 60);
/// A sentence of no more words may get all it says from its neighbours.
const SHORT: usize = 8;
/// How many sentences before and after the cue's own may belong to its window.
const SENTENCES: (u32, u32) = (1, 1);

/// The words among which source and content of a cue are looked for: its sentence, and a neighbouring one where words
/// in marks stand towards it or its own is too short to say anything.
pub fn window(words: &Words, cue: &Range<usize>) -> Range<usize> {
    let number = |p: usize| words.sentences.get(p).copied().unwrap_or(0);
    let quoted = |p: usize| words.quoted.get(p).is_some_and(|q| *q != Quoted::No);
    let (own, last) = (number(cue.start), number(cue.end.saturating_sub(1)));
    let mut start = cue.start;
    let mut end = cue.end;
    let first_of_own = (start.saturating_sub(REACH.0)..start).rev();
    start -= first_of_own.take_while(|p| number(*p) == own).count();
    end += (end..words.len().min(end + REACH.1))
        .take_while(|p| number(*p) == last)
        .count();
    let short = end - start <= SHORT;
    if start > 0 && (short || quoted(start - 1) || quoted(start)) {
        let before = (cue.start.saturating_sub(REACH.0)..start).rev();
        start -= before
            .take_while(|p| own - number(*p) <= SENTENCES.0)
            .count();
    }
    if short || quoted(end) || end > 0 && quoted(end - 1) {
        let after = end..words.len().min(cue.end + REACH.1);
        end += after
            .take_while(|p| number(*p) - last <= SENTENCES.1)
            .count();
    }
    start..end
}

/// How many classes each of a word's [`Relative`] places has.
pub const RELATIVE: [usize; 3] = [21, 15, 2 * RELATIONS + 3];
const RELATIONS: usize = Relation::ALL.len() + 1;

/// A word's place in respect of a cue: distance, sentence and paragraph, way through the tree.
pub type Relative = [u8; 3];

/// The places of a window's words in respect of its cue.
pub fn relative(words: &Words, cue: &Range<usize>, window: &Range<usize>) -> Vec<Relative> {
    let sentence = |p: usize| words.sentences.get(p).copied().unwrap_or(0) as i64;
    let paragraph = |p: usize| words.paragraphs.get(p).copied().unwrap_or(0) as i64;
    let last = cue.end.saturating_sub(1);
    let root = root_of(words, cue);
    let above = words.heads.get(root).copied().flatten().map(|h| h as usize);
    let up = words.relations.get(root).copied().unwrap_or_default() as usize;
    let way = |p: usize| -> usize {
        if cue.contains(&p) {
            return 2 * RELATIONS;
        }
        let mut at = p;
        let mut steps = 0;
        while let Some(head) = words.heads.get(at).copied().flatten().map(|h| h as usize) {
            if cue.contains(&head) {
                return words.relations.get(at).copied().unwrap_or_default() as usize;
            }
            if Some(head) == above || Some(at) == above {
                return RELATIONS + up;
            }
            steps += 1;
            if steps > 60 {
                break;
            }
            at = head;
        }
        if Some(at) == above {
            return RELATIONS + up;
        }
        2 * RELATIONS + 1 + usize::from(sentence(p) != sentence(root))
    };
    let place = |p: usize| {
        let distance = if p < cue.start {
            far(cue.start - p)
        } else if p >= cue.end {
            10 + far(p - last)
        } else {
            0
        };
        let by_sentence =
            (sentence(p) - sentence(if p < cue.start { cue.start } else { last })).clamp(-2, 2) + 2;
        let by_paragraph = (paragraph(p) - paragraph(cue.start)).clamp(-1, 1) + 1;
        [
            distance as u8,
            (by_sentence * 3 + by_paragraph) as u8,
            way(p) as u8,
        ]
    };
    window.clone().map(place).collect()
}

/// The class of a distance, 1 to 10.
fn far(words: usize) -> usize {
    match words {
        0..=1 => 1,
        2 => 2,
        3 => 3,
        4 => 4,
        5..=6 => 5,
        7..=9 => 6,
        10..=14 => 7,
        15..=24 => 8,
        25..=39 => 9,
        _ => 10,
    }
}

/// The word of a cue that the others hang on.
fn root_of(words: &Words, cue: &Range<usize>) -> usize {
    let outside = |p: &usize| {
        let head = words.heads.get(*p).copied().flatten();
        head.is_none_or(|h| !cue.contains(&(h as usize)))
    };
    cue.clone().find(outside).unwrap_or(cue.start)
}
