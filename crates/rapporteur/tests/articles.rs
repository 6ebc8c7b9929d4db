//! Whole articles with everything that was read in them, so that a change shows what else it moved.
//!
//! A change in a stage moves these; look at the difference, then take it:
//! `INSTA_UPDATE=always cargo test -p rapporteur --test articles` (or `cargo insta review`).

#![allow(clippy::unwrap_used)]

mod listing;

use rapporteur_read::{Settings, read};
use std::path::Path;

fn listed(file: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/grain-terminal");
    let mut articles = read(&folder.join(file), &Settings::default()).unwrap();
    listing::of(&rapporteur::annotate(articles.next().unwrap().unwrap()))
}

#[test]
fn wire_report() {
    insta::assert_snapshot!(listed("01-tpa-loading-stops.txt"));
}

#[test]
fn independent_site_with_single_quotation_marks() {
    insta::assert_snapshot!(listed("04-the-sidetrack.txt"));
}

#[test]
fn paper_without_a_printed_date() {
    insta::assert_snapshot!(listed("08-grenik-lantern.txt"));
}
