//! A record of invented articles.

use crate::{Dice, Words};
use jiff::civil::Date;
use rapporteur_record::record::{
    Account, Collated, Collation, CollationKind, Member, NameForm, SharedReferent, Story, Verdict,
};
use rapporteur_record::*;
use rapporteur_store::{Part, Writer};
use std::collections::BTreeMap;
use std::path::Path;

/// Articles in one transaction, and in one story.
const BATCH: usize = 250;
const STORY: usize = 10;

const VERBS: [(&str, Act); 8] = [
    ("said", Act::Report),
    ("announced", Act::Announce),
    ("warned", Act::Warn),
    ("demanded", Act::Demand),
    ("promised", Act::Promise),
    ("denied", Act::Deny),
    ("claimed", Act::Accuse),
    ("hoped", Act::ExpressHope),
];

/// Writes the record, in the place of one that is there.
pub fn make(file: &Path, articles: usize, statements: usize) -> Result<(), String> {
    for end in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(end);
        // What is not there need not be taken away.
        drop(std::fs::remove_file(name));
    }
    let said = |e: rapporteur_store::Error| e.to_string();
    let words = Words::invent();
    let mut writer = Writer::open(file, "load").map_err(said)?;
    let mut known = Known::default();
    for first in (0..articles).step_by(BATCH) {
        let batch: Vec<Annotated> = (first..(first + BATCH).min(articles))
            .map(|n| {
                let own = statements * (n + 1) / articles - statements * n / articles;
                article(&words, n, own)
            })
            .collect();
        for annotated in &batch {
            known.note(annotated);
        }
        let parts: Vec<Part> = batch
            .iter()
            .map(|a| Part {
                path: &a.article.source,
                fingerprint: Some("made up"),
                articles: std::slice::from_ref(a),
                refused: &[],
                last: true,
            })
            .collect();
        writer.put(&parts).map_err(said)?;
    }
    writer.replace_collated(&known.collated()).map_err(said)?;
    writer.close().map_err(said)
}

/// A text that grows, and the places in it.
#[derive(Default)]
struct Page {
    text: String,
    places: Vec<(usize, usize)>,
}

impl Page {
    /// Adds words; gives the number of their place.
    fn add(&mut self, words: &str) -> usize {
        self.places
            .push((self.text.len(), self.text.len() + words.len()));
        self.text.push_str(words);
        self.places.len() - 1
    }

    /// The first `length` bytes of a place are a place of their own.
    fn inside(&mut self, place: usize, length: usize) -> usize {
        let start = self.places.get(place).map_or(0, |(start, _)| *start);
        self.places.push((start, start + length));
        self.places.len() - 1
    }
}

/// One statement while the text is not yet whole: numbers of places.
struct Draft {
    source: usize,
    cue: usize,
    content: usize,
    day: usize,
    value: Date,
    happened: Option<Date>,
    speaker: u32,
    about: u32,
    act: Act,
    open: bool,
    confidence: f32,
}

fn article(words: &Words, n: usize, statements: usize) -> Annotated {
    let mut dice = Dice(n as u64 + 1);
    let day = Date::constant(2019, 1, 1)
        .checked_add(jiff::Span::new().days(i64::try_from(n % 2000).unwrap_or(0)))
        .unwrap_or(Date::constant(2019, 1, 1));
    let mut page = Page::default();
    let mut referents: Vec<Referent> = Vec::new();
    let mut mentions: Vec<(usize, u32)> = Vec::new();
    let clause = |dice: &mut Dice, length: usize| -> String {
        let pick = |dice: &mut Dice| {
            words
                .words
                .get(dice.skewed(words.words.len()))
                .cloned()
                .unwrap_or_default()
        };
        (0..length)
            .map(|_| pick(dice))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let headline = page.add(&clause(&mut dice, 7));
    let mut blocks = vec![(BlockKind::Headline, 0, page.text.len())];
    let mut drafts = Vec::new();
    let mut of = |name: &str, kind| -> u32 {
        let known = referents.iter().position(|r| r.name == name);
        let place = known.unwrap_or_else(|| {
            let roles = (kind == ReferentKind::Person).then(|| "minister of works".to_owned());
            referents.push(Referent {
                name: name.to_owned(),
                kind,
                roles: roles.into_iter().collect(),
            });
            referents.len() - 1
        });
        u32::try_from(place).unwrap_or(0)
    };
    let accord = words
        .agreements
        .get(dice.skewed(words.agreements.len()))
        .cloned()
        .unwrap_or_default();
    for _ in 0..statements {
        page.text.push_str("\n\n");
        let start = page.text.len();
        let person = words
            .people
            .get(dice.skewed(words.people.len()))
            .cloned()
            .unwrap_or_default();
        let place = words
            .places
            .get(dice.skewed(words.places.len()))
            .cloned()
            .unwrap_or_default();
        let (verb, act) = VERBS
            .get(dice.skewed(VERBS.len()))
            .copied()
            .unwrap_or(("said", Act::Report));
        let speaker = of(&person, ReferentKind::Person);
        let about = of(&place, ReferentKind::Place);
        let source = page.add(&person);
        mentions.push((source, speaker));
        page.text.push(' ');
        let cue = page.add(verb);
        page.text.push_str(" on ");
        let value = day
            .checked_sub(jiff::Span::new().days(i64::try_from(dice.below(5)).unwrap_or(0)))
            .unwrap_or(day);
        let when = page.add(&value.to_string());
        page.text.push_str(" that ");
        let length = 12 + dice.below(14);
        let content = page.add(&format!("{place} {}", clause(&mut dice, length)));
        let named = page.inside(content, place.len());
        mentions.push((named, about));
        let happened = (dice.below(3) == 0).then(|| {
            let ago = i64::try_from(dice.below(60)).unwrap_or(0);
            let date = value.checked_sub(jiff::Span::new().days(ago));
            // One in a thousand lies far back, as in real news.
            match dice.below(1000) {
                0 => Date::constant(1961, 5, 1),
                _ => date.unwrap_or(value),
            }
        });
        page.text.push('.');
        blocks.push((BlockKind::Body, start, page.text.len()));
        let open = dice.below(20) == 0;
        let confidence = 0.4 + 0.05 * dice.below(12) as f32;
        drafts.push(Draft {
            source,
            cue,
            content,
            day: when,
            value,
            happened,
            speaker,
            about,
            act,
            open,
            confidence,
        });
    }
    page.text.push_str("\n\nUnder the ");
    let start = page.text.len() - 10;
    let instrument = of(&accord, ReferentKind::Agreement);
    let named = page.add(&accord);
    mentions.push((named, instrument));
    page.text.push_str(" it has to ");
    let what = page.add(&clause(&mut dice, 8));
    page.text.push('.');
    blocks.push((BlockKind::Body, start, page.text.len()));
    let text = Text::new(page.text);
    let span = |place: usize| {
        let (start, end) = page.places.get(place).copied().unwrap_or_default();
        text.span(start, end).unwrap_or_else(|| text.all())
    };
    let outlet = words.outlets.get(n % words.outlets.len()).cloned();
    let statements = drafts.iter().map(|d| Statement {
        kind: StatementKind::Indirect,
        mode: Mode::Speech,
        source: vec![span(d.source)],
        cue: vec![span(d.cue)],
        content: vec![span(d.content)],
        speaker: match d.open {
            true => Speaker::Unknown("nobody is named before".to_owned()),
            false => Speaker::Known(ReferentId(d.speaker)),
        },
        to: Vec::new(),
        about: Vec::new(),
        medium: None,
        venue: None,
        said: Said {
            value: Some(TimeValue::day(d.value)),
            evidence: vec![span(d.day)],
        },
        reported_in: None,
        acts: vec![d.act],
        act_evidence: Vec::new(),
        aimed_at: match d.act {
            Act::Report | Act::Announce => Vec::new(),
            _ => vec![ReferentId(d.about)],
        },
        answers: None,
        negated: false,
        condition: None,
        when: d
            .happened
            .iter()
            .map(|date| When {
                role: WhenRole::Happened,
                value: TimeValue::day(*date),
                modifier: None,
                from: Some(*date),
                to: Some(*date),
                precision: Some(Precision::Day),
                span: span(d.day),
                evidence: Vec::new(),
            })
            .collect(),
        confidence: d.confidence,
    });
    let times = drafts.iter().map(|d| Time {
        span: span(d.day),
        kind: TimeKind::Date,
        value: (!d.open).then(|| TimeValue::day(d.value)),
        modifier: None,
        anchor: None,
        rule: None,
    });
    let commitment = Commitment {
        debtor: ReferentId(0),
        creditor: None,
        what: span(what),
        instrument: Some(ReferentId(instrument)),
        article: n.is_multiple_of(3).then(|| (1 + n % 12).to_string()),
        due: None,
        said_by: (!drafts.is_empty()).then_some(StatementId(0)),
        status: match n % 4 {
            0 => CommitmentStatus::SaidBreached,
            1 => CommitmentStatus::SaidFulfilled,
            2 => CommitmentStatus::Denied,
            _ => CommitmentStatus::Owed,
        },
    };
    Annotated {
        times: times.collect(),
        statements: statements.collect(),
        mentions: mentions
            .iter()
            .map(|(place, of)| Mention {
                span: span(*place),
                referent: Some(ReferentId(*of)),
                form: Form::Name,
                open: None,
            })
            .collect(),
        commitments: vec![commitment],
        figures: drafts
            .iter()
            .filter(|d| d.open)
            .map(|d| Figure {
                span: span(d.day),
                value: Some(Quantity::One(f64::from(d.speaker))),
                unit: "boats".to_owned(),
                modifier: None,
                stated_in: None,
            })
            .collect(),
        events: Vec::new(),
        article: Article {
            id: ArticleId(format!("{n:016x}")),
            source: format!("made/{n:06}.txt"),
            outlet,
            url: None,
            headline: Some(span(headline)),
            byline: None,
            language: "en".into(),
            published: Published {
                date: Some(day),
                how: How::Metadata,
                ..Published::default()
            },
            blocks: blocks
                .iter()
                .filter_map(|(kind, start, end)| {
                    Some(Block {
                        kind: *kind,
                        span: text.span(*start, *end)?,
                    })
                })
                .collect(),
            text,
            ..Article::default()
        },
        referents,
    }
}

/// What holds across the articles, noted while they are written.
#[derive(Default)]
struct Known {
    referents: BTreeMap<(String, u8), SharedReferent>,
    stories: Vec<Story>,
    collations: Vec<Collation>,
    accounts: Vec<Account>,
}

impl Known {
    fn note(&mut self, annotated: &Annotated) {
        let article = &annotated.article;
        for (n, referent) in (1..).zip(&annotated.referents) {
            let key = (referent.name.clone(), referent.kind as u8);
            let next = self.referents.len() + 1;
            let shared = self.referents.entry(key).or_insert_with(|| SharedReferent {
                id: format!("R{next}"),
                name: referent.name.clone(),
                kind: referent.kind,
                forms: Vec::new(),
                side: None,
                roles: Vec::new(),
                members: Vec::new(),
            });
            shared.members.push(Member {
                article: article.id.clone(),
                referent: format!("r{n}"),
            });
            let last = referent.name.rsplit(' ').next().unwrap_or_default();
            for form in [referent.name.as_str(), last] {
                let outlet = article.outlet.clone().unwrap_or_default();
                let known = shared.forms.iter_mut().find(|f| f.form == form);
                match known {
                    Some(known) => *known.outlets.entry(outlet).or_default() += 1,
                    None => shared.forms.push(NameForm {
                        form: form.to_owned(),
                        outlets: [(outlet, 1)].into(),
                    }),
                }
            }
        }
        let is_new = self
            .stories
            .last()
            .is_none_or(|s| s.articles.len() >= STORY);
        if is_new {
            self.close_story();
            let id = format!("S{}", self.stories.len() + 1);
            let title = article.headline.map(|h| article.text.quote(h).to_owned());
            self.stories.push(Story {
                id,
                title: title.unwrap_or_default(),
                articles: Vec::new(),
            });
        }
        if let Some(story) = self.stories.last_mut() {
            story.articles.push(article.id.clone());
        }
        for (n, statement) in annotated.statements.iter().take(3).enumerate() {
            let Some(span) = statement.content_cover() else {
                continue;
            };
            let chars = article.text.chars_of(span);
            self.accounts.push(Account {
                article: article.id.clone(),
                start: chars.start,
                end: chars.end,
                quote: article.text.quote(span).to_owned(),
                value: serde_json::json!(self.accounts.len() / 3 % 2 + n),
                said_by: None,
                copy_of: None,
                evidence: Vec::new(),
            });
        }
    }

    /// Three points of each story, told by all its articles.
    fn close_story(&mut self) {
        let accounts = std::mem::take(&mut self.accounts);
        let Some(story) = self.stories.last() else {
            return;
        };
        for n in 0..3 {
            let own: Vec<Account> = accounts.iter().skip(n).step_by(3).cloned().collect();
            let reports = u32::try_from(own.len()).unwrap_or(0);
            self.collations.push(Collation {
                id: format!("C{}", self.collations.len() + 1),
                story: story.id.clone(),
                topic: format!("how many: {}", own.first().map_or("", |a| a.quote.as_str())),
                kind: CollationKind::Number,
                rule: "counts-of-one-thing".to_owned(),
                verdict: if n == 0 {
                    Verdict::Agree
                } else {
                    Verdict::Differ
                },
                accounts: own,
                silent: Vec::new(),
                reports,
                independent: reports,
            });
        }
    }

    fn collated(mut self) -> Collated {
        self.close_story();
        let mut referents: Vec<SharedReferent> = self.referents.into_values().collect();
        referents.sort_by_key(|r| r.id.trim_start_matches('R').parse::<usize>().unwrap_or(0));
        Collated {
            referents,
            copies: Vec::new(),
            stories: self.stories,
            collations: self.collations,
            duties: Vec::new(),
        }
    }
}
