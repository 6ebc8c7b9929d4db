//! The article object: [`Annotated`] as JSON, the contract with programs outside.
//!
//! Offsets here are Unicode scalar values, half-open, each with its exact words, so that a place can
//! be found again in an edited copy. Fields are only ever added; [`SCHEMA`] goes up when one is.
//! [`ArticleObject::from`] writes; [`ArticleObject::read`] reads back and checks every place against
//! the text, so that nothing broken comes in again.
//!
//! ```
//! use rapporteur_record::{Annotated, Text, Time, TimeKind, TimeValue, json::ArticleObject};
//! let mut annotated = Annotated::default();
//! annotated.article.text = Text::new("Çıldır, 5 March 2024");
//! let span = annotated.article.text.find("5 March 2024").unwrap();
//! let value = TimeValue::new("2024-03-05");
//! annotated.times.push(Time::new(span, TimeKind::Date, value));
//!
//! let object = ArticleObject::from(&annotated);
//! assert_eq!((object.times[0].start, object.times[0].end), (8, 20));
//! assert_eq!(object.read().unwrap(), annotated);
//! ```

use crate::article::{
    Article, ArticleId, Block, BlockKind, Candidate, Field, How, Published, Warning,
};
use crate::referent::{Form, Mention, Referent, ReferentId, ReferentKind};
use crate::statement::{
    Act, ActEvidence, Condition, Mode, Polarity, Said, Speaker, Statement, StatementId,
    StatementKind, When, WhenRole,
};
use crate::time::{Anchor, AnchorKind, Precision, Time, TimeKind, TimeMod, TimeValue};
use crate::trace::Trace;
use crate::{
    Annotated, Commitment, CommitmentStatus, Event, Figure, FigureMod, Quantity, Span, Text,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The version of the shapes in this module and in [`crate::record`].
pub const SCHEMA: u32 = 2;

/// Why an article object cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// A place lies outside the text, or its words are not the text's.
    #[error("expected the words {quote:?} at {start}..{end} of the text, but found {found:?}")]
    Place {
        /// First scalar value.
        start: usize,
        /// One past the last.
        end: usize,
        /// What the object says stands there.
        quote: String,
        /// What stands there.
        found: String,
    },
    /// An id names nothing in the object.
    #[error("expected the id of a referent or statement of this article, but found {0:?}")]
    Id(String),
    /// The object is of a newer shape than this program knows.
    #[error(
        "expected an article object of schema {SCHEMA} or lower, but found {0}: a newer rapporteur can read it"
    )]
    Schema(u32),
}

/// A place and its words: `text[start:end] == quote` in scalar values.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Passage {
    /// First scalar value.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The words.
    pub quote: String,
    /// The bytes of the source from which the words were read, half-open, in their order: given where the
    /// reading kept a [`Trace`], and for the parts of statements only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_bytes: Option<Vec<SourceBytes>>,
}

/// First byte and one past the last.
pub type SourceBytes = [usize; 2];

/// One article as JSON. See FORMATS in the repository's `docs/` for what each field means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)] // the fields of [`Annotated`], under the names of the contract
pub struct ArticleObject {
    pub schema: u32,
    pub id: ArticleId,
    pub source: String,
    pub outlet: Option<String>,
    pub headline: Option<Passage>,
    pub byline: Option<Passage>,
    #[serde(default)] // since 2
    pub authors: Vec<String>,
    pub url: Option<String>,
    pub language: String,
    pub published: PublishedObject,
    #[serde(default)] // since 2
    pub candidates: Vec<CandidateObject>,
    pub text: String,
    pub blocks: Vec<BlockObject>,
    #[serde(default)] // since 2
    pub pages: Vec<PageObject>,
    pub times: Vec<TimeObject>,
    pub referents: Vec<ReferentObject>,
    pub mentions: Vec<MentionObject>,
    pub statements: Vec<StatementObject>,
    pub figures: Vec<FigureObject>,
    pub commitments: Vec<CommitmentObject>,
    #[serde(default)] // since 2
    pub events: Vec<EventObject>,
    pub warnings: Vec<WarningObject>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct PublishedObject {
    pub date: Option<String>,
    pub how: How,
    pub evidence: Vec<Passage>,
    /// Since schema 2: the first and last day that it may be, the day itself where that is known.
    #[serde(default)]
    pub from: Option<String>,
    #[serde(default)]
    pub to: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct CandidateObject {
    pub field: Field,
    pub value: String,
    pub from: String,
    pub chosen: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct BlockObject {
    pub kind: BlockKind,
    pub start: usize,
    pub end: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct PageObject {
    pub start: usize,
    pub end: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct TimeObject {
    pub start: usize,
    pub end: usize,
    pub quote: String,
    #[serde(rename = "type")]
    pub kind: TimeKind,
    pub value: Option<TimeValue>,
    #[serde(rename = "mod")]
    pub modifier: Option<TimeMod>,
    /// As in [`Passage`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_bytes: Option<Vec<SourceBytes>>,
    /// Since schema 2.
    #[serde(default)]
    pub anchor: Option<AnchorObject>,
    /// Since schema 2, and only on request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct AnchorObject {
    pub kind: AnchorKind,
    pub at: Option<Passage>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct ReferentObject {
    pub id: String,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: ReferentKind,
    pub roles: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct MentionObject {
    pub start: usize,
    pub end: usize,
    pub quote: String,
    pub referent: Option<String>,
    /// Why the referent is not known.
    #[serde(default)]
    pub referent_unknown: Option<String>,
    pub form: Form,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct StatementObject {
    pub id: String,
    pub kind: StatementKind,
    pub mode: Mode,
    pub source: Vec<Passage>,
    pub cue: Vec<Passage>,
    pub content: Vec<Passage>,
    pub speaker: Option<String>,
    pub speaker_unknown: Option<String>,
    pub to: Vec<String>,
    pub about: Vec<String>,
    pub medium: Option<Passage>,
    pub venue: Option<Passage>,
    pub said: SaidObject,
    /// Since schema 2.
    #[serde(default)]
    pub when: Vec<WhenObject>,
    #[serde(rename = "in")]
    pub reported_in: Option<String>,
    pub acts: Vec<Act>,
    #[serde(default)]
    pub act_evidence: Vec<ActEvidenceObject>,
    #[serde(default)]
    pub aimed_at: Vec<String>,
    #[serde(default)]
    pub answers: Option<String>,
    pub negated: bool,
    pub condition: Option<ConditionObject>,
    pub confidence: f32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct SaidObject {
    pub value: Option<TimeValue>,
    pub evidence: Vec<Passage>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct WhenObject {
    pub role: WhenRole,
    pub start: usize,
    pub end: usize,
    pub quote: String,
    pub value: TimeValue,
    #[serde(rename = "mod")]
    pub modifier: Option<TimeMod>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub precision: Option<Precision>,
    pub evidence: Vec<Passage>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct ActEvidenceObject {
    pub act: Act,
    pub start: usize,
    pub end: usize,
    pub quote: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct ConditionObject {
    #[serde(rename = "if")]
    pub antecedent: Passage,
    #[serde(rename = "then")]
    pub consequent: Passage,
    #[serde(default)]
    pub polarity: Polarity,
    #[serde(default)]
    pub otherwise: Option<Passage>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct FigureObject {
    pub start: usize,
    pub end: usize,
    pub quote: String,
    pub value: Option<Quantity>,
    pub unit: Option<String>,
    #[serde(rename = "mod")]
    pub modifier: Option<FigureMod>,
    #[serde(rename = "in")]
    pub stated_in: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct CommitmentObject {
    pub debtor: String,
    pub creditor: Option<String>,
    pub what: Passage,
    pub instrument: Option<String>,
    #[serde(default)]
    pub article: Option<String>,
    pub due: Option<TimeValue>,
    pub said_by: Option<String>,
    pub status: CommitmentStatus,
}

/// Who does what to whom, as one voice tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct EventObject {
    pub source: String,
    pub target: String,
    pub category: String,
    pub words: Passage,
    pub date: Option<TimeValue>,
    #[serde(rename = "in")]
    pub stated_in: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct WarningObject {
    pub code: String,
    pub message: String,
    pub start: Option<usize>,
    pub end: Option<usize>,
}

/// The words at a span, for the world outside.
pub fn passage(text: &Text, span: Span) -> Passage {
    let chars = text.chars_of(span);
    Passage {
        start: chars.start,
        end: chars.end,
        quote: text.quote(span).to_owned(),
        source_bytes: None,
    }
}

fn passages(text: &Text, spans: &[Span]) -> Vec<Passage> {
    spans.iter().map(|s| passage(text, *s)).collect()
}

impl From<&Annotated> for ArticleObject {
    fn from(annotated: &Annotated) -> ArticleObject {
        let Annotated {
            article,
            times,
            referents,
            mentions,
            statements,
            figures,
            commitments,
            events,
        } = annotated;
        let text = &article.text;
        let passage = |span: Span| passage(text, span);
        let id = |id: ReferentId| id.to_string();
        let mut object = ArticleObject {
            schema: SCHEMA,
            id: article.id.clone(),
            source: article.source.clone(),
            outlet: article.outlet.clone(),
            headline: article.headline.map(passage),
            byline: article.byline.map(passage),
            authors: article.authors.clone(),
            url: article.url.clone(),
            language: article.language.clone(),
            published: published_object(text, &article.published),
            candidates: article.candidates.iter().map(candidate_object).collect(),
            text: text.as_str().to_owned(),
            blocks: article
                .blocks
                .iter()
                .map(|b| block_object(text, b))
                .collect(),
            pages: article
                .pages
                .iter()
                .map(|page| page_object(text, *page))
                .collect(),
            times: times.iter().map(|t| time_object(text, t)).collect(),
            referents: (0..)
                .zip(referents)
                .map(|(n, r)| referent_object(ReferentId(n), r))
                .collect(),
            mentions: mentions.iter().map(|m| mention_object(text, m)).collect(),
            statements: (0..)
                .zip(statements)
                .map(|(n, s)| statement_object(text, StatementId(n), s))
                .collect(),
            figures: figures.iter().map(|f| figure_object(text, f)).collect(),
            commitments: commitments
                .iter()
                .map(|c| CommitmentObject {
                    debtor: id(c.debtor),
                    creditor: c.creditor.map(id),
                    what: passage(c.what),
                    instrument: c.instrument.map(id),
                    article: c.article.clone(),
                    due: c.due.clone(),
                    said_by: c.said_by.map(|s| s.to_string()),
                    status: c.status,
                })
                .collect(),
            events: events
                .iter()
                .map(|e| EventObject {
                    source: id(e.source),
                    target: id(e.target),
                    category: e.category.clone(),
                    words: passage(e.span),
                    date: e.date.clone(),
                    stated_in: e.stated_in.map(|s| s.to_string()),
                })
                .collect(),
            warnings: article
                .warnings
                .iter()
                .map(|w| warning_object(text, w))
                .collect(),
        };
        if let Some(trace) = &article.trace {
            object.tell_bytes(annotated, trace);
        }
        object
    }
}

fn candidate_object(candidate: &Candidate) -> CandidateObject {
    CandidateObject {
        field: candidate.field,
        value: candidate.value.clone(),
        from: candidate.from.clone(),
        chosen: candidate.chosen,
    }
}

fn candidate(object: &CandidateObject) -> Candidate {
    Candidate {
        field: object.field,
        value: object.value.clone(),
        from: object.from.clone(),
        chosen: object.chosen,
    }
}

fn published_object(text: &Text, published: &Published) -> PublishedObject {
    let day = published.date.map(|day| (day, day));
    let between = day.or(published.between);
    PublishedObject {
        date: published.date.map(|d| d.to_string()),
        how: published.how,
        evidence: passages(text, &published.evidence),
        from: between.map(|(from, _)| from.to_string()),
        to: between.map(|(_, to)| to.to_string()),
    }
}

fn block_object(text: &Text, block: &Block) -> BlockObject {
    let chars = text.chars_of(block.span);
    BlockObject {
        kind: block.kind,
        start: chars.start,
        end: chars.end,
    }
}

fn page_object(text: &Text, page: Span) -> PageObject {
    let chars = text.chars_of(page);
    PageObject {
        start: chars.start,
        end: chars.end,
    }
}

fn time_object(text: &Text, time: &Time) -> TimeObject {
    let Passage {
        start, end, quote, ..
    } = passage(text, time.span);
    TimeObject {
        start,
        end,
        quote,
        kind: time.kind,
        value: time.value.clone(),
        modifier: time.modifier,
        source_bytes: None,
        anchor: time.anchor.map(|anchor| AnchorObject {
            kind: anchor.kind,
            at: anchor.span.map(|span| passage(text, span)),
        }),
        rule: time.rule.clone(),
    }
}

fn when_object(text: &Text, when: &When) -> WhenObject {
    let Passage {
        start, end, quote, ..
    } = passage(text, when.span);
    WhenObject {
        role: when.role,
        start,
        end,
        quote,
        value: when.value.clone(),
        modifier: when.modifier,
        from: when.from.map(|day| day.to_string()),
        to: when.to.map(|day| day.to_string()),
        precision: when.precision,
        evidence: passages(text, &when.evidence),
    }
}

fn referent_object(id: ReferentId, referent: &Referent) -> ReferentObject {
    ReferentObject {
        id: id.to_string(),
        name: referent.name.clone(),
        kind: referent.kind,
        roles: referent.roles.clone(),
    }
}

fn mention_object(text: &Text, mention: &Mention) -> MentionObject {
    let Passage {
        start, end, quote, ..
    } = passage(text, mention.span);
    MentionObject {
        start,
        end,
        quote,
        referent: mention.referent.map(|r| r.to_string()),
        referent_unknown: mention.open.clone(),
        form: mention.form,
    }
}

fn statement_object(text: &Text, id: StatementId, statement: &Statement) -> StatementObject {
    let ids = |ids: &[ReferentId]| ids.iter().map(|r| r.to_string()).collect();
    let (speaker, speaker_unknown) = match &statement.speaker {
        Speaker::Known(referent) => (Some(referent.to_string()), None),
        Speaker::Unknown(why) => (None, Some(why.clone())),
    };
    StatementObject {
        id: id.to_string(),
        kind: statement.kind,
        mode: statement.mode,
        source: passages(text, &statement.source),
        cue: passages(text, &statement.cue),
        content: passages(text, &statement.content),
        speaker,
        speaker_unknown,
        to: ids(&statement.to),
        about: ids(&statement.about),
        medium: statement.medium.map(|s| passage(text, s)),
        venue: statement.venue.map(|s| passage(text, s)),
        said: SaidObject {
            value: statement.said.value.clone(),
            evidence: passages(text, &statement.said.evidence),
        },
        when: statement
            .when
            .iter()
            .map(|w| when_object(text, w))
            .collect(),
        reported_in: statement.reported_in.map(|s| s.to_string()),
        acts: statement.acts.clone(),
        act_evidence: statement
            .act_evidence
            .iter()
            .map(|e| {
                let Passage {
                    start, end, quote, ..
                } = passage(text, e.span);
                ActEvidenceObject {
                    act: e.act,
                    start,
                    end,
                    quote,
                }
            })
            .collect(),
        aimed_at: ids(&statement.aimed_at),
        answers: statement.answers.map(|s| s.to_string()),
        negated: statement.negated,
        condition: statement.condition.map(|c| ConditionObject {
            antecedent: passage(text, c.antecedent),
            consequent: passage(text, c.consequent),
            polarity: c.polarity,
            otherwise: c.otherwise.map(|s| passage(text, s)),
        }),
        confidence: statement.confidence,
    }
}

fn figure_object(text: &Text, figure: &Figure) -> FigureObject {
    let Passage {
        start, end, quote, ..
    } = passage(text, figure.span);
    FigureObject {
        start,
        end,
        quote,
        value: figure.value,
        unit: Some(figure.unit.clone()).filter(|u| !u.is_empty()),
        modifier: figure.modifier,
        stated_in: figure.stated_in.map(|s| s.to_string()),
    }
}

fn warning_object(text: &Text, warning: &Warning) -> WarningObject {
    let chars = warning.span.map(|s| text.chars_of(s));
    WarningObject {
        code: warning.code.clone(),
        message: warning.message.clone(),
        start: chars.as_ref().map(|c| c.start),
        end: chars.as_ref().map(|c| c.end),
    }
}

impl ArticleObject {
    /// Tells where times and the parts of statements lay in the source.
    fn tell_bytes(&mut self, annotated: &Annotated, trace: &Trace) {
        let bytes = |span: Span| {
            let ranges = trace.source_of(span);
            Some(ranges.into_iter().map(|r| [r.start, r.end]).collect())
        };
        for (object, time) in self.times.iter_mut().zip(&annotated.times) {
            object.source_bytes = bytes(time.span);
        }
        let fill = |objects: &mut [Passage], spans: &[Span]| {
            for (object, span) in objects.iter_mut().zip(spans) {
                object.source_bytes = bytes(*span);
            }
        };
        for (object, statement) in self.statements.iter_mut().zip(&annotated.statements) {
            fill(&mut object.source, &statement.source);
            fill(&mut object.cue, &statement.cue);
            fill(&mut object.content, &statement.content);
        }
    }

    /// The number of the page on which a scalar value stands, from one; `None` where there are no pages.
    pub fn page_at(&self, start: usize) -> Option<usize> {
        let after = self.pages.partition_point(|page| page.start <= start);
        (after > 0).then_some(after)
    }

    /// Reads an object back, checking every place and id.
    ///
    /// # Errors
    /// The first place whose words are not the text's, the first id that names nothing, or a newer schema.
    pub fn read(&self) -> Result<Annotated, ReadError> {
        if self.schema > SCHEMA {
            return Err(ReadError::Schema(self.schema));
        }
        let text = Text::new(self.text.as_str());
        let reader = Reader {
            object: self,
            text: &text,
        };
        let article = reader.article()?;
        Ok(Annotated {
            times: collect(&self.times, |t| reader.time(t))?,
            referents: self.referents.iter().map(referent).collect(),
            mentions: collect(&self.mentions, |m| reader.mention(m))?,
            statements: collect(&self.statements, |s| reader.statement(s))?,
            figures: collect(&self.figures, |f| reader.figure(f))?,
            commitments: collect(&self.commitments, |c| reader.commitment(c))?,
            events: collect(&self.events, |e| reader.event(e))?,
            article: Article { text, ..article },
        })
    }
}

fn collect<A, B>(
    from: &[A],
    read: impl Fn(&A) -> Result<B, ReadError>,
) -> Result<Vec<B>, ReadError> {
    from.iter().map(read).collect()
}

fn referent(object: &ReferentObject) -> Referent {
    Referent {
        name: object.name.clone(),
        kind: object.kind,
        roles: object.roles.clone(),
    }
}

/// Reads the parts of one object against its text.
struct Reader<'a> {
    object: &'a ArticleObject,
    text: &'a Text,
}

impl Reader<'_> {
    fn place(&self, start: usize, end: usize, quote: Option<&str>) -> Result<Span, ReadError> {
        let span = self.text.span_of_chars(start, end);
        let found = span.map(|s| self.text.quote(s));
        match span {
            Some(span) if quote.is_none() || quote == found => Ok(span),
            _ => Err(ReadError::Place {
                start,
                end,
                quote: quote.unwrap_or_default().to_owned(),
                found: found.unwrap_or_default().to_owned(),
            }),
        }
    }

    fn passage(&self, p: &Passage) -> Result<Span, ReadError> {
        self.place(p.start, p.end, Some(&p.quote))
    }

    fn passages(&self, list: &[Passage]) -> Result<Vec<Span>, ReadError> {
        collect(list, |p| self.passage(p))
    }

    fn referent_id(&self, id: &str) -> Result<ReferentId, ReadError> {
        number(id, 'r', self.object.referents.len()).map(ReferentId)
    }

    fn statement_id(&self, id: &str) -> Result<StatementId, ReadError> {
        number(id, 's', self.object.statements.len()).map(StatementId)
    }

    /// Everything but the text, which the caller owns.
    fn article(&self) -> Result<Article, ReadError> {
        let o = self.object;
        Ok(Article {
            id: o.id.clone(),
            source: o.source.clone(),
            outlet: o.outlet.clone(),
            url: o.url.clone(),
            headline: o.headline.as_ref().map(|p| self.passage(p)).transpose()?,
            byline: o.byline.as_ref().map(|p| self.passage(p)).transpose()?,
            authors: o.authors.clone(),
            language: o.language.clone(),
            candidates: o.candidates.iter().map(candidate).collect(),
            published: self.published(&o.published)?,
            text: Text::default(),
            trace: None,
            blocks: collect(&o.blocks, |b| {
                Ok(Block {
                    kind: b.kind,
                    span: self.place(b.start, b.end, None)?,
                })
            })?,
            pages: collect(&o.pages, |page| self.place(page.start, page.end, None))?,
            warnings: collect(&o.warnings, |w| {
                let span = w
                    .start
                    .zip(w.end)
                    .map(|(a, b)| self.place(a, b, None))
                    .transpose()?;
                Ok(Warning {
                    code: w.code.clone(),
                    message: w.message.clone(),
                    span,
                })
            })?,
        })
    }

    fn published(&self, p: &PublishedObject) -> Result<Published, ReadError> {
        let date = day(&p.date);
        Ok(Published {
            date,
            how: p.how,
            evidence: self.passages(&p.evidence)?,
            between: day(&p.from).zip(day(&p.to)).filter(|_| date.is_none()),
        })
    }

    fn anchor(&self, a: &AnchorObject) -> Result<Anchor, ReadError> {
        Ok(Anchor {
            kind: a.kind,
            span: a.at.as_ref().map(|p| self.passage(p)).transpose()?,
        })
    }

    fn when(&self, w: &WhenObject) -> Result<When, ReadError> {
        Ok(When {
            role: w.role,
            value: w.value.clone(),
            modifier: w.modifier,
            from: day(&w.from),
            to: day(&w.to),
            precision: w.precision,
            span: self.place(w.start, w.end, Some(&w.quote))?,
            evidence: self.passages(&w.evidence)?,
        })
    }

    fn time(&self, t: &TimeObject) -> Result<Time, ReadError> {
        Ok(Time {
            span: self.place(t.start, t.end, Some(&t.quote))?,
            kind: t.kind,
            value: t.value.clone(),
            modifier: t.modifier,
            anchor: t.anchor.as_ref().map(|a| self.anchor(a)).transpose()?,
            rule: t.rule.clone(),
        })
    }

    fn mention(&self, m: &MentionObject) -> Result<Mention, ReadError> {
        Ok(Mention {
            span: self.place(m.start, m.end, Some(&m.quote))?,
            referent: m
                .referent
                .as_ref()
                .map(|r| self.referent_id(r))
                .transpose()?,
            open: m.referent_unknown.clone(),
            form: m.form,
        })
    }

    fn statement(&self, s: &StatementObject) -> Result<Statement, ReadError> {
        let speaker = match &s.speaker {
            Some(id) => Speaker::Known(self.referent_id(id)?),
            None => Speaker::Unknown(s.speaker_unknown.clone().unwrap_or_default()),
        };
        Ok(Statement {
            kind: s.kind,
            mode: s.mode,
            source: self.passages(&s.source)?,
            cue: self.passages(&s.cue)?,
            content: self.passages(&s.content)?,
            speaker,
            to: s
                .to
                .iter()
                .map(|r| self.referent_id(r))
                .collect::<Result<_, _>>()?,
            about: s
                .about
                .iter()
                .map(|r| self.referent_id(r))
                .collect::<Result<_, _>>()?,
            medium: s.medium.as_ref().map(|p| self.passage(p)).transpose()?,
            venue: s.venue.as_ref().map(|p| self.passage(p)).transpose()?,
            said: Said {
                value: s.said.value.clone(),
                evidence: self.passages(&s.said.evidence)?,
            },
            when: collect(&s.when, |w| self.when(w))?,
            reported_in: s
                .reported_in
                .as_ref()
                .map(|id| self.statement_id(id))
                .transpose()?,
            acts: s.acts.clone(),
            act_evidence: collect(&s.act_evidence, |e| {
                Ok(ActEvidence {
                    act: e.act,
                    span: self.place(e.start, e.end, Some(&e.quote))?,
                })
            })?,
            aimed_at: collect(&s.aimed_at, |r| self.referent_id(r))?,
            answers: s
                .answers
                .as_ref()
                .map(|id| self.statement_id(id))
                .transpose()?,
            negated: s.negated,
            condition: match &s.condition {
                Some(c) => Some(Condition {
                    antecedent: self.passage(&c.antecedent)?,
                    consequent: self.passage(&c.consequent)?,
                    polarity: c.polarity,
                    otherwise: c.otherwise.as_ref().map(|p| self.passage(p)).transpose()?,
                }),
                None => None,
            },
            confidence: s.confidence,
        })
    }

    fn figure(&self, f: &FigureObject) -> Result<Figure, ReadError> {
        Ok(Figure {
            span: self.place(f.start, f.end, Some(&f.quote))?,
            value: f.value,
            unit: f.unit.clone().unwrap_or_default(),
            modifier: f.modifier,
            stated_in: f
                .stated_in
                .as_ref()
                .map(|id| self.statement_id(id))
                .transpose()?,
        })
    }

    fn event(&self, e: &EventObject) -> Result<Event, ReadError> {
        Ok(Event {
            source: self.referent_id(&e.source)?,
            target: self.referent_id(&e.target)?,
            category: e.category.clone(),
            span: self.passage(&e.words)?,
            date: e.date.clone(),
            stated_in: e
                .stated_in
                .as_ref()
                .map(|id| self.statement_id(id))
                .transpose()?,
        })
    }

    fn commitment(&self, c: &CommitmentObject) -> Result<Commitment, ReadError> {
        Ok(Commitment {
            debtor: self.referent_id(&c.debtor)?,
            creditor: c
                .creditor
                .as_ref()
                .map(|r| self.referent_id(r))
                .transpose()?,
            what: self.passage(&c.what)?,
            instrument: c
                .instrument
                .as_ref()
                .map(|r| self.referent_id(r))
                .transpose()?,
            article: c.article.clone(),
            due: c.due.clone(),
            said_by: c
                .said_by
                .as_ref()
                .map(|id| self.statement_id(id))
                .transpose()?,
            status: c.status,
        })
    }
}

/// A day as it is written outside.
fn day(written: &Option<String>) -> Option<Date> {
    written.as_ref()?.parse().ok()
}

/// The number in an id such as `r3`, from nought, if there are that many.
fn number(id: &str, letter: char, count: usize) -> Result<u32, ReadError> {
    let n: Option<u32> = id
        .strip_prefix(letter)
        .and_then(|digits| digits.parse().ok());
    match n {
        Some(n) if n >= 1 && n as usize <= count => Ok(n - 1),
        _ => Err(ReadError::Id(id.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object() -> ArticleObject {
        let mut annotated = Annotated::default();
        annotated.article.text = Text::new("Zoë said “yes”.");
        annotated.referents.push(Referent {
            name: "Zoë".into(),
            kind: ReferentKind::Person,
            roles: vec![],
        });
        let span = annotated.article.text.find("Zoë").unwrap();
        annotated.mentions.push(Mention {
            span,
            referent: Some(ReferentId(0)),
            open: None,
            form: Form::Name,
        });
        ArticleObject::from(&annotated)
    }

    #[test]
    fn a_place_that_is_not_the_texts_is_refused() {
        let mut moved = object();
        moved.mentions[0].start += 1;
        let error = moved.read().unwrap_err().to_string();
        insta::assert_snapshot!(error, @r#"expected the words "Zoë" at 1..3 of the text, but found "oë""#);
        let mut outside = object();
        outside.mentions[0].end = 99;
        assert!(matches!(
            outside.read(),
            Err(ReadError::Place { end: 99, .. })
        ));
    }

    #[test]
    fn an_id_that_names_nothing_is_refused() {
        for id in ["r2", "r0", "s1", "r", "", "r99999999999"] {
            let mut object = object();
            object.mentions[0].referent = Some(id.into());
            assert_eq!(object.read(), Err(ReadError::Id(id.into())));
        }
    }

    #[test]
    fn pages_come_back_and_an_object_without_them_is_read() {
        let mut annotated = object().read().unwrap();
        let text = annotated.article.text.clone();
        annotated.article.pages = [(0, 5), (5, 5), (5, text.len())]
            .map(|(start, end)| text.span(start, end).unwrap())
            .to_vec();
        let object = ArticleObject::from(&annotated);
        assert_eq!(object.read().unwrap(), annotated);
        let said = text.find("said").unwrap();
        assert_eq!(annotated.article.page_at(said), Some(3));
        assert_eq!(object.page_at(4), Some(3));
        assert_eq!(object.page_at(0), Some(1));
        assert_eq!(annotated.article.page_at(text.find("Zo").unwrap()), Some(1));
        let mut json = serde_json::to_value(&object).unwrap();
        json.as_object_mut().unwrap().remove("pages").unwrap();
        let without: ArticleObject = serde_json::from_value(json).unwrap();
        assert_eq!(without.read().unwrap().article.page_at(said), None);
    }

    #[test]
    fn an_object_of_the_first_schema_is_read() {
        let mut json = serde_json::to_value(object()).unwrap();
        let fields = json.as_object_mut().unwrap();
        fields.insert("schema".into(), 1.into());
        assert!(fields.remove("authors").is_some() && fields.remove("candidates").is_some());
        let read = serde_json::from_value::<ArticleObject>(json).unwrap();
        assert!(read.read().unwrap().article.authors.is_empty());
    }

    #[test]
    fn a_newer_schema_is_refused() {
        let newer = ArticleObject {
            schema: SCHEMA + 1,
            ..object()
        };
        assert_eq!(newer.read(), Err(ReadError::Schema(SCHEMA + 1)));
    }
}
