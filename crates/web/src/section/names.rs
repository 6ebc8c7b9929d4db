//! Names by outlet: what each calls the same referent. Two names are two names.

use super::Limits;
use crate::index::Index;
use crate::part::More;
use crate::words;
use askama::Template;
use rapporteur_record::record::{NameForm, SharedReferent};
use std::cmp::Reverse;

/// Most forms printed of one referent.
const FORMS: usize = 12;
/// Most outlets printed of one form.
const OUTLETS: usize = 12;
/// Most referents of one form that are listed by name.
const PLAIN: usize = 60;

/// The section.
#[derive(Debug, Template)]
#[template(path = "section/names.html")]
pub struct Names {
    /// Referents with more than one form.
    pub referents: Vec<Row>,
    /// Referents left out.
    pub more: Option<More>,
    /// Referents that all outlets call by one form.
    pub plain: Vec<String>,
    /// How many of those are left out.
    pub plain_more: usize,
}

/// A referent and its forms.
#[derive(Debug)]
pub struct Row {
    /// The commonest full form: a handle.
    pub name: String,
    /// What it is.
    pub kind: &'static str,
    /// The forms, commonest first.
    pub forms: Vec<FormRow>,
    /// Forms left out.
    pub more: usize,
}

/// One form and who uses it.
#[derive(Debug)]
pub struct FormRow {
    /// As printed.
    pub form: String,
    /// How often in all.
    pub total: String,
    /// Outlet (or source, where it is not known) and how often.
    pub outlets: Vec<(String, String)>,
    /// Outlets left out.
    pub more: usize,
}

impl Names {
    /// Whether no referent has a name.
    pub fn is_empty(&self) -> bool {
        self.referents.is_empty() && self.plain.is_empty()
    }
}

/// The names of all referents: those of which most outlets speak come first.
pub fn names(index: &Index, limits: &Limits) -> Names {
    let referents = &index.record.collated.referents;
    let used = referents.iter().filter(|r| !r.forms.is_empty());
    let (mut many, plain): (Vec<_>, Vec<_>) = used.partition(|r| r.forms.len() > 1);
    many.sort_by_key(|r| (Reverse(outlets(r)), Reverse(uses(r)), &r.name));
    let left = many.len().saturating_sub(limits.rows);
    Names {
        referents: many.into_iter().take(limits.rows).map(row).collect(),
        more: More::new(left, "referent", "referents"),
        plain_more: plain.len().saturating_sub(PLAIN),
        plain: plain
            .into_iter()
            .take(PLAIN)
            .map(|r| r.name.clone())
            .collect(),
    }
}

/// By how many outlets a referent is named.
fn outlets(referent: &SharedReferent) -> usize {
    let outlets = referent.forms.iter().flat_map(|f| f.outlets.keys());
    outlets.collect::<std::collections::BTreeSet<_>>().len()
}

fn uses(referent: &SharedReferent) -> u64 {
    referent.forms.iter().map(total).sum()
}

fn total(form: &NameForm) -> u64 {
    form.outlets.values().map(|n| u64::from(*n)).sum()
}

fn row(referent: &SharedReferent) -> Row {
    let mut forms: Vec<&NameForm> = referent.forms.iter().collect();
    forms.sort_by_key(|f| (Reverse(total(f)), &f.form));
    Row {
        name: referent.name.clone(),
        kind: words::referent(referent.kind),
        more: forms.len().saturating_sub(FORMS),
        forms: forms.into_iter().take(FORMS).map(form_row).collect(),
    }
}

fn form_row(form: &NameForm) -> FormRow {
    let mut outlets: Vec<(&String, u32)> = form.outlets.iter().map(|(o, n)| (o, *n)).collect();
    outlets.sort_by_key(|(outlet, n)| (Reverse(*n), *outlet));
    FormRow {
        form: form.form.clone(),
        total: words::thousands(total(form)),
        more: outlets.len().saturating_sub(OUTLETS),
        outlets: outlets
            .into_iter()
            .take(OUTLETS)
            .map(|(outlet, n)| (outlet.clone(), words::thousands(n.into())))
            .collect(),
    }
}
