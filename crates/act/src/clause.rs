//! The clauses of a content: who does what, denied or not, done, to come or owed.

use crate::voice::Voice;
use crate::words::Sentence;
use rapporteur_parse::{Relation, Upos, Xpos};
use rapporteur_record::Span;

/// Who the subject of a clause is, seen from the speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Subject {
    /// The speaker, the speaker's office, crew, country.
    Speaker,
    /// Anybody else.
    Other,
    /// An agreement, a law, a rule.
    Text,
    /// A passive that does not say by whom.
    None,
}

/// How a clause is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mood {
    Past,
    Present,
    Future,
    /// "must", "has to", "is to"
    Must,
    /// "should", "ought to"
    Should,
    /// "can", "could", "may", "might"
    Can,
    /// An imperative.
    Command,
}

/// A predicate with what stands around it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Clause {
    /// The index of its verb, or of the adjective or noun after "to be".
    pub at: usize,
    pub lemma: String,
    pub subject: Subject,
    pub denied: bool,
    /// The subject is "nobody", "no ship", "not one of them".
    pub nobody: bool,
    pub mood: Mood,
    /// From the subject, or the first auxiliary, to the verb and its particle.
    pub span: Span,
}

/// The clauses of a sentence, in the order of their verbs; those inside a condition are left out.
pub(crate) fn clauses(sentence: &Sentence<'_>, voice: &Voice<'_>) -> Vec<Clause> {
    (0..sentence.words.len())
        .filter(|at| is_predicate(sentence, *at) && !is_supposed(sentence, *at))
        .filter_map(|at| clause(sentence, at, voice))
        .collect()
}

fn is_predicate(sentence: &Sentence<'_>, at: usize) -> bool {
    let Some(word) = sentence.words.get(at) else {
        return false;
    };
    match word.token.upos {
        Upos::Verb => !matches!(word.token.relation, Relation::Amod | Relation::Case),
        // "We did not": the verb is left out.
        Upos::Aux => !matches!(
            word.token.relation,
            Relation::Aux | Relation::AuxPass | Relation::Cop
        ),
        Upos::Adj | Upos::Noun => sentence.child(at, &[Relation::Cop]).is_some(),
        _ => false,
    }
}

/// "if it burns", "unless they pay": nobody says that it is so.
fn is_supposed(sentence: &Sentence<'_>, at: usize) -> bool {
    let mark = sentence.child(at, &[Relation::Mark, Relation::Advmod]);
    let word = mark.and_then(|n| sentence.words.get(n));
    word.is_some_and(|w| {
        matches!(
            w.lower.as_str(),
            "if" | "unless" | "whether" | "lest" | "until"
        )
    })
}

fn clause(sentence: &Sentence<'_>, at: usize, voice: &Voice<'_>) -> Option<Clause> {
    let word = sentence.words.get(at)?;
    let governor = governor(sentence, at);
    let top = governor.unwrap_or(at);
    let mut mood = mood(sentence, top)?;
    let mut denied = is_denied(sentence, top) || top != at && is_denied(sentence, at);
    if let Some(governor) = governor.and_then(|n| sentence.words.get(n)) {
        match governor.lemma().as_str() {
            "fail" | "refuse" | "decline" | "cease" | "omit" | "neglect" => denied = !denied,
            "have" | "need" | "oblige" | "require" | "bind" if mood == Mood::Present => {
                mood = Mood::Must;
            }
            "want" | "intend" | "plan" | "mean" | "go" | "prepare" | "vow"
                if mood != Mood::Past =>
            {
                mood = Mood::Future;
            }
            _ => {}
        }
    }
    let mut nobody = false;
    let (subject, subject_at) = match subject(sentence, top).or_else(|| subject(sentence, at)) {
        Some(Doer::At(n)) => {
            nobody = names_nobody(sentence, n);
            denied |= nobody;
            (voice.subject(sentence, n, mood), Some(n))
        }
        Some(Doer::Unsaid(n)) => {
            nobody = names_nobody(sentence, n);
            denied |= nobody;
            (Subject::None, Some(n))
        }
        None => (Subject::None, None),
    };
    let first = [
        subject_at,
        sentence.child(top, &[Relation::Aux, Relation::Cop]),
    ]
    .into_iter()
    .flatten()
    .chain([top, at])
    .min()?;
    let last = sentence
        .child(at, &[Relation::CompoundPrt])
        .unwrap_or(at)
        .max(at);
    Some(Clause {
        at,
        lemma: word.lemma(),
        subject,
        denied,
        nobody,
        mood,
        span: sentence.span(first..last + 1)?,
    })
}

/// "refused" of "refused to answer", "has" of "has to go": the verb whose subject is meant.
fn governor(sentence: &Sentence<'_>, at: usize) -> Option<usize> {
    let mut found = None;
    let mut here = at;
    // A few steps: "has refused to begin to answer".
    for _ in 0..4 {
        if !sentence.words.get(here)?.is(Relation::Xcomp) {
            break;
        }
        let Some(head) = sentence.head(here) else {
            break;
        };
        // "told him to go", "forced us to go": the one who goes is the object.
        if sentence
            .child(head, &[Relation::Obj, Relation::Iobj])
            .is_some()
        {
            break;
        }
        here = head;
        found = Some(head);
    }
    found
}

/// Who does what a clause tells.
enum Doer {
    At(usize),
    /// Nobody is named; here stands what it is done to.
    Unsaid(usize),
}

/// The subject of a clause, or of the clause it is joined to; of a passive its agent.
fn subject(sentence: &Sentence<'_>, at: usize) -> Option<Doer> {
    let mut here = at;
    for _ in 0..4 {
        if let Some(own) = sentence.child(here, &[Relation::NsubjPass]) {
            let agent = sentence.child(here, &[Relation::OblAgent]);
            return Some(agent.map_or(Doer::Unsaid(own), Doer::At));
        }
        if let Some(own) = sentence.child(here, &[Relation::Nsubj, Relation::NsubjOuter]) {
            // "will be shut": an adjective made of a verb is a passive too.
            let word = sentence.words.get(here)?;
            if word.token.upos == Upos::Adj && (word.lower.ends_with("ed") || word.lower == "shut")
            {
                return Some(Doer::Unsaid(own));
            }
            // "the firm that broke it": the pronoun stands for the noun.
            let relative = sentence
                .words
                .get(own)
                .is_some_and(|w| matches!(w.lower.as_str(), "who" | "that" | "which"));
            let noun = sentence.head(here).filter(|_| relative);
            return Some(Doer::At(noun.unwrap_or(own)));
        }
        let word = sentence.words.get(here)?;
        here = match word.token.relation {
            Relation::Conj | Relation::Parataxis => sentence.head(here)?,
            Relation::Acl => return sentence.head(here).map(Doer::At),
            Relation::Advcl if word.token.xpos == Xpos::Vbg => sentence.head(here)?,
            _ => return None,
        };
    }
    None
}

fn names_nobody(sentence: &Sentence<'_>, at: usize) -> bool {
    let nobody = |w: &str| {
        matches!(
            w,
            "no" | "nobody" | "none" | "neither" | "nothing" | "no-one"
        )
    };
    sentence.words.get(at).is_some_and(|w| nobody(&w.lower))
        || sentence
            .children(at)
            .any(|(_, w)| w.is(Relation::Det) && nobody(&w.lower) || w.lower == "not")
}

fn is_denied(sentence: &Sentence<'_>, at: usize) -> bool {
    sentence.children(at).any(|(_, w)| {
        matches!(
            w.lower.as_str(),
            "not" | "n't" | "never" | "neither" | "nowhere"
        )
    })
}

/// How a clause is put, by its auxiliaries, else by the form of its verb; `None` for a bare participle or
/// infinitive that stands under nothing we know.
fn mood(sentence: &Sentence<'_>, at: usize) -> Option<Mood> {
    let word = sentence.words.get(at)?;
    let auxiliaries: Vec<&str> = sentence
        .children(at)
        .filter(|(_, w)| {
            matches!(
                w.token.relation,
                Relation::Aux | Relation::AuxPass | Relation::Cop
            )
        })
        .map(|(_, w)| w.lower.as_str())
        .collect();
    for auxiliary in &auxiliaries {
        match *auxiliary {
            "will" | "shall" | "'ll" | "wo" | "would" | "'d" => return Some(Mood::Future),
            "must" => return Some(Mood::Must),
            "should" | "ought" => return Some(Mood::Should),
            "can" | "could" | "may" | "might" | "ca" => return Some(Mood::Can),
            _ => {}
        }
    }
    if word.token.xpos == Xpos::Vb && is_command(sentence, at) {
        return Some(Mood::Command);
    }
    for auxiliary in &auxiliaries {
        match *auxiliary {
            "was" | "were" | "had" | "did" | "has" | "have" | "'ve" => return Some(Mood::Past),
            "is" | "are" | "am" | "do" | "does" | "'re" | "'m" | "'s" => {
                return Some(Mood::Present);
            }
            _ => {}
        }
    }
    match word.token.xpos {
        Xpos::Vbd | Xpos::Vbn => Some(Mood::Past),
        Xpos::Vbz | Xpos::Vbp => Some(Mood::Present),
        Xpos::Vbg if word.token.relation == Relation::Advcl => Some(Mood::Present),
        _ => None,
    }
}

/// A verb in its base form that opens a clause of its own and has no subject: "Open the gate and take it down".
fn is_command(sentence: &Sentence<'_>, at: usize) -> bool {
    let Some(word) = sentence.words.get(at) else {
        return false;
    };
    // "Please keep it", "let us go" ask; they do not command.
    let asks = word.lower == "let" || sentence.children(at).any(|(_, w)| w.lower == "please");
    // "Ask, and you will hear": what follows is promised, nothing is asked.
    let supposes = sentence
        .children(at)
        .any(|(n, w)| w.is(Relation::Conj) && n > at && mood(sentence, n) == Some(Mood::Future));
    let own = !asks
        && !supposes
        && sentence
            .child(
                at,
                &[
                    Relation::Nsubj,
                    Relation::NsubjPass,
                    Relation::Mark,
                    Relation::Aux,
                ],
            )
            .is_none_or(|n| {
                sentence
                    .words
                    .get(n)
                    .is_some_and(|w| matches!(w.lower.as_str(), "do" | "'s"))
            });
    let place = match word.token.relation {
        Relation::Root => true,
        _ if sentence.head(at).is_none() => true,
        Relation::Conj | Relation::Parataxis => sentence.head(at).is_some_and(|head| {
            sentence
                .words
                .get(head)
                .is_some_and(|w| w.token.xpos == Xpos::Vb)
                && is_command_alone(sentence, head)
        }),
        _ => false,
    };
    own && place
}

fn is_command_alone(sentence: &Sentence<'_>, at: usize) -> bool {
    sentence
        .child(
            at,
            &[
                Relation::Nsubj,
                Relation::NsubjPass,
                Relation::Mark,
                Relation::Aux,
            ],
        )
        .is_none()
}
