//! Reading a record back.

use crate::error::{Error, Result};
use crate::open;
use crate::row::Cell;
use crate::schema::Table;
use rapporteur_record::json::ArticleObject;
use rapporteur_record::record::{Collated, Record, Refused};
use rapporteur_record::{Annotated, ArticleId};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};
use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};

/// A record open for reading. Many may read while one writes; each sees whole batches only.
pub struct Reader {
    path: PathBuf,
    connection: Connection,
}

impl Reader {
    /// Opens a record without changing it.
    ///
    /// # Errors
    /// There is no such file, or it is no record, or of a newer schema, or cannot be read.
    pub fn open(path: &Path) -> Result<Reader> {
        Ok(Reader::over(path, open::to_read(path)?))
    }

    /// The whole record, articles by source. The same for the same articles, in whichever order and in
    /// however many builds they were stored.
    ///
    /// # Errors
    /// The file cannot be read, or is damaged.
    pub fn record(&self) -> Result<Record> {
        // One transaction, so that a writer beside us cannot come between two tables.
        let (articles, parts, refused) = self.ask(|connection| {
            let transaction = connection.unchecked_transaction()?;
            let articles = strings(
                &transaction,
                "SELECT object FROM articles ORDER BY source, id",
            )?;
            let part = |table: &str| {
                strings(
                    &transaction,
                    &format!("SELECT object FROM {table} ORDER BY position"),
                )
            };
            let parts = [
                part("shared_referents")?,
                part("copies")?,
                part("stories")?,
                part("collations")?,
                part("duties")?,
            ];
            Ok((articles, parts, refused(&transaction)?))
        })?;
        let [referents, copies, stories, collations, duties] = parts;
        let collated = Collated {
            referents: self.all(&referents)?,
            copies: self.all(&copies)?,
            stories: self.all(&stories)?,
            collations: self.all(&collations)?,
            duties: self.all(&duties)?,
        };
        Ok(Record::new(self.all(&articles)?, collated, refused))
    }

    /// Every article as the analysis gave it, by source.
    ///
    /// # Errors
    /// The file cannot be read, or an article object in it does not fit its own text.
    pub fn annotated(&self) -> Result<Vec<Annotated>> {
        let articles =
            self.ask(|c| strings(c, "SELECT object FROM articles ORDER BY source, id"))?;
        let mut all = Vec::with_capacity(articles.len());
        for json in articles {
            let object: ArticleObject = self.object(&json)?;
            all.push(object.read().map_err(|e| Error::damaged(&self.path, e))?);
        }
        Ok(all)
    }

    /// What could not be read, by source.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn refused(&self) -> Result<Vec<Refused>> {
        self.ask(refused)
    }

    /// How many articles there are.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn article_count(&self) -> Result<usize> {
        let count: i64 =
            self.ask(|c| c.query_row("SELECT count(*) FROM articles", [], |row| row.get(0)))?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    /// How many files hold an article that another file holds too, byte for byte, not counting the first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn repeated_files(&self) -> Result<usize> {
        let sql = "SELECT count(*) - count(DISTINCT article) FROM source_articles";
        let count: i64 = self.ask(|c| c.query_row(sql, [], |row| row.get(0)))?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    /// Goes through the article objects, JSON in one line each, by source.
    ///
    /// # Errors
    /// The file cannot be read, or `each` fails.
    pub fn objects<E: From<Error>>(
        &self,
        mut each: impl FnMut(&str) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let said = |error| Error::sqlite(&self.path, error);
        let sql = "SELECT object FROM articles ORDER BY source, id";
        let mut query = self.connection.prepare(sql).map_err(said)?;
        let mut rows = query.query([]).map_err(said)?;
        while let Some(row) = rows.next().map_err(said)? {
            let object: String = row.get(0).map_err(said)?;
            each(&object)?;
        }
        Ok(())
    }

    /// Goes through the article objects, by source.
    ///
    /// # Errors
    /// The file cannot be read or is damaged, or `each` fails.
    pub fn each_article<E: From<Error>>(
        &self,
        mut each: impl FnMut(&ArticleObject) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        self.objects(|json| each(&self.object(json)?))
    }

    /// The views, each with the question it answers, by name.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn views(&self) -> Result<Vec<(String, String)>> {
        self.ask(|c| {
            c.prepare("SELECT name, comment FROM _tables WHERE kind = 'view' ORDER BY name")?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect()
        })
    }

    /// Goes through a table or view in its own order, the names of its columns first.
    ///
    /// # Errors
    /// There is no such table or view, the file cannot be read, or `each` fails.
    pub fn rows<E: From<Error>>(
        &self,
        table: &str,
        mut each: impl FnMut(&[String]) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let said = |error| Error::sqlite(&self.path, error);
        let sql = format!("SELECT * FROM \"{}\"", table.replace('"', "\"\""));
        let mut query = self.connection.prepare(&sql).map_err(said)?;
        let names: Vec<String> = query.column_names().map(str::to_owned).collect();
        each(&names)?;
        let mut rows = query.query([]).map_err(said)?;
        while let Some(row) = rows.next().map_err(said)? {
            let mut cells = Vec::with_capacity(names.len());
            for n in 0..names.len() {
                cells.push(cell(row.get_ref(n).map_err(said)?));
            }
            each(&cells)?;
        }
        Ok(())
    }

    /// Goes through a table by its key, cell by cell as they are stored.
    ///
    /// # Errors
    /// There is no such table, the file cannot be read, or `each` fails.
    pub fn cells<E: From<Error>>(
        &self,
        table: &Table,
        mut each: impl FnMut(&[Cell<'_>]) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let said = |error| Error::sqlite(&self.path, error);
        let names: Vec<&str> = table.columns.iter().map(|c| c.name.as_str()).collect();
        let (columns, key) = (names.join(", "), table.key.join(", "));
        let sql = format!("SELECT {columns} FROM {} ORDER BY {key}", table.name);
        let mut query = self.connection.prepare(&sql).map_err(said)?;
        let mut rows = query.query([]).map_err(said)?;
        while let Some(row) = rows.next().map_err(said)? {
            let cells: rusqlite::Result<Vec<Cell>> = (0..names.len())
                .map(|n| row.get_ref(n).map(Cell::from))
                .collect();
            each(&cells.map_err(said)?)?;
        }
        Ok(())
    }

    /// One article.
    ///
    /// # Errors
    /// There is no such article, or the file cannot be read.
    pub fn article(&self, id: &str) -> Result<ArticleObject> {
        let sql = "SELECT object FROM articles WHERE id = ?1";
        let json: String =
            self.ask(|c| c.prepare_cached(sql)?.query_row([id], |row| row.get(0)))?;
        self.object(&json)
    }

    /// The text of an article; nothing where it is not stored.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn text(&self, id: &ArticleId) -> Result<Option<String>> {
        let sql = "SELECT text FROM articles WHERE id = ?1";
        self.ask(|c| {
            c.prepare_cached(sql)?
                .query_row([&id.0], |row| row.get(0))
                .optional()
        })
    }

    /// Ids and sources of all articles, and whether people have corrected them.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn corrected(&self) -> Result<Vec<(String, String, bool)>> {
        self.ask(|c| {
            c.prepare(
                "SELECT a.id, a.source, u.article IS NOT NULL FROM articles a
                 LEFT JOIN uncorrected u ON u.article = a.id ORDER BY a.source, a.id",
            )?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect()
        })
    }

    /// An article as the program itself read it, without anybody's corrections.
    ///
    /// # Errors
    /// There is no such article, or the file cannot be read or is damaged.
    pub fn uncorrected(&self, id: &str) -> Result<Annotated> {
        let sql = "SELECT coalesce(u.object, a.object) FROM articles a
             LEFT JOIN uncorrected u ON u.article = a.id WHERE a.id = ?1";
        let json: String =
            self.ask(|c| c.prepare_cached(sql)?.query_row([id], |row| row.get(0)))?;
        let object: ArticleObject = self.object(&json)?;
        object.read().map_err(|e| Error::damaged(&self.path, e))
    }

    /// The file, for messages.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn over(path: &Path, connection: Connection) -> Reader {
        Reader {
            path: path.to_owned(),
            connection,
        }
    }

    pub(crate) fn parts(&mut self) -> (&Path, &mut Connection) {
        (&self.path, &mut self.connection)
    }

    pub(crate) fn into_parts(self) -> (PathBuf, Connection) {
        (self.path, self.connection)
    }

    /// Asks in SQL: over the tables and views that `_tables` and `_columns` describe.
    ///
    /// # Errors
    /// The question is not SQL of this record, or the file cannot be read.
    pub fn ask<T>(&self, question: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        question(&self.connection).map_err(|e| Error::sqlite(&self.path, e))
    }

    /// All of a change or nothing.
    pub(crate) fn change(
        &mut self,
        change: impl FnOnce(&Transaction) -> rusqlite::Result<()>,
    ) -> Result<()> {
        let Reader { path, connection } = self;
        // Taking the lock at once keeps a second writer from failing half-way.
        let done = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .and_then(|transaction| {
                change(&transaction)?;
                transaction.commit()
            });
        done.map_err(|e| Error::sqlite(path, e))
    }

    fn all<T: DeserializeOwned>(&self, all: &[String]) -> Result<Vec<T>> {
        all.iter().map(|json| self.object(json)).collect()
    }

    fn object<T: DeserializeOwned>(&self, json: &str) -> Result<T> {
        serde_json::from_str(json).map_err(|e| Error::damaged(&self.path, e))
    }
}

fn refused(connection: &Connection) -> rusqlite::Result<Vec<Refused>> {
    connection
        .prepare("SELECT source, reason FROM refused ORDER BY source, reason")?
        .query_map([], |row| {
            Ok(Refused {
                source: row.get(0)?,
                reason: row.get(1)?,
            })
        })?
        .collect()
}

fn strings(connection: &Connection, sql: &str) -> rusqlite::Result<Vec<String>> {
    let mut query = connection.prepare(sql)?;
    let rows = query.query_map([], |row| row.get(0))?;
    rows.collect()
}

/// A cell as text; nothing is the empty string.
fn cell(value: ValueRef) -> String {
    match value {
        ValueRef::Null => String::new(),
        ValueRef::Integer(n) => n.to_string(),
        ValueRef::Real(x) => x.to_string(),
        ValueRef::Text(words) => String::from_utf8_lossy(words).into_owned(),
        ValueRef::Blob(bytes) => format!("{} bytes", bytes.len()),
    }
}
