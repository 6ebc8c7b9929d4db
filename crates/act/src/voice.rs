//! Whose voice a content is, and whether a word in it means the speaker.

use crate::clause::{Mood, Subject};
use crate::words::Sentence;
use rapporteur_name::Names;
use rapporteur_parse::Relation;
use rapporteur_record::{
    Mention, ReferentId, ReferentKind, Span, Speaker, Statement, StatementKind,
};

/// The speaker of a statement, with what the article says of them.
#[derive(Debug)]
pub(crate) struct Voice<'a> {
    names: &'a Names,
    speaker: Option<ReferentId>,
    /// Whether "he", "it", "they" may mean the speaker: the words are the article's.
    reported: bool,
    /// Words of the speaker's name and offices, in lower case: a minister of Estmark speaks for Estmark.
    sides: Vec<String>,
    /// Whether one of those words names another place or body of the article.
    sided: bool,
    /// Whether a text speaks.
    pub is_instrument: bool,
}

impl<'a> Voice<'a> {
    pub fn of(names: &'a Names, statement: &Statement) -> Voice<'a> {
        let speaker = match statement.speaker {
            Speaker::Known(id) => Some(id),
            Speaker::Unknown(_) => None,
        };
        let referent = speaker.and_then(|id| names.referents.get(id.0 as usize));
        let described = referent
            .map(|r| std::iter::once(r.name.as_str()).chain(r.roles.iter().map(String::as_str)))
            .into_iter()
            .flatten();
        let sides = described
            .flat_map(str::split_whitespace)
            .filter(|w| w.starts_with(char::is_uppercase) && w.chars().count() > 3)
            .map(str::to_lowercase)
            .collect::<Vec<_>>();
        let places = names
            .referents
            .iter()
            .filter(|r| r.kind == ReferentKind::Place);
        let sided = places
            .flat_map(|r| r.name.split_whitespace())
            .any(|w| is_stem_of(&w.to_lowercase(), &sides));
        Voice {
            names,
            speaker,
            reported: statement.kind != StatementKind::Direct,
            sides,
            sided,
            is_instrument: referent
                .is_some_and(|r| matches!(r.kind, ReferentKind::Agreement | ReferentKind::Law)),
        }
    }

    /// Who the subject with this head is, in a clause so put.
    pub fn subject(&self, sentence: &Sentence<'_>, at: usize, mood: Mood) -> Subject {
        let possessor = sentence.child(at, &[Relation::NmodPoss]);
        // "no soldier of ours"
        let ours = sentence
            .children(at)
            .any(|(_, w)| matches!(w.lower.as_str(), "ours" | "mine"));
        if ours
            || self.means_speaker(sentence, at)
            || possessor.is_some_and(|n| self.means_speaker(sentence, n))
        {
            return Subject::Speaker;
        }
        let Some(word) = sentence.words.get(at) else {
            return Subject::Other;
        };
        let kind = self.kind_at(word.span);
        if matches!(kind, Some(ReferentKind::Agreement | ReferentKind::Law)) || is_text(&word.lower)
        {
            return Subject::Text;
        }
        if word.lower == "it" && self.last_named_is_text(word.span) {
            return Subject::Text;
        }
        // Whoever tells what a country or body will do speaks for it, unless they are known to be of another.
        let body = matches!(kind, Some(ReferentKind::Place | ReferentKind::Organisation));
        let elsewhere = self.sided && !self.is_instrument;
        if body && matches!(mood, Mood::Future | Mood::Can) && !elsewhere {
            return Subject::Speaker;
        }
        Subject::Other
    }

    /// "The accord obliges us. It does not say …": whether the last thing named before is a text.
    fn last_named_is_text(&self, place: Span) -> bool {
        let mentions = &self.names.mentions;
        let before = mentions.partition_point(|m| m.span.start() < place.start());
        let mut kinds = mentions
            .get(..before)
            .unwrap_or_default()
            .iter()
            .rev()
            .take(6)
            .filter(|m| place.start().saturating_sub(m.span.end()) < 240)
            .filter_map(|m| m.referent)
            .filter_map(|id| self.names.referents.get(id.0 as usize))
            .map(|r| r.kind)
            .filter(|k| !matches!(k, ReferentKind::Person | ReferentKind::Group));
        matches!(
            kinds.next(),
            Some(ReferentKind::Agreement | ReferentKind::Law)
        )
    }

    fn kind_at(&self, place: Span) -> Option<ReferentKind> {
        let id = self.mention(place)?.referent?;
        self.names.referents.get(id.0 as usize).map(|r| r.kind)
    }

    fn means_speaker(&self, sentence: &Sentence<'_>, at: usize) -> bool {
        let Some(word) = sentence.words.get(at) else {
            return false;
        };
        match word.lower.as_str() {
            "i" | "we" | "us" | "me" | "my" | "our" | "ours" => return true,
            "you" | "your" => return false,
            _ => {}
        }
        let referent = self.mention(word.span).and_then(|m| m.referent);
        if matches!(
            word.lower.as_str(),
            "he" | "she" | "it" | "they" | "his" | "her" | "its" | "their"
        ) {
            return self.reported && (referent.is_none() || referent == self.speaker);
        }
        if referent.is_some() && referent == self.speaker {
            return true;
        }
        is_stem_of(&word.lower, &self.sides)
            || referent
                .and_then(|id| self.names.referents.get(id.0 as usize))
                .is_some_and(|r| {
                    r.name
                        .split_whitespace()
                        .any(|w| is_stem_of(&w.to_lowercase(), &self.sides))
                })
    }

    fn mention(&self, place: Span) -> Option<&Mention> {
        let mentions = &self.names.mentions;
        let after = mentions.partition_point(|m| m.span.start() <= place.start());
        mentions
            .get(..after)?
            .iter()
            .rev()
            .take(4)
            .find(|m| m.span.contains(place))
    }
}

/// Whether a name is that of a country or body among the words: "Estmark" beside "Estmarkian".
fn is_stem_of(word: &str, words: &[String]) -> bool {
    let letters = word.chars().count();
    if letters < 4 {
        return false;
    }
    let stem: String = word
        .chars()
        .take(letters.saturating_sub(2).max(4))
        .collect();
    words.iter().any(|w| w.starts_with(&stem))
}

fn is_text(word: &str) -> bool {
    matches!(
        word,
        "accord"
            | "agreement"
            | "article"
            | "charter"
            | "clause"
            | "constitution"
            | "contract"
            | "convention"
            | "decree"
            | "law"
            | "lease"
            | "pact"
            | "protocol"
            | "resolution"
            | "rule"
            | "rules"
            | "statute"
            | "text"
            | "treaty"
    )
}
