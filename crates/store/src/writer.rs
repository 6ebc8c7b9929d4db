//! Adding to a record: a batch of files is one transaction.

use crate::error::{Error, Result};
use crate::reader::Reader;
use crate::{collated, derive, open, schema};
use rapporteur_record::json::ArticleObject;
use rapporteur_record::record::{Collated, Refused};
use rapporteur_record::{Annotated, ArticleId};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A record open for writing. There should be one a file; a second one waits five seconds, then says so.
///
/// ```
/// use rapporteur_record::{Annotated, ArticleId, Text};
/// use rapporteur_store::{Part, Writer};
///
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("record.db");
/// let mut annotated = Annotated::default();
/// annotated.article.id = ArticleId("00000000000000aa".into());
/// annotated.article.source = "notes/a.txt".into();
/// annotated.article.text = Text::new("Ana Roa said the mill would stay open.");
///
/// let mut writer = Writer::open(&path, "1.0")?;
/// writer.put(&[Part {
///     path: "notes/a.txt",
///     fingerprint: Some("00000000000000aa…"),
///     articles: &[annotated],
///     refused: &[],
///     last: true,
/// }])?;
/// assert_eq!(writer.reader().record()?.articles.len(), 1);
/// # Ok::<(), rapporteur_store::Error>(())
/// ```
pub struct Writer {
    reader: Reader,
    tool: String,
}

/// What was read in a file, or in a part of one that holds many articles.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// The file, as given.
    pub path: &'a str,
    /// SHA-256 of its bytes; `None` where they could not be read.
    pub fingerprint: Option<&'a str>,
    /// What was read.
    pub articles: &'a [Annotated],
    /// What could not be read.
    pub refused: &'a [Refused],
    /// Whether the file ends here. Until it does, what an older state of the file gave is kept, and the
    /// next build reads the file again.
    pub last: bool,
}

/// An article with people's corrections in it.
#[derive(Debug, Clone)]
pub struct Corrected {
    /// The article as the program itself read it.
    pub read: Annotated,
    /// As corrected; the same where no correction is left.
    pub corrected: Annotated,
}

/// A correction, and whether it holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Noted {
    /// Its id in the file of corrections.
    pub id: String,
    /// When, UTC.
    pub made: String,
    /// Who.
    pub who: String,
    /// Why.
    pub why: Option<String>,
    /// What is changed, in a word.
    pub change: String,
    /// The article's id when it was made.
    pub article: Option<String>,
    /// The words it is tied to.
    pub quote: Option<String>,
    /// Why it is an orphan; `None` where it holds.
    pub orphan: Option<String>,
}

/// How far a file has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// A build was stopped inside it.
    Reading,
    /// It was read to its end.
    Read,
    /// Nothing in it could be read.
    Refused,
    /// It was read once and is no longer there.
    Gone,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            State::Reading => "reading",
            State::Read => "read",
            State::Refused => "refused",
            State::Gone => "gone",
        }
    }

    fn from_word(word: &str) -> State {
        match word {
            "read" => State::Read,
            "refused" => State::Refused,
            "gone" => State::Gone,
            _ => State::Reading,
        }
    }
}

/// A file the record knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// How far it has got.
    pub state: State,
    /// SHA-256 of its bytes, when it was read.
    pub fingerprint: Option<String>,
    /// The version of the program that read it.
    pub tool: String,
}

impl Writer {
    /// Opens a record, making it where there is none. `tool` is the version of the program that writes.
    ///
    /// # Errors
    /// The file is no record, of a newer schema, locked, or cannot be written.
    pub fn open(path: &Path, tool: &str) -> Result<Writer> {
        Ok(Writer {
            reader: Reader::over(path, open::to_write(path, tool)?),
            tool: tool.to_owned(),
        })
    }

    /// The same record for reading; sees what this writer has written.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Every file the record knows, by its path.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn sources(&self) -> Result<BTreeMap<String, Source>> {
        let read = |connection: &Connection| {
            let mut query =
                connection.prepare("SELECT path, state, fingerprint, tool FROM sources")?;
            let rows = query.query_map([], |row| {
                let state: String = row.get(1)?;
                let source = Source {
                    state: State::from_word(&state),
                    fingerprint: row.get(2)?,
                    tool: row.get(3)?,
                };
                Ok((row.get(0)?, source))
            })?;
            rows.collect()
        };
        self.reader.ask(read)
    }

    /// The articles, with their names, that a build which was stopped inside a file has stored from it, if the
    /// file was as it is now and the program the same.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn stored(&self, path: &str, fingerprint: &str) -> Result<BTreeSet<(ArticleId, String)>> {
        let read = |connection: &Connection| {
            let mut query = connection.prepare(
                "SELECT article, name FROM source_articles JOIN sources ON path = source
                 WHERE path = ?1 AND state = 'reading' AND tool = ?3
                 AND sources.fingerprint = ?2 AND source_articles.fingerprint = ?2",
            )?;
            let rows = query.query_map([path, fingerprint, &self.tool], |row| {
                Ok((ArticleId(row.get(0)?), row.get(1)?))
            })?;
            rows.collect()
        };
        self.reader.ask(read)
    }

    /// Stores what was read in some files: all of it or, if anything fails, nothing.
    ///
    /// A file that was read before is replaced, once its last part comes and gives at least one article; a
    /// file that can no longer be read keeps what it gave. An article found in several files is stored once,
    /// under the first of their names.
    ///
    /// # Errors
    /// The file cannot be written, is locked, or the disk is full.
    pub fn put(&mut self, parts: &[Part]) -> Result<()> {
        let tool = self.tool.clone();
        self.change(|transaction| {
            let mut changed = false;
            for part in parts {
                changed |= put(transaction, &tool, part)?;
            }
            if changed {
                uncollate(transaction)?;
            }
            Ok(())
        })
    }

    /// Notes that a file was given another name.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn rename(&mut self, from: &str, to: &str) -> Result<()> {
        self.change(|transaction| {
            let articles = articles_of(transaction, from, None)?;
            transaction.execute("DELETE FROM sources WHERE path = ?1", [to])?;
            transaction.execute(
                "UPDATE sources SET path = ?2, state = 'read' WHERE path = ?1",
                [from, to],
            )?;
            let mut links = transaction
                .prepare("SELECT article, name FROM source_articles WHERE source = ?1")?;
            let names: Vec<(String, String)> = links
                .query_map([to], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<_>>()?;
            for (article, name) in names {
                if let Some(place) = name.strip_prefix(from) {
                    transaction.execute(
                        "UPDATE source_articles SET name = ?3 WHERE source = ?1 AND article = ?2",
                        [to, article.as_str(), &format!("{to}{place}")],
                    )?;
                }
            }
            settle(transaction, &articles)?;
            uncollate(transaction)
        })
    }

    /// Notes which files are no longer there. What was read in them is kept; a file in which nothing was
    /// read is forgotten.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn gone(&mut self, paths: &[String]) -> Result<()> {
        self.change(|transaction| {
            for path in paths {
                transaction.execute(
                    "DELETE FROM sources WHERE path = ?1 AND path NOT IN (SELECT source FROM source_articles)",
                    [path],
                )?;
                transaction.execute("UPDATE sources SET state = 'gone' WHERE path = ?1", [path])?;
                transaction.execute("DELETE FROM refused WHERE path = ?1", [path])?;
            }
            Ok(())
        })
    }

    /// Puts corrected articles in the place of what was stored, keeping what the program itself read; says
    /// whether any article changed.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn correct(&mut self, articles: &[Corrected]) -> Result<bool> {
        let mut changed = false;
        self.change(|transaction| {
            for one in articles {
                changed |= correct(transaction, one)?;
            }
            if changed {
                uncollate(transaction)?;
            }
            Ok(())
        })?;
        Ok(changed)
    }

    /// Notes which corrections were taken in, in the place of what was noted before.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn note_corrections(&mut self, all: &[Noted]) -> Result<()> {
        self.change(|transaction| {
            transaction.execute("DELETE FROM corrections", [])?;
            let mut insert = transaction.prepare(
                "INSERT OR REPLACE INTO corrections (id, made, who, why, change, article, quote, state, reason)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?;
            for one in all {
                let state = if one.orphan.is_some() { "orphan" } else { "held" };
                insert.execute(params![
                    one.id, one.made, one.who, one.why, one.change, one.article, one.quote, state, one.orphan
                ])?;
            }
            Ok(())
        })
    }

    /// Whether what holds across articles was worked out for the articles as they now are, by this version
    /// of the program.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn is_collated(&self) -> Result<bool> {
        let meta = |key| self.reader.ask(|c| schema::meta(c, key));
        Ok(meta("collated")?.as_deref() == Some("yes")
            && meta("collated_by")?.as_ref() == Some(&self.tool))
    }

    /// Notes the file of names by which what holds across articles is worked out, and what it says; where that is
    /// not what it was, lets go of what holds across articles.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn set_names(&mut self, path: Option<&str>, text: &str) -> Result<()> {
        let known = self.reader.ask(|c| schema::meta(c, "names"))?;
        let path = path.unwrap_or_default().to_owned();
        let changed = known.unwrap_or_default() != text;
        self.change(|transaction| {
            if changed {
                uncollate(transaction)?;
            }
            schema::set_meta(transaction, "names", text)?;
            schema::set_meta(transaction, "names_file", &path)
        })
    }

    /// The file of names that was given last, if any.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn names_file(&self) -> Result<Option<String>> {
        let path = self.reader.ask(|c| schema::meta(c, "names_file"))?;
        Ok(path.filter(|p| !p.is_empty()))
    }

    /// Lets go of what holds across articles, to have it worked out anew.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn uncollate(&mut self) -> Result<()> {
        self.change(uncollate)
    }

    /// Puts what holds across articles in the place of what was there.
    ///
    /// # Errors
    /// The file cannot be written, or `collated` names an article or referent that is not stored.
    pub fn replace_collated(&mut self, collated: &Collated) -> Result<()> {
        let tool = self.tool.clone();
        self.change(|transaction| {
            collated::clear(transaction)?;
            transaction.pragma_update(None, "defer_foreign_keys", true)?;
            let title = |id: &ArticleId| title_of(transaction, id);
            for row in collated::rows_of_collated(collated, title) {
                row.insert(transaction)?;
            }
            schema::set_meta(transaction, "collated_by", &tool)?;
            schema::set_meta(transaction, "collated", "yes")
        })
    }

    /// Closes the record, leaving one plain file that can be copied, mailed, and opened from a read-only
    /// folder. (A writer that is not closed leaves its log beside the file; the next one takes it in.)
    ///
    /// # Errors
    /// The disk is full. What was stored is whole all the same.
    pub fn close(self) -> Result<()> {
        let (path, connection) = self.reader.into_parts();
        let plain = connection.pragma_update_and_check(None, "journal_mode", "delete", |_| Ok(()));
        match plain.map_err(|e| Error::sqlite(&path, e)) {
            // Somebody is reading: the file stays in the mode that lets them.
            Err(Error::Locked(_)) => Ok(()),
            other => other,
        }
    }

    /// The file, the connection to it, and the program's version.
    pub(crate) fn parts(&mut self) -> (&Path, &mut Connection, &str) {
        let (path, connection) = self.reader.parts();
        (path, connection, &self.tool)
    }

    fn change(&mut self, change: impl FnOnce(&Transaction) -> rusqlite::Result<()>) -> Result<()> {
        self.reader.change(change)
    }
}

/// Stores one part; says whether any article came, went or changed.
fn put(transaction: &Transaction, tool: &str, part: &Part) -> rusqlite::Result<bool> {
    let fingerprint = part.fingerprint.unwrap_or_default();
    let mut changed = begin(transaction, tool, part)?;
    for annotated in part.articles {
        changed |= article(transaction, part.path, fingerprint, annotated)?;
    }
    for refused in part.refused {
        transaction
            .prepare_cached(
                "INSERT OR IGNORE INTO refused (source, reason, path) VALUES (?1, ?2, ?3)",
            )?
            .execute([&refused.source, &refused.reason, part.path])?;
    }
    if part.last {
        changed |= finish(transaction, part.path, fingerprint)?;
    }
    Ok(changed)
}

/// Notes that a file is being read. At its first part the refusals of an earlier reading are dropped.
fn begin(transaction: &Transaction, tool: &str, part: &Part) -> rusqlite::Result<bool> {
    let goes_on: bool = transaction
        .prepare_cached(
            "SELECT count(*) FROM sources
             WHERE path = ?1 AND state = 'reading' AND fingerprint IS ?2 AND tool = ?3",
        )?
        .query_row(params![part.path, part.fingerprint, tool], |row| row.get(0))?;
    if goes_on {
        return Ok(false);
    }
    transaction
        .prepare_cached("DELETE FROM refused WHERE path = ?1")?
        .execute([part.path])?;
    transaction
        .prepare_cached(
            "INSERT INTO sources (path, state, fingerprint, tool) VALUES (?1, 'reading', ?2, ?3)
             ON CONFLICT (path) DO UPDATE SET state = 'reading', fingerprint = ?2, tool = ?3",
        )?
        .execute(params![part.path, part.fingerprint, tool])?;
    Ok(false)
}

/// Notes that a file was read to its end, and lets go of what only an older state of it held.
fn finish(transaction: &Transaction, path: &str, fingerprint: &str) -> rusqlite::Result<bool> {
    let found: bool = transaction
        .prepare_cached(
            "SELECT count(*) > 0 FROM source_articles WHERE source = ?1 AND fingerprint = ?2",
        )?
        .query_row([path, fingerprint], |row| row.get(0))?;
    let refused: bool = transaction
        .prepare_cached("SELECT count(*) > 0 FROM refused WHERE path = ?1")?
        .query_row([path], |row| row.get(0))?;
    let state = if refused && !found {
        State::Refused
    } else {
        State::Read
    };
    transaction
        .prepare_cached("UPDATE sources SET state = ?2 WHERE path = ?1")?
        .execute([path, state.word()])?;
    if !found {
        return Ok(false);
    }
    let old = articles_of(transaction, path, Some(fingerprint))?;
    transaction
        .prepare_cached("DELETE FROM source_articles WHERE source = ?1 AND fingerprint <> ?2")?
        .execute([path, fingerprint])?;
    settle(transaction, &old)
}

/// The articles of a file; with a fingerprint, those that only another state of the file held.
fn articles_of(
    transaction: &Transaction,
    path: &str,
    but: Option<&str>,
) -> rusqlite::Result<BTreeSet<String>> {
    transaction
        .prepare_cached(
            "SELECT article FROM source_articles WHERE source = ?1 AND fingerprint IS NOT ?2",
        )?
        .query_map(params![path, but], |row| row.get(0))?
        .collect()
}

/// Stores an article found in a file; says whether anything changed.
fn article(
    transaction: &Transaction,
    path: &str,
    fingerprint: &str,
    annotated: &Annotated,
) -> rusqlite::Result<bool> {
    let id = &annotated.article.id;
    let mut links = links_of(transaction, id)?;
    let here = links
        .iter()
        .find(|link| link.source == path && link.fingerprint == fingerprint);
    // In one file, too, the first name speaks: a web archive may hold the same bytes at two addresses.
    let name = match here {
        Some(here) => here.name.clone().min(annotated.article.source.clone()),
        None => annotated.article.source.clone(),
    };
    let is_first_here = name == annotated.article.source;
    links.retain(|link| link.source != path);
    links.push(Link {
        source: path.to_owned(),
        name: name.clone(),
        fingerprint: fingerprint.to_owned(),
    });
    let first = links.iter().map(|l| l.name.as_str()).min().unwrap_or(&name);
    let stored: Option<String> = transaction
        .prepare_cached(
            "SELECT coalesce(u.object, a.object) FROM articles a
             LEFT JOIN uncorrected u ON u.article = a.id WHERE a.id = ?1",
        )?
        .query_row([&id.0], |row| row.get(0))
        .optional()?;
    // Of several files with the same bytes the first by name speaks, whichever is read last.
    let speaks = first == name && is_first_here || stored.is_none();
    let mut object = ArticleObject::from(annotated);
    first.clone_into(&mut object.source);
    let json = serde_json::to_string(&object).map_err(unwritable)?;
    let changed = speaks && stored.as_ref() != Some(&json);
    if changed {
        replace(transaction, &object, &json)?;
    }
    write_links(transaction, id, &links)?;
    Ok(changed)
}

/// A file in which an article was found.
pub(crate) struct Link {
    source: String,
    name: String,
    fingerprint: String,
}

pub(crate) fn links_of(transaction: &Transaction, id: &ArticleId) -> rusqlite::Result<Vec<Link>> {
    transaction
        .prepare_cached("SELECT source, name, fingerprint FROM source_articles WHERE article = ?1")?
        .query_map([&id.0], |row| {
            Ok(Link {
                source: row.get(0)?,
                name: row.get(1)?,
                fingerprint: row.get(2)?,
            })
        })?
        .collect()
}

pub(crate) fn write_links(
    transaction: &Transaction,
    id: &ArticleId,
    links: &[Link],
) -> rusqlite::Result<()> {
    let mut write = transaction.prepare_cached(
        "INSERT OR REPLACE INTO source_articles (source, article, name, fingerprint) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for link in links {
        write.execute([&link.source, &id.0, &link.name, &link.fingerprint])?;
    }
    Ok(())
}

/// Removes articles that no file holds any more, and calls the others by the first of their names.
fn settle(transaction: &Transaction, articles: &BTreeSet<String>) -> rusqlite::Result<bool> {
    let mut changed = false;
    for id in articles {
        let id = ArticleId(id.clone());
        let links = links_of(transaction, &id)?;
        let Some(first) = links.iter().map(|l| &l.name).min() else {
            remove(transaction, &id)?;
            changed = true;
            continue;
        };
        // What people corrected is put in anew after every change, over what the program read.
        let stored: String = transaction
            .prepare_cached(
                "SELECT coalesce(u.object, a.object) FROM articles a
                 LEFT JOIN uncorrected u ON u.article = a.id WHERE a.id = ?1",
            )?
            .query_row([&id.0], |row| row.get(0))?;
        let mut object: ArticleObject = serde_json::from_str(&stored).map_err(unwritable)?;
        if object.source != *first {
            object.source.clone_from(first);
            let json = serde_json::to_string(&object).map_err(unwritable)?;
            replace(transaction, &object, &json)?;
            write_links(transaction, &id, &links)?;
            changed = true;
        }
    }
    Ok(changed)
}

pub(crate) fn replace(
    transaction: &Transaction,
    object: &ArticleObject,
    json: &str,
) -> rusqlite::Result<()> {
    remove(transaction, &object.id)?;
    insert(transaction, object, json)
}

/// Writes every row about an article, which must not be stored yet.
pub(crate) fn insert(
    transaction: &Transaction,
    object: &ArticleObject,
    json: &str,
) -> rusqlite::Result<()> {
    // A statement may be reported in one that comes after it: keys are looked at when all is written.
    transaction.pragma_update(None, "defer_foreign_keys", true)?;
    for row in derive::rows_of_article(object, json) {
        row.insert(transaction)?;
    }
    Ok(())
}

/// The title under which an article is stored.
fn title_of(transaction: &Transaction, id: &ArticleId) -> Option<String> {
    transaction
        .prepare_cached("SELECT title FROM articles WHERE id = ?1")
        .and_then(|mut query| query.query_row([&id.0], |row| row.get(0)))
        .ok()
}

/// Stores a corrected article; says whether it differs from what was stored.
fn correct(transaction: &Transaction, one: &Corrected) -> rusqlite::Result<bool> {
    let id = &one.corrected.article.id;
    let stored: Option<String> = transaction
        .prepare_cached("SELECT object FROM articles WHERE id = ?1")?
        .query_row([&id.0], |row| row.get(0))
        .optional()?;
    let Some(stored) = stored else {
        return Ok(false);
    };
    let object = ArticleObject::from(&one.corrected);
    let json = serde_json::to_string(&object).map_err(unwritable)?;
    let changed = stored != json;
    if changed {
        let links = links_of(transaction, id)?;
        replace(transaction, &object, &json)?;
        write_links(transaction, id, &links)?;
    }
    match one.read == one.corrected {
        true => {
            transaction.execute("DELETE FROM uncorrected WHERE article = ?1", [&id.0])?;
        }
        false => {
            let read =
                serde_json::to_string(&ArticleObject::from(&one.read)).map_err(unwritable)?;
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO uncorrected (article, object) VALUES (?1, ?2)",
                )?
                .execute([&id.0, &read])?;
        }
    }
    Ok(changed)
}

/// Removes an article and every row about it, its links to files too.
pub(crate) fn remove(transaction: &Transaction, id: &ArticleId) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("DELETE FROM articles WHERE id = ?1")?
        .execute([&id.0])?;
    Ok(())
}

/// What held across the articles before a change may hold no longer: better none than half of it.
fn uncollate(transaction: &Transaction) -> rusqlite::Result<()> {
    collated::clear(transaction)?;
    schema::set_meta(transaction, "collated", "no")
}

pub(crate) fn unwritable(error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(Box::new(error))
}
