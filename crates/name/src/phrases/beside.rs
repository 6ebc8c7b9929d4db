//! Nouns beside the name of a place that say only what it is, or that its government is meant: "the Elm region",
//! "Norrland's government", "the Norrlandish side".

use super::is_listed;
use crate::{Names, gazetteer};
use rapporteur_parse::Parsed;
use rapporteur_record::{Article, Form, Mention, ReferentKind, Span};

/// Adds the mentions that the noun at a token makes with the name beside it.
pub(super) fn add(
    article: &Article,
    parsed: &Parsed,
    names: &Names,
    at: usize,
    added: &mut Vec<Mention>,
) {
    let around = Around {
        article,
        parsed,
        names,
        at,
    };
    if let Some((core, mention)) = around.found() {
        let wider = [around.with_owner(core), around.with_state(core)];
        for span in std::iter::once(core).chain(wider.into_iter().flatten()) {
            added.push(Mention {
                span,
                referent: mention.referent,
                open: None,
                form: Form::Description,
            });
        }
    }
}

/// A noun with what stands around it.
struct Around<'a> {
    article: &'a Article,
    parsed: &'a Parsed,
    names: &'a Names,
    at: usize,
}

impl<'a> Around<'a> {
    fn span(&self, at: Option<usize>) -> Option<Span> {
        self.parsed.tokens.get(at?).map(|t| t.span)
    }

    fn word(&self, at: Option<usize>) -> &'a str {
        self.span(at)
            .map_or("", |span| self.article.text.quote(span))
    }

    fn back(&self, steps: usize) -> Option<usize> {
        self.at.checked_sub(steps)
    }

    fn named_ending(&self, end: usize) -> Option<&'a Mention> {
        self.names
            .mention_ending(end)
            .filter(|m| m.form == Form::Name)
    }

    fn is_place(&self, mention: &Mention) -> bool {
        mention
            .referent
            .is_some_and(|id| self.names.kind(id) == Some(ReferentKind::Place))
    }

    /// The name and the noun together, and whom they mean.
    fn found(&self) -> Option<(Span, Mention)> {
        let head = self.span(Some(self.at))?;
        let noun = self.article.text.quote(head).to_lowercase();
        let government = is_listed("government", &noun);
        if !is_listed("beside", &noun) && !government {
            return None;
        }
        let word = self.word(self.back(1));
        let owned = matches!(word, "'s" | "’s");
        if owned && !government {
            return None;
        }
        let before = self.span(self.back(if owned { 2 } else { 1 }))?;
        let named = match word {
            ")" => self.before_bracket(before),
            _ => self.named_ending(before.end()),
        };
        if let Some(mention) = named {
            let name = self.article.text.quote(mention.span);
            let state = matches!(gazetteer::state_of(name), Some((gazetteer::Part::Name, _)));
            let fits = self.is_place(mention) && (government || !state);
            return fits.then(|| (mention.span.cover(head), mention.clone()));
        }
        // "the Norrlandish side"
        let id = self
            .names
            .state_of_demonym(word)
            .filter(|_| government && !owned)?;
        let span = before.cover(head);
        let mention = Mention {
            span,
            referent: Some(id),
            open: None,
            form: Form::Description,
        };
        Some((span, mention))
    }

    /// "Dorna (Dorne) region": the name before the bracket, where the one inside is another name of it.
    fn before_bracket(&self, bracket: Span) -> Option<&'a Mention> {
        let inner = self.named_ending(bracket.start())?;
        let opens = inner.span.start().checked_sub(" (".len())?;
        let outer = self.named_ending(opens)?;
        (outer.referent == inner.referent).then_some(outer)
    }

    /// "Norrland's Elm region"
    fn with_owner(&self, core: Span) -> Option<Span> {
        let first = self
            .parsed
            .tokens
            .partition_point(|t| t.span.start() < core.start());
        let mark = first.checked_sub(1);
        let owner = self.span(first.checked_sub(2))?;
        let owned = matches!(self.word(mark), "'s" | "’s");
        let mention = self.named_ending(owner.end()).filter(|_| owned)?;
        self.is_place(mention).then(|| mention.span.cover(core))
    }

    /// "the Elm region of Norrland"
    fn with_state(&self, core: Span) -> Option<Span> {
        let next = self.span(Some(self.at + 2))?;
        let of = self.word(Some(self.at + 1)) == "of";
        let mention = self.names.beginning_in(next).next().filter(|_| of)?;
        let place = self.is_place(mention) && mention.form == Form::Name;
        place.then(|| core.cover(mention.span))
    }
}
