//! The tables, and the comments that describe them: both read from `schema.sql`.

use rusqlite::{Connection, Transaction};

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

fn describe(transaction: &Transaction) -> rusqlite::Result<()> {
    let mut table =
        transaction.prepare("INSERT INTO _tables (name, kind, comment) VALUES (?1, ?2, ?3)")?;
    let mut column = transaction
        .prepare("INSERT INTO _columns (table_name, column_name, comment) VALUES (?1, ?2, ?3)")?;
    for entry in descriptions(SQL) {
        table.execute([&entry.name, &entry.kind, &entry.comment])?;
        for (name, comment) in &entry.columns {
            column.execute([&entry.name, name, comment])?;
        }
    }
    Ok(())
}

/// A table or view, as its comments describe it.
#[derive(Debug, PartialEq, Default)]
struct Description {
    name: String,
    kind: String,
    comment: String,
    columns: Vec<(String, String)>,
}

/// Reads the comments: above `CREATE …` for the table or view, behind each column for the column.
fn descriptions(sql: &str) -> Vec<Description> {
    let mut done = Vec::new();
    let mut above = String::new();
    let mut open: Option<Description> = None;
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
fn created(line: &str, comment: String) -> Option<Description> {
    let rest = line.strip_prefix("CREATE ")?;
    let (kind, rest) = [
        ("TABLE ", "table"),
        ("VIEW ", "view"),
        ("VIRTUAL TABLE ", "table"),
    ]
    .iter()
    .find_map(|(words, kind)| Some((*kind, rest.strip_prefix(words)?)))?;
    let name = rest.split([' ', '(']).next()?.to_owned();
    Some(Description {
        name,
        kind: kind.to_owned(),
        comment,
        columns: Vec::new(),
    })
}

/// `name TYPE …, -- comment`, or the next line of the comment before.
fn column(line: &str, entry: &mut Description) {
    if let Some(more) = line.strip_prefix("--") {
        if let Some((_, comment)) = entry.columns.last_mut() {
            append(comment, more);
        }
    } else if let Some((column, comment)) = line.split_once("--") {
        let name = column.split([' ', ',']).next().unwrap_or_default();
        entry
            .columns
            .push((name.to_owned(), comment.trim().to_owned()));
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
        let sql = "-- What a\n-- row is.\nCREATE TABLE t (\n    a TEXT, -- one\n    b TEXT -- two\n    -- more\n);\n";
        let want = Description {
            name: "t".into(),
            kind: "table".into(),
            comment: "What a row is.".into(),
            columns: vec![("a".into(), "one".into()), ("b".into(), "two more".into())],
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
