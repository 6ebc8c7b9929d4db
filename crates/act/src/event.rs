//! Who does what to whom, as the sentences of an article tell it, in the categories of PLOVER.

use crate::figure::Holders;
use crate::plover::category;
use crate::words::{Sentence, sentences};
use rapporteur_name::Names;
use rapporteur_parse::{Parsed, Relation, Upos};
use rapporteur_record::{
    Act, Article, BlockKind, Event, Mention, Mode, ReferentId, ReferentKind, Span, Statement, Time,
    TimeKind,
};

/// Events of the body, in the order of the text: a clause whose subject and whose object (or the agent of a passive and
/// its subject) are two parties that the article names, and whose verb, or a noun under it, has a category of
/// `data/plover.tsv`.
///
/// Told in the article's own voice or by a speaker ([`Event::stated_in`]). What is only supposed, possible or denied is
/// left out, and so are reporting words: what statements do is in [`Statement::acts`].
pub fn events(
    article: &Article,
    parsed: &Parsed,
    names: &Names,
    times: &[Time],
    statements: &[Statement],
) -> Vec<Event> {
    let holders = Holders::of(statements);
    let mut cues: Vec<Span> = statements.iter().flat_map(|s| &s.cue).copied().collect();
    cues.sort_unstable();
    let mut events: Vec<Event> = Vec::new();
    for block in article.blocks_of(BlockKind::Body) {
        for sentence in sentences(article, parsed, block) {
            let parties = parties(&sentence, names);
            if parties.len() < 2 {
                continue;
            }
            for at in 0..sentence.words.len() {
                let Some((source, target)) = ends(&sentence, at, &parties) else {
                    continue;
                };
                let Some(verb) = sentence.words.get(at) else {
                    continue;
                };
                if is_open(&sentence, at) || reports(&cues, verb.span) {
                    continue;
                }
                // "denied that it had attacked Norra"
                let stated_in = holders.innermost(verb.span);
                let told = stated_in.and_then(|id| statements.get(id.0 as usize));
                let denied = |s: &Statement| {
                    let denies = |a: &Act| matches!(a, Act::Deny | Act::Reject);
                    s.negated || s.mode != Mode::Speech || s.acts.iter().any(denies)
                };
                if told.is_some_and(denied) {
                    continue;
                }
                let found = category(article, parsed, source.span, Some(target.span));
                let Some((category, span)) = found.filter(|(_, s)| is_of(&sentence, at, *s)) else {
                    continue;
                };
                events.extend(
                    source
                        .referent
                        .zip(target.referent)
                        .map(|(source, target)| Event {
                            source,
                            target,
                            category: category.to_owned(),
                            span,
                            date: date(&sentence, times),
                            stated_in: holders.innermost(span),
                        }),
                );
            }
        }
    }
    events.sort_by_key(|e| (e.span, e.source, e.target));
    events.dedup_by_key(|e| (e.span, e.source, e.target));
    events
}

/// Mentions of persons, bodies, places and groups in a sentence.
fn parties<'n>(sentence: &Sentence<'_>, names: &'n Names) -> Vec<&'n Mention> {
    let Some(span) = sentence.span(0..sentence.words.len()) else {
        return Vec::new();
    };
    let first = names
        .mentions
        .partition_point(|m| m.span.start() < span.start());
    let acting = |id: &ReferentId| {
        names.referents.get(id.0 as usize).is_some_and(|r| {
            matches!(
                r.kind,
                ReferentKind::Person
                    | ReferentKind::Organisation
                    | ReferentKind::Place
                    | ReferentKind::Group
            )
        })
    };
    names
        .mentions
        .iter()
        .skip(first)
        .take_while(|m| m.span.start() < span.end())
        .filter(|m| m.referent.as_ref().is_some_and(acting))
        .collect()
}

/// Who does it and to whom, of the clause whose verb stands at `at`.
fn ends<'n>(
    sentence: &Sentence<'_>,
    at: usize,
    parties: &[&'n Mention],
) -> Option<(&'n Mention, &'n Mention)> {
    let verb = sentence.words.get(at)?;
    if verb.token.upos != Upos::Verb {
        return None;
    }
    let party = |n: usize| -> Option<&'n Mention> {
        let word = sentence.words.get(n)?;
        // "Norra's ship", "the mayor of Norra": the longest name around the head, else whose it is.
        let own = parties.iter().filter(|m| m.span.contains(word.span));
        own.max_by_key(|m| m.span.len()).copied().or_else(|| {
            let possessor = sentence
                .child(n, &[Relation::NmodPoss, Relation::Amod])
                .or_else(|| of(sentence, n))?;
            let owner = sentence.words.get(possessor)?;
            parties
                .iter()
                .find(|m| m.span.contains(owner.span))
                .copied()
        })
    };
    let (source, target) = match sentence.child(at, &[Relation::NsubjPass]) {
        Some(patient) => {
            let by = |n: usize| {
                let case = sentence.child(n, &[Relation::Case]);
                case.and_then(|c| sentence.words.get(c))
                    .is_some_and(|w| w.lower == "by")
            };
            let (agent, _) = sentence
                .children(at)
                .find(|(n, w)| w.is(Relation::OblAgent) || w.is(Relation::Obl) && by(*n))?;
            (party(agent)?, party(patient)?)
        }
        None => {
            let source = party(sentence.child(at, &[Relation::Nsubj])?)?;
            let objects = sentence.children(at).filter(|(n, w)| {
                *n > at
                    && matches!(
                        w.token.relation,
                        Relation::Obj | Relation::Iobj | Relation::Obl | Relation::Xcomp
                    )
            });
            // "signed a treaty with Norra": what hangs on the object counts too.
            let below = |n: usize| {
                let hanging = sentence.children(n).filter(|(_, w)| {
                    matches!(
                        w.token.relation,
                        Relation::Nmod | Relation::Obj | Relation::Obl
                    )
                });
                std::iter::once(n).chain(hanging.map(|(n, _)| n))
            };
            let target = objects
                .flat_map(|(n, _)| below(n).collect::<Vec<_>>())
                .filter(|n| !is_where(sentence, *n))
                .filter_map(party)
                .find(|m| m.referent != source.referent)?;
            (source, target)
        }
    };
    (source.referent != target.referent).then_some((source, target))
}

/// "Norra" of "the government of Norra".
fn of(sentence: &Sentence<'_>, at: usize) -> Option<usize> {
    let mut below = sentence.children(at).filter(|(_, w)| w.is(Relation::Nmod));
    below
        .find(|(n, _)| {
            let case = sentence.child(*n, &[Relation::Case]);
            case.and_then(|c| sentence.words.get(c))
                .is_some_and(|w| w.lower == "of")
        })
        .map(|(n, _)| n)
}

/// "in Norra", "near the mill": where it is done, not to whom.
fn is_where(sentence: &Sentence<'_>, at: usize) -> bool {
    let case = sentence.child(at, &[Relation::Case]);
    case.and_then(|n| sentence.words.get(n)).is_some_and(|w| {
        matches!(
            w.lower.as_str(),
            "in" | "at" | "near" | "inside" | "around" | "after" | "before" | "during" | "since"
        )
    })
}

/// Supposed, possible, wanted, asked or denied: nobody tells that it happens.
fn is_open(sentence: &Sentence<'_>, at: usize) -> bool {
    let open = |word: &str| {
        [
            "if", "unless", "whether", "can", "could", "may", "might", "must", "should", "would",
            "shall", "will", "not", "n't", "never", "no", "neither", "nor", "none", "nobody",
            "nearly", "almost", "hardly", "barely", "scarcely",
        ]
        .contains(&word)
    };
    let word = sentence.words.get(at);
    // "failed to attack", "stopped attacking", "wants to attack"
    let governed = word.is_some_and(|w| w.is(Relation::Xcomp) || w.is(Relation::Acl));
    // "no ship of Norra"; "if Norra falls, …": under the subject, and under a clause that goes with the verb.
    let under = |n: usize| sentence.children(n).any(|(_, w)| open(&w.lower));
    let below = sentence.children(at).any(|(n, w)| {
        let clause = w.is(Relation::Advcl) || w.is(Relation::Nsubj) || w.is(Relation::NsubjPass);
        open(&w.lower) || clause && under(n)
    });
    sentence.ends_with_question() || governed || below
}

/// Whether a word is a reporting word of some statement.
fn reports(cues: &[Span], word: Span) -> bool {
    let after = cues.partition_point(|c| c.start() <= word.start());
    let before = cues.get(..after).unwrap_or_default().iter().rev();
    before.take(4).any(|c| c.contains(word))
}

/// Whether the words that show the category belong to this clause: they hold its verb, or begin right under it.
fn is_of(sentence: &Sentence<'_>, at: usize, shown: Span) -> bool {
    let first = sentence
        .words
        .iter()
        .position(|w| w.span.start() == shown.start());
    first.is_some_and(|n| n == at || sentence.head(n) == Some(at))
}

/// The day of a sentence that gives just one.
fn date(sentence: &Sentence<'_>, times: &[Time]) -> Option<rapporteur_record::TimeValue> {
    let span = sentence.span(0..sentence.words.len())?;
    let first = times.partition_point(|t| t.span.start() < span.start());
    let mut days = times
        .iter()
        .skip(first)
        .take_while(|t| t.span.start() < span.end())
        .filter(|t| matches!(t.kind, TimeKind::Date | TimeKind::Time))
        .filter_map(|t| t.value.clone())
        .filter(|v| v.days().is_some_and(|(from, to)| from == to));
    let day = days.next()?;
    days.next().is_none().then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(words: &str) -> Vec<String> {
        let (article, parsed) = crate::testing::read(words);
        let names = rapporteur_name::names(&article, &parsed);
        let name = |id: ReferentId| names.referents[id.0 as usize].name.clone();
        events(&article, &parsed, &names, &[], &[])
            .iter()
            .map(|e| {
                let words = article.text.quote(e.span);
                format!(
                    "{} {} {}: {words}",
                    name(e.source),
                    e.category,
                    name(e.target)
                )
            })
            .collect()
    }

    #[test]
    fn who_does_what_to_whom() {
        assert_eq!(
            told("The government of Estmark praised Norrland on Monday."),
            ["Estmark SUPPORT Norrland: praised"]
        );
        assert_eq!(
            told("Orla Venn was arrested by Piet Kroll."),
            ["Piet Kroll COERCE Orla Venn: arrested"]
        );
        assert_eq!(
            told("Orla Venn met Piet Kroll in Corvel."),
            ["Orla Venn CONSULT Piet Kroll: met"]
        );
    }

    #[test]
    fn what_is_not_told_to_happen() {
        for words in [
            "Orla Venn did not attack Piet Kroll.",
            "Orla Venn may meet Piet Kroll.",
            "Orla Venn slept in Corvel.",
            "Did Orla Venn meet Piet Kroll?",
        ] {
            assert_eq!(told(words), [""; 0], "{words}");
        }
    }
}
