//! People's corrections: taken in at every build, listed, exported.
//!
//! They stand in a file of their own beside the record and are put over what the program read, after reading
//! and before the accounts are lined up.

use crate::failure::{Failure, Outcome};
use crate::progress::Progress;
use crate::terminal::{count, number, say, shown};
use crate::{guard, names, output};
use rapporteur_correct::{Change, Correction, Log, Orphan, apply, file_beside, rename};
use rapporteur_record::record::Member;
use rapporteur_store::{Corrected, Noted, Reader, Writer};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// List, apply or export what people corrected.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  rapporteur corrections list record.db\n  rapporteur corrections export record.db --format cases > corrected.md"
)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Who changed what, when and why, and which corrections no longer have their words
    List {
        /// The record
        #[arg(value_name = "RECORD")]
        record: PathBuf,
        /// Print the file of corrections as it is, JSON a line
        #[arg(long)]
        json: bool,
    },
    /// Put the corrections into the record and line the accounts up anew, without reading any file again
    Apply {
        /// The record
        #[arg(value_name = "RECORD")]
        record: PathBuf,
        /// Say nothing but what went wrong
        #[arg(short, long)]
        quiet: bool,
    },
    /// Corrected statements as training examples (JSONL) or as test cases (Markdown)
    Export {
        /// The record
        #[arg(value_name = "RECORD")]
        record: PathBuf,
        /// jsonl: one example a line; cases: for tests/reading
        #[arg(long, value_name = "F", default_value = "jsonl", value_parser = ["jsonl", "cases"])]
        format: String,
    },
}

/// What came of taking corrections in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TakenIn {
    /// How many hold.
    pub held: usize,
    /// How many have lost their words.
    pub orphaned: usize,
}

impl TakenIn {
    /// A line about them; none where there are none.
    pub fn line(self) -> Option<String> {
        let held = count(self.held, "correction holds", "corrections hold");
        let all = self.held + self.orphaned;
        (all > 0).then(|| match self.orphaned {
            0 => held,
            n => format!(
                "{held}; {} no longer at their words (rapporteur corrections list)",
                number(n)
            ),
        })
    }
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    match &arguments.what {
        What::List { record, json } => list(record, *json),
        What::Apply { record, quiet } => {
            let mut writer = Writer::open(record, rapporteur::ANALYSIS)?;
            let taken = take_in(&mut writer, record)?;
            let names = names::read(&mut writer, None, record)?;
            if !writer.is_collated()? {
                collate(&mut writer, &names, record, *quiet)?;
            }
            writer.close()?;
            if !quiet {
                say(&taken
                    .line()
                    .unwrap_or_else(|| "There are no corrections.".to_owned()));
            }
            Ok(Outcome::Done)
        }
        What::Export { record, format } => export(record, format),
    }
}

/// Puts the corrections over the articles, and takes out those that were taken back. Where anything changed,
/// the record is to be lined up anew.
pub fn take_in(writer: &mut Writer, record: &Path) -> Result<TakenIn, Failure> {
    let log = Log::read(&file_beside(record))?;
    let holding = log.holding();
    let mut orphans: BTreeMap<String, String> = BTreeMap::new();
    let mut placed: BTreeSet<String> = BTreeSet::new();
    let mut articles = Vec::new();
    for (id, source, corrected_before) in writer.reader().corrected()? {
        let meant = |c: &&Correction| {
            let at = c.at.as_ref();
            at.is_some_and(|at| at.article == id || at.source == source)
        };
        if !corrected_before && !holding.iter().any(meant) {
            continue;
        }
        let read = writer.reader().uncorrected(&id)?;
        let done = apply(&holding, read.clone());
        placed.extend(done.held);
        orphans.extend(done.orphans.into_iter().map(|o| (o.id, o.why)));
        articles.push(Corrected {
            read,
            corrected: done.annotated,
        });
    }
    writer.correct(&articles)?;
    for one in &holding {
        let lost = one.at.is_some() && !placed.contains(&one.id);
        if lost {
            let gone = || "its article is no longer in the record".to_owned();
            orphans.entry(one.id.clone()).or_insert_with(gone);
        }
        // Two files may hold the words of one correction; it holds where it found them.
        if placed.contains(&one.id) {
            orphans.remove(&one.id);
        }
    }
    let names_now = holding
        .iter()
        .filter(|c| c.at.is_none())
        .map(|c| c.id.clone())
        .collect();
    if names_taken_in(writer.reader())? != names_now {
        writer.uncollate()?;
    } else {
        orphans.extend(orphaned_names(writer.reader())?);
    }
    note(writer, &holding, &orphans)
}

/// Works out what holds across all stored articles, with the names as people merged and split them.
pub fn collate(
    writer: &mut Writer,
    given: &rapporteur::Corrections,
    record: &Path,
    quiet: bool,
) -> Result<(), Failure> {
    let _shown = Progress::waiting("Lining up the accounts", quiet);
    let articles = writer.reader().annotated()?;
    let fault = |why| Failure::Fault {
        what: "line the articles up",
        why,
    };
    let collated = guard::guarded(|| rapporteur::collate_with(&articles, given)).map_err(fault)?;
    let log = Log::read(&file_beside(record))?;
    let holding = log.holding();
    let names: BTreeMap<(&str, String), &str> = articles
        .iter()
        .flat_map(|a| {
            let id = a.article.id.0.as_str();
            let local = |n: usize| format!("r{}", n + 1);
            (0..)
                .zip(&a.referents)
                .map(move |(n, r)| ((id, local(n)), r.name.as_str()))
        })
        .collect();
    let form_of = |m: &Member| {
        let name = names.get(&(m.article.0.as_str(), m.referent.clone()))?;
        Some((*name).to_owned())
    };
    let (collated, _, lost) = rename(&holding, collated, &form_of);
    writer.replace_collated(&collated)?;
    let mut orphans = stored_orphans(writer.reader())?;
    orphans.extend(lost.into_iter().map(|Orphan { id, why }| (id, why)));
    note(writer, &holding, &orphans)?;
    Ok(())
}

fn note(
    writer: &mut Writer,
    holding: &[&Correction],
    orphans: &BTreeMap<String, String>,
) -> Result<TakenIn, Failure> {
    let noted: Vec<Noted> = holding
        .iter()
        .map(|c| Noted {
            id: c.id.clone(),
            made: c.when.clone(),
            who: c.who.clone(),
            why: c.why.clone(),
            change: c.change.word().to_owned(),
            article: c.at.as_ref().map(|at| at.article.clone()),
            quote: c.at.as_ref().map(|at| at.quote.clone()),
            orphan: orphans.get(&c.id).cloned(),
        })
        .collect();
    writer.note_corrections(&noted)?;
    let orphaned = noted.iter().filter(|n| n.orphan.is_some()).count();
    Ok(TakenIn {
        held: noted.len() - orphaned,
        orphaned,
    })
}

fn names_taken_in(reader: &Reader) -> Result<BTreeSet<String>, Failure> {
    Ok(reader.ask(|c| {
        c.prepare("SELECT id FROM corrections WHERE article IS NULL")?
            .query_map([], |row| row.get(0))?
            .collect()
    })?)
}

fn orphaned_names(reader: &Reader) -> Result<Vec<(String, String)>, Failure> {
    let all = stored_orphans(reader)?;
    let names = names_taken_in(reader)?;
    Ok(all
        .into_iter()
        .filter(|(id, _)| names.contains(id))
        .collect())
}

fn stored_orphans(reader: &Reader) -> Result<BTreeMap<String, String>, Failure> {
    Ok(reader.ask(|c| {
        c.prepare("SELECT id, coalesce(reason, '') FROM corrections WHERE state = 'orphan'")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect()
    })?)
}

fn list(record: &Path, json: bool) -> Result<Outcome, Failure> {
    let log = Log::read(&file_beside(record))?;
    let orphans = stored_orphans(&Reader::open(record)?)?;
    let mut text = String::new();
    for one in log.all() {
        if json {
            // Plain fields: writing them cannot fail.
            text.push_str(&serde_json::to_string(one).unwrap_or_default());
        } else {
            text.push_str(&line(one, log.is_undone(&one.id), orphans.get(&one.id)));
        }
        text.push('\n');
    }
    output::print(&text)?;
    if log.all().is_empty() {
        say("There are no corrections.");
    }
    Ok(Outcome::Done)
}

fn line(one: &Correction, undone: bool, orphan: Option<&String>) -> String {
    let what = match &one.change {
        Change::Merge { into, name } => format!("“{name}” is “{into}”"),
        Change::Split { name, from } => format!("“{name}” is not “{from}”"),
        Change::Undo { of } => of.clone(),
        Change::Figure { value, unit } => {
            let value = value.map_or_else(|| "open".to_owned(), rapporteur_web::words::quantity);
            format!("“{}” is {value} {unit}", quote(one))
        }
        Change::Time { value } => {
            let value = value.as_ref().map_or("open", |v| v.as_str());
            format!("“{}” is {value}", quote(one))
        }
        _ => {
            let mut words: String = quote(one).split_whitespace().collect::<Vec<_>>().join(" ");
            if words.chars().count() > 60 {
                words = words.chars().take(60).chain(['…']).collect();
            }
            format!("“{words}”")
        }
    };
    let state = match (undone, orphan) {
        _ if matches!(one.change, Change::Undo { .. }) => String::new(),
        (true, _) => "  (taken back)".to_owned(),
        (_, Some(why)) => format!("  ORPHAN: {why}"),
        _ => String::new(),
    };
    let why = one
        .why
        .as_ref()
        .map_or_else(String::new, |w| format!("  – {w}"));
    shown(&format!(
        "{}  {}  {}  {}  {what}{why}{state}",
        one.id,
        one.when,
        one.who,
        one.change.word()
    ))
}

/// The words to which it is tied.
fn quote(one: &Correction) -> &str {
    one.at.as_ref().map_or("", |at| at.quote.as_str())
}

fn export(record: &Path, format: &str) -> Result<Outcome, Failure> {
    let log = Log::read(&file_beside(record))?;
    let reader = Reader::open(record)?;
    let mut text = String::new();
    if format == "cases" {
        text.push_str("# Corrected by people\n\n");
    }
    let meant: BTreeSet<&str> = log
        .holding()
        .into_iter()
        .filter_map(|c| c.at.as_ref())
        .flat_map(|at| [at.article.as_str(), at.source.as_str()])
        .collect();
    for (id, source, _) in reader.corrected()? {
        if !meant.contains(id.as_str()) && !meant.contains(source.as_str()) {
            continue;
        }
        let read = reader.uncorrected(&id)?;
        match format {
            "cases" => text.push_str(&rapporteur_correct::markdown(&log, &read)),
            _ => {
                for example in rapporteur_correct::examples(&log, &read) {
                    text.push_str(&format!("{example}\n"));
                }
            }
        }
    }
    output::print(&text)?;
    Ok(Outcome::Done)
}
