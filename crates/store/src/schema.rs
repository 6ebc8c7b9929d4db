//! The tables, and the comments that describe them: both read from `schema.sql`.

use rusqlite::{Connection, Transaction};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The version of the tables; goes up with every change of them.
pub const VERSION: i64 = 3;

/// Marks a file as a record of ours (`PRAGMA application_id`): "Rprt" in ASCII.
pub(crate) const APPLICATION_ID: i64 = 0x5270_7274;

const SQL: &str = include_str!("schema.sql");

/// Makes the tables and writes their description.
pub(crate) fn create(transaction: &Transaction, tool: &str) -> rusqlite::Result<()> {
    transaction.execute_batch(SQL)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    describe(transaction)?;
    set_meta(transaction, "schema", &VERSION.to_string())?;
    set_meta(transaction, "made_by", &format!("rapporteur {tool}"))
}

/// Writes a fact about the file.
pub(crate) fn set_meta(connection: &Connection, key: &str, value: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO meta (key, value) VALUES (?1, ?2)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        )?
        .execute([key, value])?;
    Ok(())
}

/// Reads a fact about the file.
pub(crate) fn meta(connection: &Connection, key: &str) -> rusqlite::Result<Option<String>> {
    use rusqlite::OptionalExtension;
    connection
        .prepare_cached("SELECT value FROM meta WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()
}

/// A table or view of the record, as `schema.sql` describes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// `table` or `view`.
    pub kind: String,
    /// What a row of it is.
    pub comment: String,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// The columns by which a row is known; none for a view.
    pub key: Vec<String>,
}

/// A column of a table or view.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What its cells are; nothing is told of the columns of a view.
    pub kind: Option<Kind>,
    /// Whether a cell may be empty.
    pub nullable: bool,
    /// What it holds.
    pub comment: String,
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `TEXT`.
    Text,
    /// `INTEGER`.
    Integer,
    /// `REAL`.
    Real,
}

/// What is for SQLite alone: the description of its tables, the index for searching.
const OF_SQLITE: [&str; 5] = [
    "_tables",
    "_columns",
    "articles_fts",
    "statements_fts",
    "shared_referents_fts",
];

static ALL: LazyLock<Vec<Table>> = LazyLock::new(|| descriptions(SQL));
static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| {
    let tables = ALL.iter().filter(|t| t.kind == "table");
    tables
        .filter(|t| !OF_SQLITE.contains(&t.name.as_str()))
        .cloned()
        .collect()
});

/// The tables that hold the record, in the order of `schema.sql`. Views, the index for searching and this very
/// description are left out.
pub fn tables() -> &'static [Table] {
    &TABLES
}

/// The SQL that adds a row to a table.
pub(crate) fn insertion(table: &str) -> Option<&'static str> {
    static INSERTIONS: LazyLock<BTreeMap<&str, String>> = LazyLock::new(|| {
        let all = TABLES.iter().map(|t| {
            let names: Vec<&str> = t.columns.iter().map(|c| c.name.as_str()).collect();
            let places: Vec<String> = (1..=names.len()).map(|n| format!("?{n}")).collect();
            let (names, places) = (names.join(", "), places.join(", "));
            let sql = format!("INSERT INTO {} ({names}) VALUES ({places})", t.name);
            (t.name.as_str(), sql)
        });
        all.collect()
    });
    INSERTIONS.get(table).map(String::as_str)
}

fn describe(transaction: &Transaction) -> rusqlite::Result<()> {
    let mut table =
        transaction.prepare("INSERT INTO _tables (name, kind, comment) VALUES (?1, ?2, ?3)")?;
    let mut column = transaction
        .prepare("INSERT INTO _columns (table_name, column_name, comment) VALUES (?1, ?2, ?3)")?;
    for entry in ALL.iter() {
        table.execute([&entry.name, &entry.kind, &entry.comment])?;
        for told in &entry.columns {
            column.execute([&entry.name, &told.name, &told.comment])?;
        }
    }
    Ok(())
}

/// Reads the comments: above `CREATE …` for the table or view, behind each column for the column.
fn descriptions(sql: &str) -> Vec<Table> {
    let mut done = Vec::new();
    let mut above = String::new();
    let mut open: Option<Table> = None;
    for line in sql.lines() {
        if let Some(entry) = &mut open {
            if line.starts_with(')') {
                done.extend(open.take());
            } else {
                column(line.trim(), entry);
            }
        } else if let Some(comment) = line.strip_prefix("--") {
            append(&mut above, comment);
        } else {
            open = created(line, std::mem::take(&mut above));
        }
    }
    done
}

/// `CREATE TABLE name (` and its like; any other line is none.
fn created(line: &str, comment: String) -> Option<Table> {
    let rest = line.strip_prefix("CREATE ")?;
    let (kind, rest) = [
        ("TABLE ", "table"),
        ("VIEW ", "view"),
        ("VIRTUAL TABLE ", "table"),
    ]
    .iter()
    .find_map(|(words, kind)| Some((*kind, rest.strip_prefix(words)?)))?;
    let name = rest.split([' ', '(']).next()?.to_owned();
    Some(Table {
        name,
        kind: kind.to_owned(),
        comment,
        ..Table::default()
    })
}

/// `name TYPE …, -- comment`, or the next line of the comment before; or the key of the whole table.
fn column(line: &str, entry: &mut Table) {
    if let Some(more) = line.strip_prefix("--") {
        if let Some(column) = entry.columns.last_mut() {
            append(&mut column.comment, more);
        }
    } else if let Some(keys) = line.strip_prefix("PRIMARY KEY (") {
        let keys = keys.trim_end_matches(')').split(", ");
        entry.key = keys.map(str::to_owned).collect();
    } else if let Some((definition, comment)) = line.split_once("--") {
        let mut words = definition.split([' ', ',']);
        let name = words.next().unwrap_or_default().to_owned();
        if definition.contains(" PRIMARY KEY") {
            entry.key.push(name.clone());
        }
        entry.columns.push(Column {
            kind: match words.next() {
                Some("TEXT") => Some(Kind::Text),
                Some("INTEGER") => Some(Kind::Integer),
                Some("REAL") => Some(Kind::Real),
                _ => None,
            },
            nullable: !definition.contains(" NOT NULL") && !definition.contains(" PRIMARY KEY"),
            name,
            comment: comment.trim().to_owned(),
        });
    }
}

fn append(text: &mut String, more: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(more.trim());
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn made() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        let transaction = connection.transaction().unwrap();
        create(&transaction, "0").unwrap();
        transaction.commit().unwrap();
        connection
    }

    fn pairs(connection: &Connection, sql: &str) -> BTreeSet<(String, String)> {
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        rows.unwrap().map(Result::unwrap).collect()
    }

    /// What SQLite says is there, but for the tables FTS5 keeps for itself.
    const OURS: &str = "FROM sqlite_master m WHERE m.type IN ('table', 'view')
        AND m.name NOT LIKE 'sqlite_%' AND m.name NOT GLOB '*_fts_*'";

    #[test]
    fn every_table_and_view_is_described() {
        let connection = made();
        let there = pairs(&connection, &format!("SELECT m.name, m.type {OURS}"));
        let described = pairs(
            &connection,
            "SELECT name, kind FROM _tables WHERE comment <> ''",
        );
        assert_eq!(there, described);
    }

    #[test]
    fn every_column_is_described() {
        let connection = made();
        let sql = format!(
            "SELECT m.name, c.name FROM pragma_table_info(m.name) c, sqlite_master m
             WHERE m.name IN (SELECT m.name {OURS})"
        );
        let there = pairs(&connection, &sql);
        let described = pairs(
            &connection,
            "SELECT table_name, column_name FROM _columns WHERE comment <> ''",
        );
        assert!(there.len() > 250, "{}", there.len());
        let unlike: Vec<_> = there.symmetric_difference(&described).collect();
        assert!(unlike.is_empty(), "{unlike:?}");
    }

    #[test]
    fn types_and_keys_are_sqlites() {
        let connection = made();
        for table in tables() {
            let mut query = connection
                .prepare("SELECT name, type, \"notnull\" OR pk, pk FROM pragma_table_info(?1)")
                .unwrap();
            let rows = query.query_map([&table.name], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            });
            let there: Vec<(String, String, bool, i64)> =
                rows.unwrap().map(Result::unwrap).collect();
            let told: Vec<(String, String, bool, i64)> = table
                .columns
                .iter()
                .map(|c| {
                    let kind = format!("{:?}", c.kind.unwrap()).to_uppercase();
                    let key = table.key.iter().position(|k| *k == c.name);
                    (
                        c.name.clone(),
                        kind,
                        !c.nullable,
                        key.map_or(0, |n| n as i64 + 1),
                    )
                })
                .collect();
            assert_eq!(told, there, "{}", table.name);
        }
    }

    #[test]
    fn every_view_answers() {
        let connection = made();
        for (view, _) in pairs(
            &connection,
            "SELECT name, kind FROM _tables WHERE kind = 'view'",
        ) {
            let count: i64 = connection
                .query_row(&format!("SELECT count(*) FROM {view}"), [], |row| {
                    row.get(0)
                })
                .unwrap();
            assert_eq!(count, 0, "{view}");
        }
    }

    #[test]
    fn comments_are_read_from_the_schema() {
        let sql = "-- What a\n-- row is.\nCREATE TABLE t (\n    a TEXT NOT NULL, -- one\n    b REAL, -- two\n    -- more\n    PRIMARY KEY (a, b)\n);\n";
        let column = |name: &str, kind, nullable, comment: &str| Column {
            name: name.into(),
            kind: Some(kind),
            nullable,
            comment: comment.into(),
        };
        let want = Table {
            name: "t".into(),
            kind: "table".into(),
            comment: "What a row is.".into(),
            columns: vec![
                column("a", Kind::Text, false, "one"),
                column("b", Kind::Real, true, "two more"),
            ],
            key: vec!["a".into(), "b".into()],
        };
        assert_eq!(descriptions(sql), vec![want]);
    }

    #[test]
    fn foreign_keys_have_an_index_each() {
        // Deleting an article would otherwise read every table that may point to it.
        let connection = made();
        let keys = pairs(
            &connection,
            "SELECT m.name, k.\"from\" FROM sqlite_master m, pragma_foreign_key_list(m.name) k
             WHERE m.type = 'table' AND m.name NOT LIKE '\\_%' ESCAPE '\\'",
        );
        let indexed = pairs(
            &connection,
            "SELECT m.name, c.name FROM sqlite_master m, pragma_index_list(m.name) i, pragma_index_info(i.name) c
             WHERE m.type = 'table' AND c.seqno = 0",
        );
        assert!(keys.len() > 30, "{}", keys.len());
        assert_eq!(
            keys.difference(&indexed).collect::<Vec<_>>(),
            Vec::<&(String, String)>::new()
        );
    }
}
