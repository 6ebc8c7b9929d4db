//! Names in the treebank GUM: its annotated entities, cut to what Universal NER calls a name.
//!
//! GUM marks whole noun phrases of every kind, named or not. A person's, organisation's or place's whose head is a
//! proper noun (or that is linked to an article of Wikipedia and begins with a capital) is taken; of its words the run
//! of capitals around the head, over the small words that names of its kind have inside, without article, title and
//! whose it is. Of entities inside one another the widest counts.

use super::data::{Document, Sentence, going_on};
use crate::trees::{Tree, Word};
use rapporteur_name::tagger::Label;

/// An entity of a sentence.
struct Entity<'a> {
    start: usize,
    end: usize,
    kind: Label,
    linked: bool,
    id: &'a str,
}

const TITLES: &str = "chief justice secretary of state speaker president king queen mr mrs ms dr madam sir lord god prime \
    minister senator general mayor doctor professor prof pope captain prince mom dad mother father";

/// Small words inside names of a kind.
fn inside(kind: Label) -> &'static str {
    match kind {
        Label::BeginsPerson => "de la al del von van der du le bin ibn d -",
        Label::BeginsPlace => "of the de la al del du le el das dos da - – ' 's",
        _ => "of the and & for de la al del du le 's ’s - – / ' on to e y",
    }
}

fn is_one_of(word: &str, list: &str) -> bool {
    let word = word.to_lowercase();
    let word = word.trim_end_matches('.');
    list.split_whitespace().any(|w| w == word)
}

/// The documents of a treebank with their names.
pub fn documents(trees: &[Tree]) -> Vec<Document> {
    let mut all: Vec<Document> = Vec::new();
    let mut last = "";
    for tree in trees {
        if all.is_empty() || tree.document != last {
            all.push(Vec::new());
            last = &tree.document;
        }
        all.last_mut().unwrap().push(sentence(tree));
    }
    all
}

fn sentence(tree: &Tree) -> Sentence {
    let words = &tree.words;
    let mut labels = vec![Label::Outside; words.len()];
    for entity in entities(words) {
        if let Some((from, to)) = name(words, &entity)
            && labels[from..to].iter().all(|l| *l == Label::Outside)
        {
            labels[from..to].fill(going_on(entity.kind));
            labels[from] = entity.kind;
        }
    }
    Sentence {
        forms: words.iter().map(|w| w.form.clone()).collect(),
        labels,
    }
}

/// The entities of a sentence that may be names, the widest first.
fn entities(words: &[Word]) -> Vec<Entity<'_>> {
    let mut open: Vec<Entity> = Vec::new();
    let mut all = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let mut rest = word.entities.as_str();
        while !rest.is_empty() {
            if let Some(opened) = rest.strip_prefix('(') {
                let end = opened.find(['(', ')']).unwrap_or(opened.len());
                // GRP-etype-infstat-salience-centering-minspan-link-identity
                let mut parts = opened[..end].splitn(8, '-');
                let id = parts.next().unwrap_or_default();
                let kind = match parts.next() {
                    Some("person") => Label::BeginsPerson,
                    Some("organization") => Label::BeginsOrganisation,
                    Some("place") => Label::BeginsPlace,
                    _ => Label::Outside,
                };
                let linked = parts.nth(5).is_some();
                open.push(Entity {
                    start: at,
                    end: at + 1,
                    kind,
                    linked,
                    id,
                });
                rest = &opened[end..];
                if let Some(after) = rest.strip_prefix(')') {
                    all.extend(open.pop());
                    rest = after;
                }
            } else {
                let end = rest.find(')').unwrap_or(rest.len());
                if let Some(number) = open.iter().rposition(|e| e.id == &rest[..end]) {
                    let entity = open.remove(number);
                    all.push(Entity {
                        end: at + 1,
                        ..entity
                    });
                }
                rest = rest.get(end + 1..).unwrap_or_default();
            }
        }
    }
    all.retain(|e| e.kind != Label::Outside);
    all.sort_by_key(|e| (usize::MAX - (e.end - e.start), e.start));
    all
}

/// The words of an entity that are its name.
fn name(words: &[Word], entity: &Entity) -> Option<(usize, usize)> {
    let (start, end) = (entity.start, entity.end);
    let governed = |at: &usize| words[*at].head.checked_sub(1);
    let head = (start..end).find(|at| governed(at).is_none_or(|h| h < start || h >= end))?;
    let capital = |at: usize| words[at].form.starts_with(char::is_uppercase);
    let open = ["NOUN", "ADJ", "VERB", "X", "NUM"].contains(&words[head].upos.as_str());
    let proper = words[head].upos == "PROPN";
    if !(proper || entity.linked && capital(head) && open) {
        return None;
    }
    let named = |at: usize| {
        let upos = words[at].upos.as_str();
        capital(at) || upos == "PROPN" || upos == "NUM"
    };
    let small = |at: usize| is_one_of(&words[at].form, inside(entity.kind));
    let closed = |at: usize, list: &[&str]| list.contains(&words[at].upos.as_str());
    let (mut from, mut to) = (head, head + 1);
    for at in (start..head).rev() {
        if named(at) && !closed(at, &["DET", "PRON", "ADP", "ADV", "SCONJ", "CCONJ"]) {
            from = at;
        } else if !small(at) {
            break;
        }
    }
    for at in head + 1..end {
        if named(at) && !closed(at, &["DET", "PRON"]) {
            to = at + 1;
        } else if !small(at) {
            break;
        }
    }
    let possessor = (from..head).rev().find(|at| words[*at].xpos == "POS");
    if let Some(at) = possessor.filter(|_| !entity.linked) {
        from = at + 1;
    }
    if entity.kind == Label::BeginsPerson {
        let title = |at: usize| {
            words[at].label == "nmod:desc"
                || is_one_of(&words[at].form, TITLES) && words[at].form != "of"
        };
        while from + 1 < to && title(from) {
            from += 1;
        }
        let group = words[head].xpos == "NNPS" || words[head].label == "nmod:desc";
        if group || (from..to).all(|at| is_one_of(&words[at].form, TITLES)) {
            return None;
        }
    }
    if is_one_of(&words[from].form, "the a") {
        from += 1;
    }
    let adjectives = (from..to).all(|at| words[at].xpos.starts_with("JJ"));
    (from < to && !adjectives).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(form: &str, upos: &str, head: usize, entities: &str) -> Word {
        Word {
            form: form.into(),
            upos: upos.into(),
            head,
            entities: entities.into(),
            ..Word::default()
        }
    }

    #[test]
    fn a_name_is_cut_out_of_its_phrase() {
        let tree = Tree {
            words: vec![
                word(
                    "the",
                    "DET",
                    2,
                    "(1-organization-new-nnnnn-cf1-2-sgl-Elm_Office",
                ),
                word("Office", "PROPN", 6, ""),
                word("of", "ADP", 4, ""),
                word("Elm", "PROPN", 2, "(2-place-new-nnnnn-cf2-1-sgl)1)"),
                word("quietly", "ADV", 6, ""),
                word("closed", "VERB", 0, ""),
            ],
            ..Tree::default()
        };
        use Label::{BeginsOrganisation, InOrganisation, Outside};
        assert_eq!(
            sentence(&tree).labels,
            [
                Outside,
                BeginsOrganisation,
                InOrganisation,
                InOrganisation,
                Outside,
                Outside
            ]
        );
    }
}
