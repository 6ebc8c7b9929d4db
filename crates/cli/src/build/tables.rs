//! `rapporteur build --from-parquet`: a new record from tables.
//!
//! The objects in the tables are the truth: every other row is made from them anew, so that a flat table that somebody
//! changed changes nothing. A row or a file that cannot be used is refused and the rest goes on; the record is made
//! in one transaction. What holds across articles is taken as it stands if all of it is there and fits the articles,
//! else worked out.

use super::summary::Summary;
use super::{Arguments, TOOL, told};
use crate::failure::{Failure, Outcome};
use crate::progress::Progress;
use crate::{corrections, guard, names, stop};
use rapporteur_record::ArticleId;
use rapporteur_record::Text;
use rapporteur_record::record::{Account, Collated, Refused};
use rapporteur_store::{Cell, Restoring, Row, Writer};
use rapporteur_tables::parquet::{Folder, Rows};
use rapporteur_tables::{Column, object, table};
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Runs the command.
pub fn run(folder: &Path, arguments: &Arguments, begun: Instant) -> Result<Outcome, Failure> {
    let record = arguments.output.as_path();
    let folder = Folder::open(folder)?;
    usable(&folder)?;
    let mut writer = Writer::open(record, TOOL)?;
    if !writer.is_empty()? {
        return Err(Failure::Use(format!(
            "{}: expected a new record to fill, but found one that holds something; name another file with -o",
            record.display()
        )));
    }
    let shown = Progress::waiting("Reading tables", arguments.quiet);
    let mut refusals = Refusals::default();
    let mut ids = BTreeSet::new();
    let mut facts = BTreeMap::new();
    writer.restore(|restoring| {
        facts = fill(restoring, &folder, &mut refusals, &mut ids)?;
        for (path, refused) in &refusals.0 {
            restoring.refused(refused, path)?;
        }
        Ok::<(), Failure>(())
    })?;
    drop(shown);
    let as_it_stood = match collated(&folder, &mut refusals)? {
        Some(collated) => take(&mut writer, &collated, &folder, &mut refusals)?,
        None => false,
    };
    let mut summary = Summary::of_nothing(refusals.0.into_iter().map(|(_, r)| r).collect());
    summary.read = ids;
    across(&mut writer, arguments, &mut summary)?;
    if as_it_stood && writer.is_collated()? {
        // By which version of the program it was worked out, so that the next build knows.
        writer.restore(|restoring| match facts.get("collated_by") {
            Some(by) => restoring.fact("collated_by", by),
            None => Ok(()),
        })?;
    }
    told(writer, summary, arguments, begun)
}

/// At least one file of articles must be one; else no record is made.
fn usable(folder: &Folder) -> Result<(), Failure> {
    let mut first = None;
    for file in folder.files("articles")? {
        match opened(&file, &[words("object")]) {
            Ok(_) => return Ok(()),
            Err(error) => first = first.or(Some(error)),
        }
    }
    first.map_or(Ok(()), |error| Err(error.into()))
}

/// What was refused, with the file it is in.
#[derive(Default)]
struct Refusals(Vec<(String, Refused)>);

impl Refusals {
    /// A file, or the rest of one. The sentence names it.
    fn file(&mut self, file: &Path, why: &dyn std::fmt::Display) {
        let source = file.display().to_string();
        let reason = why.to_string();
        self.0.push((source.clone(), Refused { source, reason }));
    }

    fn row(&mut self, file: &Path, number: usize, why: &dyn std::fmt::Display) {
        let path = file.display().to_string();
        let refused = Refused {
            source: format!("{path}#{number}"),
            reason: format!("{path}: row {number}: {why}"),
        };
        self.0.push((path, refused));
    }
}

/// Fills a record with everything but what holds across articles; gives the facts about the old one.
fn fill(
    restoring: &Restoring,
    folder: &Folder,
    refusals: &mut Refusals,
    ids: &mut BTreeSet<ArticleId>,
) -> Result<BTreeMap<String, String>, Failure> {
    plain(restoring, folder, "sources", refusals)?;
    each(folder, "articles", &[words("object")], refusals, |cells| {
        let object = object(text(cells, 0))?;
        let id = object.id.clone();
        if restoring.article(&object)? {
            ids.insert(id);
            return Ok(None);
        }
        Ok(Some(format!(
            "expected the id of each article to be its own, but found a second article {id}"
        )))
    })?;
    plain(restoring, folder, "source_articles", refusals)?;
    let wanted = [words("source"), words("reason"), words("path")];
    each(folder, "refused", &wanted, refusals, |cells| {
        let refused = Refused {
            source: text(cells, 0).to_owned(),
            reason: text(cells, 1).to_owned(),
        };
        restoring.refused(&refused, text(cells, 2))?;
        Ok(None)
    })?;
    let wanted = [words("article"), words("object")];
    each(folder, "uncorrected", &wanted, refusals, |cells| {
        object(text(cells, 1))?;
        stored(restoring, "uncorrected", cells)
    })?;
    plain(restoring, folder, "corrections", refusals)?;
    let mut facts = BTreeMap::new();
    let wanted = [words("key"), words("value")];
    each(folder, "meta", &wanted, refusals, |cells| {
        let (key, value) = (text(cells, 0), text(cells, 1));
        // What the names were worked out by is kept; where that file lay on another machine is not.
        if key == "names" {
            restoring.fact(key, value)?;
        }
        facts.insert(key.to_owned(), value.to_owned());
        Ok(None)
    })?;
    Ok(facts)
}

/// A table whose rows are stored as they are.
fn plain(
    restoring: &Restoring,
    folder: &Folder,
    name: &'static str,
    refusals: &mut Refusals,
) -> Result<(), Failure> {
    let columns = table(name)
        .map(|t| t.columns.as_slice())
        .unwrap_or_default();
    each(folder, name, columns, refusals, |cells| {
        stored(restoring, name, cells)
    })
}

fn stored(
    restoring: &Restoring,
    table: &'static str,
    cells: &[Cell<'_>],
) -> Result<Option<String>, Bad> {
    let row = Row {
        table,
        cells: cells.to_vec(),
    };
    let fits = restoring.row(&row)?;
    Ok((!fits).then(|| {
        "expected a row that fits the others, but found one of the same key, or one that names what is not there"
            .to_owned()
    }))
}

/// Why a row is not taken, or why nothing goes on.
enum Bad {
    Row(rapporteur_tables::Error),
    All(Failure),
}

impl From<rapporteur_tables::Error> for Bad {
    fn from(error: rapporteur_tables::Error) -> Bad {
        Bad::Row(error)
    }
}

impl From<rapporteur_store::Error> for Bad {
    fn from(error: rapporteur_store::Error) -> Bad {
        Bad::All(error.into())
    }
}

/// Goes through all files of a table, row by row. What `take` says of a row, and what is broken, is refused.
fn each(
    folder: &Folder,
    table: &str,
    wanted: &[Column],
    refusals: &mut Refusals,
    mut take: impl FnMut(&[Cell<'_>]) -> Result<Option<String>, Bad>,
) -> Result<(), Failure> {
    for file in folder.files(table)? {
        let rows = match opened(&file, wanted) {
            Ok(rows) => rows,
            Err(error) => {
                refusals.file(&file, &error);
                continue;
            }
        };
        let read = guard::guarded(|| {
            rows.each(|number, cells| {
                if stop::asked() {
                    return Err(Bad::All(Failure::Stopped));
                }
                match cells.map_err(Bad::Row).and_then(|cells| take(&cells)) {
                    Ok(None) => {}
                    Ok(Some(why)) => refusals.row(&file, number, &why),
                    Err(Bad::Row(why)) => refusals.row(&file, number, &why),
                    Err(all) => return Err(all),
                }
                Ok(())
            })
        });
        match read {
            Ok(Ok(())) => {}
            Ok(Err(Bad::Row(why))) => refusals.file(&file, &why),
            Ok(Err(Bad::All(failure))) => return Err(failure),
            Err(fault) => {
                let source = file.display().to_string();
                refusals.file(&file, &guard::fault(&source, &fault));
            }
        }
    }
    Ok(())
}

/// A file whose columns are found. A fault of the program in it is an error as well.
fn opened(file: &Path, wanted: &[Column]) -> Result<Rows, rapporteur_tables::Error> {
    guard::guarded(|| Rows::open(file, wanted)).unwrap_or_else(|why| {
        Err(rapporteur_tables::Error::NotParquet {
            path: file.to_owned(),
            found: format!("one that the program fails in ({why})"),
        })
    })
}

/// A column of words that must be filled.
fn words(name: &str) -> Column {
    Column {
        name: name.to_owned(),
        kind: Some(rapporteur_tables::Kind::Text),
        ..Column::default()
    }
}

fn text<'a>(cells: &'a [Cell<'_>], at: usize) -> &'a str {
    match cells.get(at) {
        Some(Cell::Text(words)) => words,
        _ => "",
    }
}

/// What holds across articles, if all of it is there and can be read.
fn collated(folder: &Folder, refusals: &mut Refusals) -> Result<Option<Collated>, Failure> {
    let before = refusals.0.len();
    let collated = Collated {
        referents: match objects(folder, "shared_referents", refusals)? {
            Some(all) => all,
            None => return Ok(None),
        },
        copies: match objects(folder, "copies", refusals)? {
            Some(all) => all,
            None => return Ok(None),
        },
        stories: match objects(folder, "stories", refusals)? {
            Some(all) => all,
            None => return Ok(None),
        },
        collations: match objects(folder, "collations", refusals)? {
            Some(all) => all,
            None => return Ok(None),
        },
        duties: match objects(folder, "duties", refusals)? {
            Some(all) => all,
            None => return Ok(None),
        },
    };
    Ok((refusals.0.len() == before).then_some(collated))
}

/// The objects of a table in their order; nothing where it has no file.
fn objects<T: DeserializeOwned>(
    folder: &Folder,
    name: &'static str,
    refusals: &mut Refusals,
) -> Result<Option<Vec<T>>, Failure> {
    if folder.files(name)?.is_empty() {
        return Ok(None);
    }
    let position = Column {
        name: "position".to_owned(),
        kind: Some(rapporteur_tables::Kind::Integer),
        ..Column::default()
    };
    let mut all: Vec<(i64, T)> = Vec::new();
    each(
        folder,
        name,
        &[position, words("object")],
        refusals,
        |cells| {
            let position = match cells.first() {
                Some(Cell::Integer(n)) => *n,
                _ => 0,
            };
            match serde_json::from_str(text(cells, 1)) {
                Ok(one) => all.push((position, one)),
                Err(why) => {
                    return Ok(Some(format!(
                        "expected an object in column object, but found: {why}"
                    )));
                }
            }
            Ok(None)
        },
    )?;
    all.sort_by_key(|(position, _)| *position);
    Ok(Some(all.into_iter().map(|(_, one)| one).collect()))
}

/// Stores what holds across articles as it stands, if it fits the articles; says whether it does.
fn take(
    writer: &mut Writer,
    collated: &Collated,
    folder: &Folder,
    refusals: &mut Refusals,
) -> Result<bool, Failure> {
    let file = folder.files("collations")?.into_iter().next();
    let file = file.unwrap_or_else(|| PathBuf::from("collations"));
    let unfit = match misplaced(writer, collated)? {
        Some(account) => format!(
            "expected the words {:?} at {}..{} of article {}, but found others",
            account.quote, account.start, account.end, account.article
        ),
        None => match writer.replace_collated(collated) {
            Ok(()) => return Ok(true),
            Err(rapporteur_store::Error::Inconsistent { why, .. }) => {
                format!("expected tables that fit the articles, but found: {why}")
            }
            Err(other) => return Err(other.into()),
        },
    };
    let why = format!(
        "{}: {unfit}; the accounts are lined up anew",
        file.display()
    );
    refusals.file(&file, &why);
    Ok(false)
}

/// The first account whose words do not stand where it says.
fn misplaced<'a>(writer: &Writer, collated: &'a Collated) -> Result<Option<&'a Account>, Failure> {
    let mut accounts: Vec<&Account> = collated
        .collations
        .iter()
        .flat_map(|c| &c.accounts)
        .collect();
    accounts.sort_by(|a, b| a.article.cmp(&b.article));
    let mut open: Option<(&ArticleId, Text)> = None;
    for account in accounts {
        let text = match &open {
            Some((id, text)) if **id == account.article => text,
            _ => {
                let stored = writer.reader().text(&account.article)?;
                let stored = Text::new(stored.unwrap_or_default());
                &open.insert((&account.article, stored)).1
            }
        };
        let span = text.span_of_chars(account.start, account.end);
        if span.is_none_or(|span| text.quote(span) != account.quote) {
            return Ok(Some(account));
        }
    }
    Ok(None)
}

/// What the user's names and people's corrections beside the new record say, and what holds across articles.
fn across(
    writer: &mut Writer,
    arguments: &Arguments,
    summary: &mut Summary,
) -> Result<(), Failure> {
    let record = arguments.output.as_path();
    let given = arguments.names.as_deref();
    let named = given.is_some() || names::beside(record).is_some();
    let names = match named {
        true => names::read(writer, given, record)?,
        false => names::stored(writer, record)?,
    };
    if rapporteur_correct::file_beside(record).exists() {
        summary.corrections = corrections::take_in(writer, record)?;
    }
    if !writer.is_collated()? {
        corrections::collate(writer, &names, record, arguments.quiet)?;
    }
    Ok(())
}
