//! What was read, as batches; and article objects back from a batch.

use crate::batch::{Builder, Columns};
use crate::error::{Error, Result};
use crate::{Column, Kind, table, tables};
use arrow_array::RecordBatch;
use rapporteur_record::ArticleId;
use rapporteur_record::json::ArticleObject;
use rapporteur_record::record::{Collated, Refused};
use rapporteur_store::{Cell, Row, rows_of_article, rows_of_collated};
use std::collections::BTreeMap;

/// The tables that speak of articles one by one, as `of_articles` gives them.
const OF_ARTICLES: [&str; 19] = [
    "articles",
    "authors",
    "candidates",
    "blocks",
    "times",
    "referents",
    "mentions",
    "statements",
    "statement_pieces",
    "statement_dates",
    "statement_to",
    "statement_about",
    "statement_names",
    "statement_aimed_at",
    "statement_acts",
    "figures",
    "commitments",
    "events",
    "warnings",
];

/// The tables of what holds across articles.
const OF_COLLATED: [&str; 12] = [
    "shared_referents",
    "name_forms",
    "members",
    "copies",
    "copy_articles",
    "stories",
    "story_articles",
    "collations",
    "accounts",
    "silences",
    "duties",
    "duty_steps",
];

/// Batches by the name of their table.
pub type Batches = BTreeMap<&'static str, RecordBatch>;

/// Every table that speaks of articles one by one, for these articles: a pure function, so that a cluster may call
/// it on any part of a pile, and any number of times.
///
/// # Errors
/// More words than a batch can hold.
///
/// ```
/// use rapporteur_record::{Annotated, ArticleId, Text, json::ArticleObject};
/// let mut annotated = Annotated::default();
/// annotated.article.id = ArticleId("a1".into());
/// annotated.article.text = Text::new("Ana Roa said the mill would stay open.");
/// let object = ArticleObject::from(&annotated);
///
/// let tables = rapporteur_tables::of_articles(&[object.clone()])?;
/// assert_eq!(tables["articles"].num_rows(), 1);
/// let back = rapporteur_tables::objects(&tables["articles"])?;
/// assert_eq!(back[0].as_ref().unwrap(), &object);
/// # Ok::<(), rapporteur_tables::Error>(())
/// ```
pub fn of_articles(objects: &[ArticleObject]) -> Result<Batches> {
    let mut tables = Tables::new(&OF_ARTICLES);
    for object in objects {
        let json = serde_json::to_string(object).map_err(|e| Error::Object {
            what: "an article",
            why: e.to_string(),
        })?;
        for row in rows_of_article(object, &json) {
            tables.push(&row)?;
        }
    }
    tables.finish()
}

/// Every table of what holds across articles. `title` tells the title of an article (`articles.title`).
///
/// # Errors
/// More words than a batch can hold.
pub fn of_collated(
    collated: &Collated,
    title: impl Fn(&ArticleId) -> Option<String>,
) -> Result<Batches> {
    let mut tables = Tables::new(&OF_COLLATED);
    for row in rows_of_collated(collated, title) {
        tables.push(&row)?;
    }
    tables.finish()
}

/// The table `refused`.
///
/// # Errors
/// More words than a batch can hold.
pub fn of_refused(refused: &[Refused]) -> Result<RecordBatch> {
    let mut builder = builder("refused")?;
    for one in refused {
        let source = Cell::from(&one.source);
        builder.push(&[source.clone(), Cell::from(&one.reason), source])?;
    }
    builder.finish()
}

/// The article objects in the column `object` of a batch, each checked against its own text, or why a row cannot
/// be taken.
///
/// # Errors
/// There is no such column, or it does not hold words.
pub fn objects(batch: &RecordBatch) -> Result<Vec<Result<ArticleObject>>> {
    let column = column("object");
    let columns = Columns::of(batch, &[&column])?;
    let rows = columns.rows().map(|cells| {
        let cells = cells?;
        match cells.first() {
            Some(Cell::Text(json)) => object(json),
            _ => Err(Error::Cell {
                column: "object".to_owned(),
                kind: Kind::Text,
                found: "nothing",
            }),
        }
    });
    Ok(rows.collect())
}

/// A column of words that must be filled.
pub(crate) fn column(name: &str) -> Column {
    Column {
        name: name.to_owned(),
        kind: Some(Kind::Text),
        ..Column::default()
    }
}

/// An article object from its JSON, every place in it checked, in the one way of writing it.
///
/// # Errors
/// It is no article object, or a place in it is not its text's.
pub fn object(json: &str) -> Result<ArticleObject> {
    let wrong = |why: String| Error::Object {
        what: "an article object",
        why,
    };
    let object: ArticleObject = serde_json::from_str(json).map_err(|e| wrong(e.to_string()))?;
    let annotated = object.read().map_err(|e| wrong(e.to_string()))?;
    Ok(ArticleObject::from(&annotated))
}

pub(crate) fn builder(name: &str) -> Result<Builder> {
    let table = table(name).ok_or_else(|| Error::Table(name.to_owned()))?;
    Ok(Builder::new(table))
}

/// Tables that grow side by side.
struct Tables(BTreeMap<&'static str, Builder>);

impl Tables {
    fn new(names: &[&'static str]) -> Tables {
        let builders = tables().iter().filter_map(|table| {
            let name = names.iter().find(|name| **name == table.name)?;
            Some((*name, Builder::new(table)))
        });
        Tables(builders.collect())
    }

    fn push(&mut self, row: &Row<'_>) -> Result<()> {
        match self.0.get_mut(row.table) {
            Some(builder) => builder.push(&row.cells),
            None => Err(Error::Table(row.table.to_owned())),
        }
    }

    fn finish(self) -> Result<Batches> {
        let batches = self.0.into_iter();
        batches
            .map(|(name, mut builder)| Ok((name, builder.finish()?)))
            .collect()
    }
}
