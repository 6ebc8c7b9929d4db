//! What was read, in a line.

use rapporteur::record::{
    Annotated, Commitment, Condition, Figure, Mention, Quantity, ReferentId, Span, Speaker,
    Statement, StatementId, Time, TimeValue, When,
};
use serde_json::json;

/// Shows parts of one article.
pub struct Shown<'a>(pub &'a Annotated);

impl Shown<'_> {
    fn words(&self, spans: &[Span]) -> String {
        if spans.is_empty() {
            return "-".to_owned();
        }
        let quotes: Vec<&str> = spans
            .iter()
            .map(|s| self.0.article.text.quote(*s))
            .collect();
        quotes.join(" + ").replace('\n', " ")
    }

    pub fn referent(&self, id: Option<ReferentId>) -> String {
        match id.and_then(|id| Some((id, self.0.referent(id)?))) {
            Some((id, referent)) => format!("{} ({id})", referent.name),
            None => "?".to_owned(),
        }
    }

    pub fn voice(&self, said_by: Option<StatementId>) -> String {
        let Some(statement) = said_by.and_then(|id| self.0.statement(id)) else {
            return "-".to_owned();
        };
        match statement.speaker {
            Speaker::Known(id) => self.referent(Some(id)),
            Speaker::Unknown(_) => "?".to_owned(),
        }
    }

    pub fn value(&self, value: Option<&TimeValue>) -> String {
        value.map_or_else(|| "?".to_owned(), ToString::to_string)
    }

    pub fn quantity(&self, value: Option<Quantity>) -> String {
        match value {
            None => "?".to_owned(),
            Some(Quantity::One(x)) => x.to_string(),
            Some(Quantity::Range(low, high)) => format!("{low}..{high}"),
        }
    }

    pub fn statement(&self, s: &Statement) -> String {
        format!(
            "says: {} | cue: {} | kind: {} | content: {}",
            self.words(&s.source),
            self.words(&s.cue),
            json!(s.kind).as_str().unwrap_or_default(),
            self.words(&s.content),
        )
    }

    pub fn condition(&self, c: &Condition) -> String {
        format!(
            "condition: {} => {}",
            self.words(&[c.antecedent]),
            self.words(&[c.consequent])
        )
    }

    pub fn figure(&self, f: &Figure) -> String {
        format!(
            "figure: {} = {} | unit: {}",
            self.words(&[f.span]),
            self.quantity(f.value),
            f.unit
        )
    }

    pub fn commitment(&self, c: &Commitment) -> String {
        format!(
            "owes: {} | what: {}",
            self.referent(Some(c.debtor)),
            self.words(&[c.what])
        )
    }

    pub fn time(&self, t: &Time) -> String {
        format!(
            "time: {} = {}",
            self.words(&[t.span]),
            self.value(t.value.as_ref())
        )
    }

    pub fn when(&self, w: &When) -> String {
        let day =
            |day: Option<jiff::civil::Date>| day.map_or_else(|| "-".to_owned(), |d| d.to_string());
        format!(
            "when: {} = {} | from: {} | to: {} | value: {} | shown: {}",
            self.words(&[w.span]),
            json!(w.role).as_str().unwrap_or_default(),
            day(w.from),
            day(w.to),
            w.value,
            self.words(&w.evidence),
        )
    }

    pub fn mention(&self, m: &Mention) -> String {
        format!(
            "mention: {} = {} | form: {}",
            self.words(&[m.span]),
            self.referent(m.referent),
            json!(m.form).as_str().unwrap_or_default()
        )
    }
}
