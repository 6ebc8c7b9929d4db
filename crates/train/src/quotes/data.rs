//! Annotated articles as numbers: our own words, tags and heads; the annotators' places on them.

use crate::text;
use rapporteur_parse::Parsed;
use rapporteur_quote::marks;
use rapporteur_quote::model::features::{self, Words};
use rapporteur_read::{Given, given};
use rapporteur_record::{Article, BlockKind, Span};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::path::Path;

/// An attribution as annotated, in positions.
#[derive(Debug, Clone, Default)]
pub struct Gold {
    /// The cue.
    pub cue: Range<usize>,
    /// The source, in order.
    pub source: Vec<usize>,
    /// The content, in order.
    pub content: Vec<usize>,
}

/// An article read by our own stages, with what was annotated.
pub struct Read {
    /// Words and sentences.
    pub parsed: Parsed,
    /// Words of headline and body.
    pub words: Words,
    /// Attributions that have a cue.
    pub gold: Vec<Gold>,
}

/// Reads a JSONL file of annotated articles.
///
/// # Errors
/// The file's name, and what could not be read.
pub fn read(path: &Path) -> Result<Vec<Read>, String> {
    let shown = path.display().to_string();
    let mut all = Vec::new();
    for (number, line) in text(&shown)?.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let fault = |what: String| format!("{shown}:{}: {what}", number + 1);
        let value: Value = serde_json::from_str(line).map_err(|e| fault(e.to_string()))?;
        let field = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let article = given(Given {
            id: field("id"),
            text: field("text"),
            ..Given::default()
        });
        let article = article.map_err(|e| fault(e.to_string()))?;
        all.push(read_one(article, &value["attributions"]));
    }
    Ok(all)
}

fn read_one(article: Article, attributions: &Value) -> Read {
    let parsed = rapporteur_parse::parse(&article);
    let body: Vec<Span> = article.blocks_of(BlockKind::Body).collect();
    let quotations = marks::quotations(&article.text, &body);
    let words = Words::read(&article, &parsed, &quotations);
    // Where each character begins, in bytes.
    let mut bytes: Vec<usize> = article
        .text
        .as_str()
        .char_indices()
        .map(|(at, _)| at)
        .collect();
    bytes.push(article.text.as_str().len());
    let span = |p: usize| parsed.tokens[words.tokens[p] as usize].span;
    let positions = |spans: &Value| -> Vec<usize> {
        let mut all = Vec::new();
        for pair in spans.as_array().into_iter().flatten() {
            let at = |i: usize| bytes[pair[i].as_u64().unwrap_or(0) as usize];
            let (from, to) = (at(0), at(1));
            let first = words
                .tokens
                .partition_point(|t| parsed.tokens[*t as usize].span.end() <= from);
            all.extend((first..words.len()).take_while(|p| span(*p).start() < to));
        }
        all.sort_unstable();
        all.dedup();
        all
    };
    let mut gold = Vec::new();
    for a in attributions.as_array().into_iter().flatten() {
        let cue = positions(&a["cue"]);
        let (Some(first), Some(last)) = (cue.first(), cue.last()) else {
            continue;
        };
        gold.push(Gold {
            cue: *first..last + 1,
            source: positions(&a["source"]),
            content: positions(&a["content"]),
        });
    }
    gold.sort_by_key(|g| (g.cue.start, g.cue.end));
    Read {
        parsed,
        words,
        gold,
    }
}

/// How often a form occurs and how often in a cue.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seen {
    /// Times.
    pub all: u32,
    /// Times in a cue.
    pub cues: u32,
}

/// The forms and the features of the training part.
pub struct Vocabulary {
    /// By the form's hash.
    pub forms: HashMap<u32, Seen>,
    /// Hash of a feature to its row.
    pub rows: HashMap<u32, u32>,
    /// Hashes in the order of rows.
    pub hashes: Vec<u32>,
}

/// Counts forms and features; features that occur less than `least` times are left out.
pub fn vocabulary(articles: &[Read], least: u32) -> Vocabulary {
    let mut forms: HashMap<u32, Seen> = HashMap::new();
    let mut seen: BTreeMap<u32, u32> = BTreeMap::new();
    for read in articles {
        for form in &read.words.forms {
            forms.entry(*form).or_default().all += 1;
        }
        for p in read.gold.iter().flat_map(|g| g.cue.clone()) {
            forms.entry(read.words.forms[p]).or_default().cues += 1;
        }
        for p in 0..read.words.len() {
            // The form is kept from its second time on, everything else from a few times on.
            for (k, hash) in read.words.features(p).iter().enumerate() {
                *seen.entry(*hash).or_default() += if k == 0 { least } else { 2 };
            }
        }
    }
    let mut hashes: Vec<u32> = Vec::new();
    for own in 0..=features::CUE_CLASSES {
        for hash in features::cue_features(own, own) {
            hashes.push(hash);
        }
    }
    let often = seen.into_iter().filter(|(_, n)| *n >= 2 * least);
    hashes.extend(often.map(|(h, _)| h));
    let rows = hashes
        .iter()
        .enumerate()
        .map(|(i, h)| (*h, i as u32))
        .collect();
    Vocabulary {
        forms,
        rows,
        hashes,
    }
}

/// An article as the network takes it.
pub struct Sample {
    /// Its words.
    pub words: Words,
    /// What the parser's network holds of each word.
    pub states: Vec<f32>,
    /// Rows of the table, word after word; the form's comes first if it is known.
    pub rows: Vec<Vec<u32>>,
    /// How often each word's form occurs in training.
    pub counts: Vec<u32>,
    /// 0 none, 1 first word of a cue, 2 later word.
    pub cues: Vec<u8>,
    /// Whether the form is often a cue.
    pub likely: Vec<bool>,
    /// What was annotated.
    pub gold: Vec<Gold>,
}

/// Makes a sample; in training a word's own use as a cue does not count for its class.
pub fn sample(read: Read, vocabulary: &Vocabulary, training: bool) -> Sample {
    let Read {
        parsed,
        words,
        gold,
        ..
    } = read;
    let mut cues = vec![0u8; words.len()];
    for g in &gold {
        cues[g.cue.clone()].fill(2);
        cues[g.cue.start] = 1;
    }
    let class = |p: usize| {
        let mut seen = vocabulary
            .forms
            .get(&words.forms[p])
            .copied()
            .unwrap_or_default();
        if training {
            seen.all -= 1;
            seen.cues = seen.cues.saturating_sub(u32::from(cues[p] > 0));
        }
        features::cue_class(seen.cues, seen.all)
    };
    let classes: Vec<u8> = (0..words.len()).map(class).collect();
    let mut rows = Vec::with_capacity(words.len());
    let mut states = Vec::new();
    for p in 0..words.len() {
        let head = words.heads[p].map_or(features::CUE_CLASSES, |h| classes[h as usize]);
        let all = words
            .features(p)
            .iter()
            .copied()
            .chain(features::cue_features(classes[p], head));
        rows.push(
            all.filter_map(|h| vocabulary.rows.get(&h).copied())
                .collect(),
        );
        let state = parsed.state(words.tokens[p] as usize).iter();
        states.extend(state.map(|v| f32::from(*v) / rapporteur_quote::model::network::STATE));
    }
    let count = |f: &u32| vocabulary.forms.get(f).map_or(0, |s| s.all);
    Sample {
        counts: words.forms.iter().map(count).collect(),
        likely: classes.iter().map(|c| *c >= 4).collect(),
        words,
        states,
        rows,
        cues,
        gold,
    }
}

/// Labels of a window's words as annotated.
pub fn labels(gold: Option<&Gold>, window: &Range<usize>) -> Vec<u8> {
    let mut labels = vec![0u8; window.len()];
    let Some(gold) = gold else { return labels };
    for (part, first) in [(&gold.source, 1u8), (&gold.content, 3)] {
        for p in part
            .iter()
            .filter(|p| window.contains(p) && !gold.cue.contains(p))
        {
            let before = p.checked_sub(1).is_some_and(|b| {
                part.binary_search(&b).is_ok() && window.contains(&b) && !gold.cue.contains(&b)
            });
            labels[p - window.start] = if before { first + 1 } else { first };
        }
    }
    // Where source and content share words the chain must stay lawful.
    for at in 0..labels.len() {
        let before = if at == 0 {
            0
        } else {
            usize::from(labels[at - 1])
        };
        if !rapporteur_quote::model::labels::may_follow(before, usize::from(labels[at])) {
            labels[at] -= 1;
        }
    }
    labels
}
