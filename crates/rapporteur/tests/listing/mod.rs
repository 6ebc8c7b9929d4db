//! An article as a listing: each sentence, and indented under it what was read in it.
//!
//! ```text
//! == body
//! The harbour master said on Monday that about 30 boats were stuck.
//!    s4 S[The harbour master] C[said] [about 30 boats were stuck] indirect report by r2, said 2031-03-03
//!    time on Monday = 2031-03-03
//!    figure about 30 = 30 boats (about)
//!    names The harbour master → r2
//! ```
//!
//! A statement stands under the sentence in which its content begins. Long words are shown by their ends.

use rapporteur::record::{
    Annotated, Commitment, Figure, Mention, Quantity, ReferentId, Span, Speaker, Statement,
    StatementId, Time,
};
use serde::Serialize;
use std::fmt::Write;

/// How many words at either end of long words are shown.
const ENDS: usize = 4;

/// The listing of an article.
pub fn of(annotated: &Annotated) -> String {
    let listing = Listing(annotated);
    let article = &annotated.article;
    let mut out = String::new();
    let day = article
        .published
        .date
        .map_or_else(|| "?".to_owned(), |d| d.to_string());
    writeln!(out, "published {day} ({})", named(article.published.how)).unwrap();
    writeln!(out, "outlet {}", article.outlet.as_deref().unwrap_or("?")).unwrap();
    let parsed = rapporteur_parse::parse(article);
    let mut block = None;
    for (number, sentence) in parsed.sentences.iter().enumerate() {
        if block != Some(sentence.block) {
            block = Some(sentence.block);
            let kind = article.blocks.get(sentence.block).map(|b| named(b.kind));
            writeln!(out, "\n== {}", kind.unwrap_or_default()).unwrap();
        }
        writeln!(out, "{}", one_line(article.text.quote(sentence.span))).unwrap();
        let end = parsed
            .sentences
            .get(number + 1)
            .map_or(article.text.len(), |s| s.span.start());
        for line in listing.read_between(sentence.span.start(), end) {
            writeln!(out, "   {line}").unwrap();
        }
    }
    writeln!(out, "\n== referents").unwrap();
    for (id, referent) in (0..).map(ReferentId).zip(&annotated.referents) {
        let roles: String = referent
            .roles
            .iter()
            .map(|role| format!(", {role}"))
            .collect();
        writeln!(
            out,
            "{id} {} ({}{roles})",
            referent.name,
            named(referent.kind)
        )
        .unwrap();
    }
    writeln!(out, "\n== commitments").unwrap();
    for commitment in &annotated.commitments {
        writeln!(out, "{}", listing.commitment(commitment)).unwrap();
    }
    out
}

/// A value as JSON names it.
fn named(value: impl Serialize) -> String {
    serde_json::json!(value).as_str().unwrap_or("-").to_owned()
}

fn one_line(words: &str) -> String {
    let words: Vec<&str> = words.split_whitespace().collect();
    words.join(" ")
}

struct Listing<'a>(&'a Annotated);

impl Listing<'_> {
    /// What begins from one byte to another, a line each: statements, times, figures, names.
    fn read_between(&self, start: usize, end: usize) -> Vec<String> {
        let here = |span: Span| (start..end).contains(&span.start());
        let Annotated {
            times,
            mentions,
            statements,
            figures,
            ..
        } = self.0;
        let said = (0..).map(StatementId).zip(statements);
        let said = said.filter(|(_, s)| s.content.first().is_some_and(|c| here(*c)));
        let mut lines: Vec<String> = said.map(|(id, s)| self.statement(id, s)).collect();
        lines.extend(times.iter().filter(|t| here(t.span)).map(|t| self.time(t)));
        lines.extend(
            figures
                .iter()
                .filter(|f| here(f.span))
                .map(|f| self.figure(f)),
        );
        let names = mentions.iter().filter(|m| here(m.span));
        let names: Vec<String> = names.map(|m| self.mention(m)).collect();
        if !names.is_empty() {
            lines.push(format!("names {}", names.join(" · ")));
        }
        lines
    }

    fn words(&self, span: Span) -> String {
        let words: Vec<&str> = self.0.article.text.quote(span).split_whitespace().collect();
        match (
            words.get(..ENDS),
            words.len().checked_sub(ENDS).and_then(|n| words.get(n..)),
        ) {
            (Some(first), Some(last)) if words.len() > 2 * ENDS + 2 => {
                format!("{} … {}", first.join(" "), last.join(" "))
            }
            _ => words.join(" "),
        }
    }

    fn all_words(&self, mark: &str, spans: &[Span]) -> String {
        spans
            .iter()
            .map(|s| format!("{mark}[{}] ", self.words(*s)))
            .collect()
    }

    fn statement(&self, id: StatementId, s: &Statement) -> String {
        let mut line = format!("{id} ");
        line += &self.all_words("S", &s.source);
        line += &self.all_words("C", &s.cue);
        line += &self.all_words("", &s.content);
        let acts: Vec<String> = s.acts.iter().map(named).collect();
        line += &format!("{} {}", named(s.kind), acts.join(" "));
        line += if s.negated { ", negated" } else { "" };
        line += &match s.speaker {
            Speaker::Known(id) => format!(", by {id}"),
            Speaker::Unknown(_) => ", by ?".to_owned(),
        };
        if !s.to.is_empty() {
            let to: Vec<String> = s.to.iter().map(ToString::to_string).collect();
            line += &format!(", to {}", to.join(" "));
        }
        let places = [("medium", s.medium), ("venue", s.venue)];
        for (name, span) in places
            .into_iter()
            .filter_map(|(name, span)| Some((name, span?)))
        {
            line += &format!(", {name} [{}]", self.words(span));
        }
        if let Some(day) = &s.said.value {
            line += &format!(", said {day}");
        }
        for w in &s.when {
            let day =
                |day: Option<jiff::civil::Date>| day.map_or_else(String::new, |d| d.to_string());
            line += &format!(", {} {}..{}", named(w.role), day(w.from), day(w.to));
        }
        if let Some(outer) = s.reported_in {
            line += &format!(", in {outer}");
        }
        if let Some(c) = s.condition {
            let (if_, then) = (self.words(c.antecedent), self.words(c.consequent));
            line += &format!(", if [{if_}] then [{then}]");
        }
        line + if named(s.mode) == "thought" {
            ", thought"
        } else {
            ""
        }
    }

    fn time(&self, t: &Time) -> String {
        let value = t.value.as_ref().map_or("?", |v| v.as_str());
        let modifier = t
            .modifier
            .map(|m| format!(" ({})", named(m)))
            .unwrap_or_default();
        format!("time {} = {value}{modifier}", self.words(t.span))
    }

    fn figure(&self, f: &Figure) -> String {
        let value = match f.value {
            None => "?".to_owned(),
            Some(Quantity::One(x)) => x.to_string(),
            Some(Quantity::Range(low, high)) => format!("{low}..{high}"),
        };
        let modifier = f
            .modifier
            .map(|m| format!(" ({})", named(m)))
            .unwrap_or_default();
        let stated = f.stated_in.map(|s| format!(", in {s}")).unwrap_or_default();
        format!(
            "figure {} = {value} {}{modifier}{stated}",
            self.words(f.span),
            f.unit
        )
    }

    fn mention(&self, m: &Mention) -> String {
        let referent = m.referent.map_or_else(|| "?".to_owned(), |r| r.to_string());
        format!("{} → {referent}", self.words(m.span))
    }

    fn commitment(&self, c: &Commitment) -> String {
        let or_none = |id: Option<ReferentId>| id.map_or_else(|| "-".to_owned(), |r| r.to_string());
        format!(
            "{} owes {} [{}] under {}, due {}: {}, {}",
            c.debtor,
            or_none(c.creditor),
            self.words(c.what),
            or_none(c.instrument),
            c.due.as_ref().map_or("-", |d| d.as_str()),
            named(c.status),
            c.said_by
                .map_or_else(|| "the article's voice".to_owned(), |s| format!("in {s}")),
        )
    }
}
