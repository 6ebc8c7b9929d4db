//! Names merged and split, over what holds across articles: a pure function.

use crate::apply::Orphan;
use crate::log::{Change, Correction};
use rapporteur_record::ArticleId;
use rapporteur_record::record::{Collated, Member, NameForm, SharedReferent};
use std::collections::BTreeMap;

/// Merges and splits the referents of a record as people said, in the order in which they said it.
///
/// `form_of` gives the name that an article itself uses for a referent of it. A name that no referent has makes
/// the correction an orphan.
pub fn rename(
    corrections: &[&Correction],
    mut collated: Collated,
    form_of: &dyn Fn(&Member) -> Option<String>,
) -> (Collated, Vec<String>, Vec<Orphan>) {
    let mut held = Vec::new();
    let mut orphans = Vec::new();
    for one in corrections {
        let done = match &one.change {
            Change::Merge { into, name } => merge(&mut collated, into, name),
            Change::Split { name, from } => split(&mut collated, name, from, form_of),
            _ => continue,
        };
        match done {
            Ok(()) => held.push(one.id.clone()),
            Err(why) => orphans.push(Orphan {
                id: one.id.clone(),
                why,
            }),
        }
    }
    (collated, held, orphans)
}

fn merge(collated: &mut Collated, into: &str, name: &str) -> Result<(), String> {
    let kept = of(collated, into)?;
    let other = of(collated, name)?;
    if kept == other {
        return Ok(());
    }
    let gone = collated.referents.remove(other);
    let kept = if other < kept { kept - 1 } else { kept };
    let Some(referent) = collated.referents.get_mut(kept) else {
        return Ok(());
    };
    for form in gone.forms {
        match referent.forms.iter_mut().find(|f| f.form == form.form) {
            Some(same) => {
                for (outlet, uses) in form.outlets {
                    *same.outlets.entry(outlet).or_default() += uses;
                }
            }
            None => referent.forms.push(form),
        }
    }
    referent.members.extend(gone.members);
    referent.members.sort();
    referent.members.dedup();
    let kept_id = referent.id.clone();
    for account in accounts(collated).filter(|a| a.said_by.as_ref() == Some(&gone.id)) {
        account.said_by = Some(kept_id.clone());
    }
    for id in in_duties(collated).filter(|id| **id == gone.id) {
        id.clone_from(&kept_id);
    }
    Ok(())
}

fn split(
    collated: &mut Collated,
    name: &str,
    from: &str,
    form_of: &dyn Fn(&Member) -> Option<String>,
) -> Result<(), String> {
    let place = of(collated, from)?;
    let numbers = collated
        .referents
        .iter()
        .filter_map(|r| r.id.strip_prefix('R')?.parse::<u64>().ok());
    let id = format!("R{}", numbers.max().unwrap_or(0).saturating_add(1));
    let Some(old) = collated.referents.get_mut(place) else {
        return Ok(());
    };
    let Some(at) = old.forms.iter().position(|f| f.form == name) else {
        return Err(format!("“{from}” is not called “{name}” anywhere"));
    };
    let (members, stay): (Vec<Member>, Vec<Member>) = old
        .members
        .drain(..)
        .partition(|m| form_of(m).as_deref() == Some(name));
    old.members = stay;
    let form: NameForm = old.forms.remove(at);
    let (old_id, kind) = (old.id.clone(), old.kind);
    let moved: BTreeMap<ArticleId, ()> = members.iter().map(|m| (m.article.clone(), ())).collect();
    let new = SharedReferent {
        id: id.clone(),
        name: name.to_owned(),
        kind,
        forms: vec![form],
        side: None,
        roles: Vec::new(),
        members,
    };
    collated.referents.insert(place + 1, new);
    for account in accounts(collated) {
        if account.said_by.as_ref() == Some(&old_id) && moved.contains_key(&account.article) {
            account.said_by = Some(id.clone());
        }
    }
    for duty in &mut collated.duties {
        // A duty is whose the article says that tells it first.
        let first = duty.steps.first().map(|s| s.article.clone());
        if first.is_some_and(|a| moved.contains_key(&a)) {
            let ends = [
                Some(&mut duty.debtor),
                duty.creditor.as_mut(),
                duty.instrument.as_mut(),
            ];
            for end in ends.into_iter().flatten().filter(|e| **e == old_id) {
                end.clone_from(&id);
            }
        }
        for step in &mut duty.steps {
            if step.said_by.as_ref() == Some(&old_id) && moved.contains_key(&step.article) {
                step.said_by = Some(id.clone());
            }
        }
    }
    Ok(())
}

/// Every id of a referent in the register.
fn in_duties(collated: &mut Collated) -> impl Iterator<Item = &mut String> {
    collated.duties.iter_mut().flat_map(|duty| {
        let ends = [
            Some(&mut duty.debtor),
            duty.creditor.as_mut(),
            duty.instrument.as_mut(),
        ];
        let voices = duty.steps.iter_mut().filter_map(|s| s.said_by.as_mut());
        ends.into_iter().flatten().chain(voices)
    })
}

fn accounts(
    collated: &mut Collated,
) -> impl Iterator<Item = &mut rapporteur_record::record::Account> {
    collated.collations.iter_mut().flat_map(|c| &mut c.accounts)
}

/// The one referent of a name: by its handle, else by a form.
fn of(collated: &Collated, name: &str) -> Result<usize, String> {
    let places = |test: &dyn Fn(&SharedReferent) -> bool| -> Vec<usize> {
        (0..)
            .zip(&collated.referents)
            .filter(|(_, r)| test(r))
            .map(|(n, _)| n)
            .collect()
    };
    let mut found = places(&|r| r.name == name);
    if found.is_empty() {
        found = places(&|r| r.forms.iter().any(|f| f.form == name));
    }
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(format!("nobody and nothing is called “{name}” any more")),
        _ => Err(format!("more than one is called “{name}”")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapporteur_record::ReferentKind;
    use rapporteur_record::record::{Account, Collation, CollationKind, Verdict};

    fn referent(id: &str, forms: &[(&str, &str)]) -> SharedReferent {
        SharedReferent {
            id: id.into(),
            name: forms[0].0.into(),
            kind: ReferentKind::Person,
            forms: forms
                .iter()
                .map(|(form, outlet)| NameForm {
                    form: (*form).into(),
                    outlets: [((*outlet).to_owned(), 2)].into(),
                })
                .collect(),
            side: None,
            roles: vec![],
            members: forms
                .iter()
                .map(|(form, _)| Member {
                    article: ArticleId((*form).into()),
                    referent: "r1".into(),
                })
                .collect(),
        }
    }

    fn collated() -> Collated {
        let account = |by: &str, article: &str| Account {
            article: ArticleId(article.into()),
            start: 0,
            end: 1,
            quote: "x".into(),
            value: serde_json::Value::Null,
            said_by: Some(by.into()),
            copy_of: None,
            evidence: vec![],
        };
        Collated {
            referents: vec![
                referent("R1", &[("A. Roa", "Bell")]),
                referent("R2", &[("Ana Roa", "Post"), ("Roa", "Bell")]),
            ],
            collations: vec![Collation {
                id: "C1".into(),
                story: "S1".into(),
                topic: "t".into(),
                kind: CollationKind::Utterance,
                rule: "same-words-said".into(),
                verdict: Verdict::Agree,
                accounts: vec![account("R1", "A. Roa"), account("R2", "Roa")],
                silent: vec![],
                reports: 2,
                independent: 2,
            }],
            ..Collated::default()
        }
    }

    fn run(change: Change) -> (Collated, Vec<Orphan>) {
        let one = Correction {
            id: "c1".into(),
            when: String::new(),
            who: String::new(),
            why: None,
            at: None,
            change,
        };
        let (collated, _, orphans) = rename(&[&one], collated(), &|m| Some(m.article.0.clone()));
        (collated, orphans)
    }

    #[test]
    fn two_names_of_one_become_one() {
        let (merged, orphans) = run(Change::Merge {
            into: "Ana Roa".into(),
            name: "A. Roa".into(),
        });
        assert!(orphans.is_empty());
        assert_eq!(merged.referents.len(), 1);
        assert_eq!(
            (
                merged.referents[0].forms.len(),
                merged.referents[0].members.len()
            ),
            (3, 3)
        );
        let by: Vec<_> = merged.collations[0]
            .accounts
            .iter()
            .map(|a| a.said_by.as_deref())
            .collect();
        assert_eq!(by, [Some("R2"), Some("R2")]);
    }

    #[test]
    fn a_name_of_another_is_split_off() {
        let (split, orphans) = run(Change::Split {
            name: "Roa".into(),
            from: "Ana Roa".into(),
        });
        assert!(orphans.is_empty());
        let new = &split.referents[2];
        assert_eq!(
            (new.id.as_str(), new.name.as_str(), new.members.len()),
            ("R3", "Roa", 1)
        );
        assert_eq!(
            split.collations[0].accounts[1].said_by.as_deref(),
            Some("R3")
        );
        assert_eq!(split.referents[1].forms.len(), 1);
    }

    #[test]
    fn a_name_that_is_gone_makes_an_orphan() {
        let (same, orphans) = run(Change::Merge {
            into: "Ana Roa".into(),
            name: "B. Roa".into(),
        });
        assert_eq!(same, collated());
        assert_eq!(
            orphans[0].why,
            "nobody and nothing is called “B. Roa” any more"
        );
    }
}
