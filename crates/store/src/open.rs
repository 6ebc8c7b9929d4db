//! Opening a record: is it one, is it ours to write, and what to say if not.

use crate::error::{Error, Result};
use crate::schema::{self, APPLICATION_ID, VERSION};
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

/// Opens a record to write in, making it where there is none.
pub(crate) fn to_write(path: &Path, tool: &str) -> Result<Connection> {
    only_files(path)?;
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|p| !p.is_dir()) {
        return Err(Error::NoFolder(folder.to_owned()));
    }
    let said = |error| Error::sqlite(path, error);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection =
        Connection::open_with_flags(path, flags).map_err(|e| cannot_open(path, e))?;
    if connection.is_readonly("main").map_err(said)? {
        return Err(Error::ReadOnly(path.to_owned()));
    }
    let new = is_blank(&connection).map_err(|e| cannot_open(path, e))?;
    if !new {
        let found = check(path, &connection)?;
        if found < VERSION {
            let path = path.to_owned();
            return Err(Error::Older { path, found });
        }
    }
    prepare(&connection).map_err(|e| cannot_open(path, e))?;
    if new {
        let transaction = connection.transaction().map_err(said)?;
        schema::create(&transaction, tool).map_err(said)?;
        transaction.commit().map_err(said)?;
    }
    Ok(connection)
}

/// Opens a record to read.
pub(crate) fn to_read(path: &Path) -> Result<Connection> {
    only_files(path)?;
    if !path.exists() {
        return Err(Error::Missing(path.to_owned()));
    }
    let connection = match readable(path, false) {
        // A record whose last writer was killed keeps a log that SQLite wants to write beside it, which it
        // cannot in a read-only folder. Without such a log the file alone is whole.
        Err(Error::CannotOpen { .. } | Error::ReadOnly(_)) if !has_log(path) => {
            readable(path, true)?
        }
        other => other?,
    };
    if is_blank(&connection).map_err(|e| cannot_open(path, e))? {
        return Err(Error::NotARecord {
            path: path.to_owned(),
            found: "an empty file",
        });
    }
    check(path, &connection)?;
    Ok(connection)
}

fn readable(path: &Path, immutable: bool) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = if immutable {
        let flags = flags | OpenFlags::SQLITE_OPEN_URI;
        Connection::open_with_flags(immutable_uri(path), flags)
    } else {
        Connection::open_with_flags(path, flags)
    };
    let connection = connection.map_err(|e| cannot_open(path, e))?;
    is_blank(&connection).map_err(|e| cannot_open(path, e))?;
    Ok(connection)
}

/// `file:` with every byte that means something in a URI escaped.
fn immutable_uri(path: &Path) -> String {
    let mut uri = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                uri.push(char::from(*byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri + "?immutable=1"
}

fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|m| m.len() > 0)
}

/// A pipe or a device would be waited for, perhaps for ever.
fn only_files(path: &Path) -> Result<()> {
    let found = match path.metadata() {
        Ok(there) if there.is_dir() => "a folder",
        Ok(there) if !there.is_file() => "a pipe or a device",
        _ => return Ok(()),
    };
    Err(Error::NotARecord {
        path: path.to_owned(),
        found,
    })
}

/// Whether nothing at all is in the file yet.
fn is_blank(connection: &Connection) -> rusqlite::Result<bool> {
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?;
    Ok(tables == 0 && pragma(connection, "application_id")? == 0)
}

/// The schema of a record that this program can read.
fn check(path: &Path, connection: &Connection) -> Result<i64> {
    let said = |error| Error::sqlite(path, error);
    if pragma(connection, "application_id").map_err(said)? != APPLICATION_ID {
        return Err(Error::NotARecord {
            path: path.to_owned(),
            found: "an SQLite file of another program",
        });
    }
    match pragma(connection, "user_version").map_err(said)? {
        found if found > VERSION => Err(Error::Newer {
            path: path.to_owned(),
            found,
        }),
        found => Ok(found),
    }
}

fn pragma(connection: &Connection, name: &str) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, name, |row| row.get(0))
}

/// What every writer asks of SQLite.
fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    // Readers go on reading while a batch is written; a commit is on the disk when it returns.
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// An error while opening, with what the system says about the file where SQLite only says "unable".
fn cannot_open(path: &Path, error: rusqlite::Error) -> Error {
    match Error::sqlite(path, error) {
        Error::CannotOpen { path, why } => {
            let why = match std::fs::File::open(&path) {
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                    return Error::ReadOnly(path);
                }
                Err(e) => e.to_string(),
                Ok(_) => why,
            };
            Error::CannotOpen { path, why }
        }
        other => other,
    }
}
