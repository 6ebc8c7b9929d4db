//! Filling a new record from rows that were kept elsewhere.

use crate::error::{Error, Result};
use crate::reader::Reader;
use crate::row::Row;
use crate::schema;
use crate::writer::{self, Writer};
use rapporteur_record::json::ArticleObject;
use rapporteur_record::record::Refused;
use rusqlite::{ErrorCode, OptionalExtension, Transaction, TransactionBehavior, params};
use std::path::Path;

/// A record that is being filled, all of it or nothing.
pub struct Restoring<'a> {
    transaction: &'a Transaction<'a>,
    path: &'a Path,
    tool: &'a str,
}

impl Writer {
    /// Whether nothing was ever stored.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn is_empty(&self) -> Result<bool> {
        let sql =
            "SELECT NOT EXISTS (SELECT 1 FROM sources) AND NOT EXISTS (SELECT 1 FROM articles)";
        self.reader()
            .ask(|c| c.query_row(sql, [], |row| row.get(0)))
    }

    /// Fills a record in one transaction. What holds across articles comes after it
    /// ([`Writer::replace_collated`]).
    ///
    /// # Errors
    /// The file cannot be written, or `fill` fails; then nothing is stored.
    pub fn restore<E: From<Error>>(
        &mut self,
        fill: impl FnOnce(&Restoring) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let (path, connection, tool) = self.parts();
        let said = |error| Error::sqlite(path, error);
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(said)?;
        let restoring = Restoring {
            transaction: &transaction,
            path,
            tool,
        };
        fill(&restoring)?;
        restoring.link_the_rest()?;
        Ok(transaction.commit().map_err(said)?)
    }
}

impl Restoring<'_> {
    fn ask<T>(&self, answer: rusqlite::Result<T>) -> Result<T> {
        answer.map_err(|e| Error::sqlite(self.path, e))
    }

    /// Stores an article with every row that is made from it. The same article under another source is kept once,
    /// under the first of its sources; says `false` where another one of its id is stored already, or where its
    /// rows do not fit together.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn article(&self, object: &ArticleObject) -> Result<bool> {
        let json = serde_json::to_string(object).map_err(writer::unwritable);
        let json = self.ask(json)?;
        let stored: Option<String> = self.ask(
            self.transaction
                .prepare_cached("SELECT object FROM articles WHERE id = ?1")
                .and_then(|mut q| q.query_row([&object.id.0], |row| row.get(0)).optional()),
        )?;
        match stored {
            None => self.fits(writer::insert(self.transaction, object, &json), || {
                self.ask(writer::remove(self.transaction, &object.id))
            }),
            Some(stored) if stored == json => Ok(true),
            Some(stored) => self.again(object, &json, &stored),
        }
    }

    /// An article whose id is stored already, from another source.
    fn again(&self, object: &ArticleObject, json: &str, stored: &str) -> Result<bool> {
        let before: ArticleObject =
            serde_json::from_str(stored).map_err(|e| Error::damaged(self.path, e))?;
        let same = ArticleObject {
            source: before.source.clone(),
            ..object.clone()
        };
        if same != before {
            return Ok(false);
        }
        self.link(&before.source, &before)?;
        if object.source < before.source {
            let links = self.ask(writer::links_of(self.transaction, &object.id))?;
            self.ask(writer::replace(self.transaction, object, json))?;
            self.ask(writer::write_links(self.transaction, &object.id, &links))?;
        }
        self.link(&object.source, object)?;
        Ok(true)
    }

    /// Notes a file in which an article was found, of which nothing else is known.
    fn link(&self, path: &str, object: &ArticleObject) -> Result<()> {
        self.source(path, "read")?;
        let sql = "INSERT OR IGNORE INTO source_articles (source, article, name, fingerprint) VALUES (?1, ?2, ?1, '')";
        let done = self.transaction.prepare_cached(sql);
        self.ask(done.and_then(|mut add| add.execute([path, &object.id.0])))?;
        Ok(())
    }

    fn source(&self, path: &str, state: &str) -> Result<()> {
        let sql = "INSERT OR IGNORE INTO sources (path, state, fingerprint, tool) VALUES (?1, ?2, NULL, ?3)";
        let done = self.transaction.prepare_cached(sql);
        self.ask(done.and_then(|mut add| add.execute([path, state, self.tool])))?;
        Ok(())
    }

    /// Stores a row as it is; says `false` where it does not fit: there is one of its key, it names a row that is
    /// not stored, or a cell is empty that must not be.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn row(&self, row: &Row<'_>) -> Result<bool> {
        // Articles leave it to the end to look whether what they name is there; for one row it must show now.
        self.ask(
            self.transaction
                .pragma_update(None, "defer_foreign_keys", false),
        )?;
        self.fits(row.insert(self.transaction), || Ok(()))
    }

    /// Notes an input that was not taken, and the file it is in.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn refused(&self, refused: &Refused, path: &str) -> Result<()> {
        self.source(path, "refused")?;
        let sql = "INSERT OR IGNORE INTO refused (source, reason, path) VALUES (?1, ?2, ?3)";
        let done = self.transaction.prepare_cached(sql);
        self.ask(done.and_then(|mut add| add.execute([&refused.source, &refused.reason, path])))?;
        Ok(())
    }

    /// Writes a fact about the record (table `meta`), in the place of what was there. What the file itself is
    /// stays: its schema, and which program made it.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn fact(&self, key: &str, value: &str) -> Result<()> {
        if matches!(key, "schema" | "made_by") {
            return Ok(());
        }
        self.ask(schema::set_meta(self.transaction, key, value))
    }

    /// An article of which nobody says in which file it was found was found in its source.
    fn link_the_rest(&self) -> Result<()> {
        const LOOSE: &str = "FROM articles WHERE id NOT IN (SELECT article FROM source_articles)";
        let sources = format!(
            "INSERT OR IGNORE INTO sources (path, state, fingerprint, tool) SELECT source, 'read', NULL, ?1 {LOOSE}"
        );
        self.ask(self.transaction.execute(&sources, params![self.tool]))?;
        let links = format!(
            "INSERT INTO source_articles (source, article, name, fingerprint) SELECT source, id, source, '' {LOOSE}"
        );
        self.ask(self.transaction.execute(&links, []))?;
        Ok(())
    }

    /// Whether what was written fits with the rest; else `undo` is done.
    fn fits(
        &self,
        written: rusqlite::Result<()>,
        undo: impl FnOnce() -> Result<()>,
    ) -> Result<bool> {
        match written {
            Err(e) if e.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
                undo().map(|()| false)
            }
            written => self.ask(written).map(|()| true),
        }
    }
}

impl Reader {
    /// A fact about the record (table `meta`).
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn fact(&self, key: &str) -> Result<Option<String>> {
        self.ask(|c| schema::meta(c, key))
    }
}
