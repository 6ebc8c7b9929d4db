//! One point: every account with its words, and two of them side by side, word by word.

use super::compare::{Names, key, letters, told};
use crate::context::{Context, Reply, Shell, day, page};
use crate::diff::{Run, diff};
use crate::fault::Fault;
use crate::table::Table;
use askama::Template;
use rapporteur_record::Text;
use rapporteur_record::record::{Account, Collation, Verdict};
use rapporteur_web::words;
use serde_json::json;

struct Version {
    letter: String,
    value: Option<String>,
    accounts: Vec<Shown>,
}

struct Shown {
    number: usize,
    words: String,
    speaker: Option<String>,
    outlet: String,
    published: Option<String>,
    article: String,
    copy: bool,
    language: Option<String>,
    left: String,
    right: String,
    is_left: bool,
    is_right: bool,
}

/// One of the two passages.
struct Passage {
    letter: String,
    outlet: String,
    published: Option<String>,
    article: String,
    runs: Vec<Run>,
    language: Option<String>,
}

#[derive(Template)]
#[template(path = "point.html")]
struct Page {
    shell: Shell,
    topic: String,
    kind: &'static str,
    verdict: &'static str,
    sign: &'static str,
    told: String,
    versions: Vec<Version>,
    silent: Vec<(String, String)>,
    silent_more: usize,
    pair: Option<(Passage, Passage)>,
    swap: String,
}

/// Most accounts and silent articles on the page.
const SHOWN: usize = 100;

/// What an article is told by here.
struct Article {
    text: Text,
    published: Option<String>,
    language: Option<String>,
}

/// The page of a point.
pub(crate) fn show(c: &Context) -> Result<Reply, Fault> {
    let object: Option<String> = c.ask(|db| {
        let mut query = db.prepare_cached("SELECT object FROM collations WHERE id = ?1")?;
        let mut rows = query.query([c.last()])?;
        rows.next()?.map(|r| r.get(0)).transpose()
    })?;
    let point: Option<Collation> = object.and_then(|o| serde_json::from_str(&o).ok());
    let Some(mut point) = point else {
        return Err(Fault::Missing(
            "There is no such point. Points get new numbers when a record is built again: look for it under Compare."
                .to_owned(),
        ));
    };
    let letters = letters(&point);
    let names = Names::of_points(c, &[&point])?;
    point.accounts.truncate(SHOWN);
    let left = c
        .number("left")
        .unwrap_or(1)
        .clamp(1, point.accounts.len().max(1));
    let other = || {
        let first = point.accounts.get(left - 1)?;
        // Rather of another value, rather in another article, rather no copy.
        let others = (1..).zip(&point.accounts).filter(|(n, _)| *n != left);
        let same = |a: &Account| {
            (
                key(a) == key(first),
                a.article == first.article,
                a.copy_of.is_some(),
            )
        };
        others.min_by_key(|(n, a)| (same(a), *n)).map(|(n, _)| n)
    };
    let right = c.number("right").or_else(other).unwrap_or(left);
    let link = |left: usize, right: usize| {
        c.with(&[
            ("left", Some(&left.to_string())),
            ("right", Some(&right.to_string())),
        ])
    };
    let mut versions: Vec<Version> = Vec::new();
    for (number, account) in (1..).zip(&point.accounts) {
        let article = article(c, &account.article.0)?;
        let letter = letters.get(&key(account)).cloned().unwrap_or_default();
        let shown = Shown {
            number,
            words: account.quote.clone(),
            speaker: names.speaker(account).map(str::to_owned),
            outlet: names.outlet(&account.article.0).to_owned(),
            published: article.published.as_deref().map(day),
            article: account.article.0.clone(),
            copy: account.copy_of.is_some(),
            language: article.language,
            left: link(number, right),
            right: link(left, number),
            is_left: number == left,
            is_right: number == right,
        };
        match versions.iter_mut().find(|v| v.letter == letter) {
            Some(version) => version.accounts.push(shown),
            None => versions.push(Version {
                letter,
                value: words::value(&account.value),
                accounts: vec![shown],
            }),
        }
    }
    if let Some(data) = c.data(|| table(&versions)) {
        return Ok(data);
    }
    let passage = |n: usize| -> Result<Option<(Passage, String)>, Fault> {
        let Some(account) = n.checked_sub(1).and_then(|n| point.accounts.get(n)) else {
            return Ok(None);
        };
        let article = article(c, &account.article.0)?;
        let words = sentence(&article.text, account.start, account.end);
        Ok(Some((
            Passage {
                letter: letters.get(&key(account)).cloned().unwrap_or_default(),
                outlet: names.outlet(&account.article.0).to_owned(),
                published: article.published.as_deref().map(day),
                article: account.article.0.clone(),
                runs: Vec::new(),
                language: article.language,
            },
            words,
        )))
    };
    let pair = match (passage(left)?, passage(right)?) {
        (Some((mut a, words_a)), Some((mut b, words_b))) if left != right => {
            (a.runs, b.runs) = diff(&words_a, &words_b);
            Some((a, b))
        }
        _ => None,
    };
    let silent_more = point.silent.len().saturating_sub(SHOWN);
    page(&Page {
        shell: c.shell_with_data(&point.topic),
        topic: point.topic.clone(),
        kind: words::compared(point.kind),
        verdict: if point.verdict == Verdict::Differ {
            "Accounts differ"
        } else {
            "Accounts agree"
        },
        sign: if point.verdict == Verdict::Differ {
            "≠"
        } else {
            "="
        },
        told: told(&point),
        versions,
        silent: point
            .silent
            .iter()
            .take(SHOWN)
            .map(|a| (a.0.clone(), names.outlet(&a.0).to_owned()))
            .collect(),
        silent_more,
        pair,
        swap: link(right, left),
    })
}

fn article(c: &Context, id: &str) -> Result<Article, Fault> {
    c.ask(|db| {
        db.prepare_cached("SELECT text, published, language FROM articles WHERE id = ?1")?
            .query_row([id], |r| {
                let (text, language): (String, String) = (r.get(0)?, r.get(2)?);
                Ok(Article {
                    text: Text::new(text),
                    published: r.get(1)?,
                    language: crate::statements::foreign(&language),
                })
            })
    })
}

/// Most characters around a passage.
const AROUND: usize = 400;

/// The sentence, or the line, in which a passage stands.
fn sentence(text: &Text, start: usize, end: usize) -> String {
    let near = |from, to| {
        text.span_of_chars(from, to)
            .map(|s| text.quote(s))
            .unwrap_or_default()
    };
    let before = near(start.saturating_sub(AROUND), start);
    let after = near(end, (end + AROUND).min(text.char_len()));
    let ends = [". ", "? ", "! ", ".” ", "\n"];
    let from = ends
        .iter()
        .filter_map(|e| before.rfind(e).map(|at| at + e.len()))
        .max()
        .unwrap_or(0);
    let to = ends
        .iter()
        .filter_map(|e| after.find(e).map(|at| at + e.len()))
        .min()
        .unwrap_or(after.len());
    let before = before.get(from..).unwrap_or_default();
    let after = after.get(..to).unwrap_or_default();
    [before, near(start, end), after].concat().trim().to_owned()
}

fn table(versions: &[Version]) -> Table {
    Table {
        columns: &[
            "version",
            "value",
            "words",
            "outlet",
            "said_by",
            "published",
            "is_copy",
            "article",
        ],
        rows: versions
            .iter()
            .flat_map(|v| {
                v.accounts.iter().map(move |a| {
                    vec![
                        json!(v.letter),
                        json!(v.value),
                        json!(a.words),
                        json!(a.outlet),
                        json!(a.speaker),
                        json!(a.published),
                        json!(a.copy),
                        json!(a.article),
                    ]
                })
            })
            .collect(),
    }
}
