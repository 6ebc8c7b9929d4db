//! Tables as Parquet files: one file a table, or a folder of files as Spark leaves them.
//!
//! A folder of tables holds `articles.parquet`, `statements.parquet` …; in the place of each there may be a folder
//! `articles` or `articles.parquet` with files of any name that end in `.parquet`, at any depth. Names that begin
//! with `_` or `.` are passed over, as Spark does.

use crate::batch::{Builder, Columns, check};
use crate::error::{Error, Result};
use crate::{Column, Table};
use ::parquet::arrow::ArrowWriter;
use ::parquet::arrow::ProjectionMask;
use ::parquet::arrow::arrow_reader::{
    ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use ::parquet::basic::Compression;
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::ParquetMetaData;
use ::parquet::file::properties::WriterProperties;
use rapporteur_store::{Cell, Reader};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A batch is written after so many rows, or so many bytes of words.
const ROWS: usize = 8192;
const BYTES: usize = 16 * 1024 * 1024;

/// A row group, which a reader may have to hold whole, has no more than about this.
const GROUP: usize = 128 * 1024 * 1024;

/// How many rows are read at once: an article object is often fifty kilobytes, at times many megabytes.
const READ: usize = 128;

/// Writes a table of a stored record as a Parquet file, its rows by the table's key.
///
/// # Errors
/// The record cannot be read, or the file written.
pub fn write(
    reader: &Reader,
    table: &'static Table,
    path: &Path,
    out: impl Write + Send,
) -> Result<()> {
    let failed = |error: ParquetError| Error::File {
        path: path.to_owned(),
        why: error.to_string(),
    };
    let mut builder = Builder::new(table);
    let mut writer =
        ArrowWriter::try_new(out, builder.schema(), Some(properties())).map_err(failed)?;
    reader.cells(table, |cells| {
        builder.push(cells)?;
        if builder.rows() >= ROWS || builder.bytes() >= BYTES {
            writer.write(&builder.finish()?).map_err(failed)?;
        }
        Ok::<(), Error>(())
    })?;
    writer.write(&builder.finish()?).map_err(failed)?;
    writer.close().map_err(failed)?;
    Ok(())
}

fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_bytes(Some(GROUP))
        // The library's own version would make two builds of one record differ.
        .set_created_by("rapporteur".to_owned())
        .build()
}

/// A folder of tables.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    /// Looks whether there are articles in it.
    ///
    /// # Errors
    /// There is no such folder, or it holds no articles.
    pub fn open(path: &Path) -> Result<Folder> {
        let folder = Folder(path.to_owned());
        std::fs::read_dir(path).map_err(|e| unreadable(path, &e))?;
        match folder.files("articles")?.is_empty() {
            true => Err(Error::NoArticles(path.to_owned())),
            false => Ok(folder),
        }
    }

    /// The files of a table, by name; none where it has none.
    ///
    /// # Errors
    /// A folder in it cannot be read.
    pub fn files(&self, table: &str) -> Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        for name in [table.to_owned(), format!("{table}.parquet")] {
            let path = self.0.join(name);
            if path.is_dir() {
                below(&path, &mut files)?;
            } else if path.is_file() && is_parquet(&path) {
                files.push(path);
            }
        }
        files.sort();
        Ok(files)
    }
}

fn below(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder).map_err(|e| unreadable(folder, &e))? {
        let entry = entry.map_err(|e| unreadable(folder, &e))?;
        let hidden = entry.file_name().to_string_lossy().starts_with(['_', '.']);
        let path = entry.path();
        // A link to a folder might lead in a circle.
        match entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            _ if hidden => {}
            true => below(&path, files)?,
            false if is_parquet(&path) => files.push(path),
            false => {}
        }
    }
    Ok(())
}

fn is_parquet(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "parquet")
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    Error::Folder {
        path: path.to_owned(),
        why: error.to_string(),
    }
}

/// Some columns of a Parquet file.
pub struct Rows {
    path: PathBuf,
    wanted: Vec<Column>,
    batches: ParquetRecordBatchReader,
}

impl Rows {
    /// Opens a file and finds the columns in it. Only these are read.
    ///
    /// # Errors
    /// The file cannot be read, or is not Parquet or cut short; a column is missing, of another type, or packed in a
    /// way that is not built in.
    pub fn open(path: &Path, wanted: &[Column]) -> Result<Rows> {
        let file = File::open(path).map_err(|e| Error::File {
            path: path.to_owned(),
            why: e.to_string(),
        })?;
        begins_and_ends(path, &file)?;
        // What Arrow notes about its own types is left aside: every kind of words is read as plain UTF-8.
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let broken = |e: ParquetError| Error::NotParquet {
            path: path.to_owned(),
            found: in_short(&e),
        };
        let builder =
            ParquetRecordBatchReaderBuilder::try_new_with_options(file, options).map_err(broken)?;
        let columns: Vec<&Column> = wanted.iter().collect();
        check(builder.schema(), &columns).map_err(|why| within(path, why))?;
        check_compression(path, builder.metadata(), wanted)?;
        let names = wanted.iter().map(|c| c.name.as_str());
        let mask = ProjectionMask::columns(builder.parquet_schema(), names);
        let batches = builder.with_projection(mask).with_batch_size(READ);
        Ok(Rows {
            path: path.to_owned(),
            wanted: wanted.to_vec(),
            batches: batches.build().map_err(broken)?,
        })
    }

    /// Goes through the rows in order, with their numbers from one: each the cells of the wanted columns, or what
    /// is wrong with this one row.
    ///
    /// # Errors
    /// The file is broken from some row on, or `each` fails.
    pub fn each<E: From<Error>>(
        self,
        mut each: impl FnMut(usize, Result<Vec<Cell<'_>>>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let columns: Vec<&Column> = self.wanted.iter().collect();
        let mut number = 0;
        for batch in self.batches {
            let batch = batch.map_err(|e| Error::NotParquet {
                path: self.path.clone(),
                found: format!("one that is broken after row {number} ({e})"),
            })?;
            let read = Columns::of(&batch, &columns).map_err(|why| within(&self.path, why))?;
            for row in read.rows() {
                number += 1;
                each(number, row)?;
            }
        }
        Ok(())
    }
}

fn within(path: &Path, why: Error) -> Error {
    Error::In {
        path: path.to_owned(),
        why: Box::new(why),
    }
}

/// A Parquet file begins and ends with the same four bytes.
fn begins_and_ends(path: &Path, mut file: &File) -> Result<()> {
    const MARK: &[u8; 4] = b"PAR1";
    let mut four = |from: SeekFrom| {
        let mut bytes = [0; 4];
        file.seek(from)?;
        file.read_exact(&mut bytes).map(|()| bytes)
    };
    let found = match (four(SeekFrom::Start(0)), four(SeekFrom::End(-4))) {
        (Ok(first), Ok(last)) if first == *MARK && last == *MARK => return Ok(()),
        (Ok(first), _) if first == *MARK => "one that is cut short: it lacks the end",
        (Ok(_), _) => "something else: it does not begin as one",
        (Err(_), _) => "a file of hardly any bytes",
    };
    Err(Error::NotParquet {
        path: path.to_owned(),
        found: found.to_owned(),
    })
}

fn check_compression(path: &Path, file: &ParquetMetaData, wanted: &[Column]) -> Result<()> {
    let chunks = file.row_groups().iter().flat_map(|group| group.columns());
    for chunk in chunks {
        let column = chunk.column_path().string();
        let known = matches!(
            chunk.compression(),
            Compression::UNCOMPRESSED | Compression::SNAPPY
        );
        if !known && wanted.iter().any(|c| c.name == column) {
            return Err(Error::Compression {
                path: path.to_owned(),
                column,
                found: packing(chunk.compression()),
            });
        }
    }
    Ok(())
}

/// The name of a compression, without its level.
fn packing(compression: Compression) -> String {
    let name = format!("{compression:?}");
    let end = name.find('(').unwrap_or(name.len());
    name.chars().take(end).collect()
}

/// What the library says, in one line.
fn in_short(error: &ParquetError) -> String {
    let words = error.to_string();
    let words: Vec<&str> = words.split_whitespace().collect();
    format!("a broken one ({})", words.join(" "))
}
