//! Which act a clause comes to: `data/moves.tsv` over the groups of `data/verbs.tsv`.

use crate::clause::{Clause, Mood, Subject};
use crate::sign::act_named;
use crate::words::Sentence;
use rapporteur_parse::Upos;
use rapporteur_record::{Act, Span};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A line of `data/moves.tsv`; `None` stands for "any".
struct Move {
    act: Act,
    subject: Option<Subject>,
    denied: Option<bool>,
    /// Only where nobody is the subject.
    nobody: bool,
    moods: Vec<Mood>,
    groups: Vec<&'static str>,
}

/// Words that may follow a verb of a group, with the group.
type Rest = (Vec<&'static str>, &'static str);

/// The groups of `data/verbs.tsv`, by the first word of each verb.
static GROUPS: LazyLock<BTreeMap<&'static str, Vec<Rest>>> = LazyLock::new(|| {
    let mut groups: BTreeMap<&'static str, Vec<Rest>> = BTreeMap::new();
    for columns in crate::sign::lines(include_str!("../data/verbs.tsv")) {
        let [group, verbs, ..] = columns.as_slice() else {
            continue;
        };
        for verb in verbs.split(", ") {
            let mut words = verb.split(' ');
            let Some(first) = words.next() else { continue };
            groups
                .entry(first)
                .or_default()
                .push((words.collect(), group));
        }
    }
    groups
});

static MOVES: LazyLock<Vec<Move>> = LazyLock::new(|| {
    crate::sign::lines(include_str!("../data/moves.tsv"))
        .filter_map(|columns| read(&columns))
        .collect()
});

fn read(columns: &[&'static str]) -> Option<Move> {
    let [act, subject, polarity, mood, verbs, ..] = columns else {
        return None;
    };
    Some(Move {
        act: act_named(act)?,
        subject: match *subject {
            "speaker" => Some(Subject::Speaker),
            "other" => Some(Subject::Other),
            "text" => Some(Subject::Text),
            "none" => Some(Subject::None),
            _ => None,
        },
        denied: match *polarity {
            "yes" => Some(false),
            "no" | "nobody" => Some(true),
            _ => None,
        },
        nobody: *polarity == "nobody",
        moods: match *mood {
            "past" => vec![Mood::Past],
            "present" => vec![Mood::Present],
            "fact" => vec![Mood::Past, Mood::Present],
            "future" => vec![Mood::Future],
            "must" => vec![Mood::Must],
            "should" => vec![Mood::Should],
            "can" => vec![Mood::Can],
            "command" => vec![Mood::Command],
            _ => Vec::new(),
        },
        groups: match *verbs {
            "any" => Vec::new(),
            groups => groups.split(',').collect(),
        },
    })
}

/// The groups a clause's verb belongs to.
fn groups(sentence: &Sentence<'_>, clause: &Clause) -> Vec<&'static str> {
    let form = sentence
        .words
        .get(clause.at)
        .map_or("", |w| w.lower.as_str());
    let by_form = GROUPS.get(form).filter(|_| form != clause.lemma);
    let by_lemma = GROUPS.get(clause.lemma.as_str());
    let named = sentence
        .words
        .get(clause.at)
        .is_some_and(|w| w.token.upos == Upos::Noun);
    let entries = by_lemma.into_iter().chain(by_form).flatten();
    let following: Vec<String> = sentence
        .words
        .iter()
        .skip(clause.at + 1)
        .take(6)
        .map(|w| w.lemma())
        .collect();
    entries
        .filter(|(rest, _)| {
            // "seize": nothing more; "tear up": up to a few words between.
            let mut following = following.iter();
            rest.iter().all(|word| following.any(|f| f == word))
        })
        .map(|(_, group)| *group)
        .chain(named.then_some("name"))
        .collect()
}

/// The acts that a clause comes to, with the words that show them.
pub(crate) fn acts(sentence: &Sentence<'_>, clause: &Clause) -> Vec<(Act, Span)> {
    let groups = groups(sentence, clause);
    // "The road will be closed": by the speaker, as long as nobody else is named.
    let own_future = clause.subject == Subject::None && clause.mood == Mood::Future;
    MOVES
        .iter()
        .filter(|m| {
            m.subject
                .is_none_or(|s| s == clause.subject || s == Subject::Speaker && own_future)
        })
        .filter(|m| m.denied.is_none_or(|d| d == clause.denied) && (!m.nobody || clause.nobody))
        .filter(|m| m.moods.is_empty() || m.moods.contains(&clause.mood))
        .filter(|m| m.groups.is_empty() || m.groups.iter().any(|g| groups.contains(g)))
        .map(|m| (m.act, clause.span))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clause::clauses;
    use crate::voice::Voice;

    /// What the words come to in the mouth of somebody whom the article does not name.
    fn read(words: &str) -> (Vec<Act>, Vec<&'static str>) {
        let (article, parsed) = crate::testing::read(words);
        let names = rapporteur_name::names(&article, &parsed);
        let voice = Voice::of(&names, &crate::testing::statement(article.text.all()));
        let (mut found, mut verbs) = (Vec::new(), Vec::new());
        for sentence in crate::words::sentences(&article, &parsed, article.text.all()) {
            for clause in clauses(&sentence, &voice) {
                found.extend(acts(&sentence, &clause).into_iter().map(|(act, _)| act));
                verbs.extend(groups(&sentence, &clause));
            }
        }
        (found, verbs)
    }

    #[test]
    fn every_move_is_made_in_its_example_and_not_in_its_counter_example() {
        let wrong: Vec<_> = crate::sign::lines(include_str!("../data/moves.tsv"))
            .filter(|columns| {
                let [act, _, _, _, _, example, counter] = columns.as_slice() else {
                    return true;
                };
                let act = act_named(act).unwrap();
                !read(example).0.contains(&act) || read(counter).0.contains(&act)
            })
            .collect();
        let wrong: Vec<String> = wrong.iter().map(|c| c.join(" | ")).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn every_group_has_a_verb_in_its_example_and_none_in_its_counter_example() {
        let wrong: Vec<_> = crate::sign::lines(include_str!("../data/verbs.tsv"))
            .filter(|columns| {
                let [group, _, example, counter] = columns.as_slice() else {
                    return true;
                };
                !read(example).1.contains(group) || read(counter).1.contains(group)
            })
            .collect();
        let wrong: Vec<String> = wrong.iter().map(|c| c.join(" | ")).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
