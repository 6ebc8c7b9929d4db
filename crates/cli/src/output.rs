//! Where data go: standard output, a file that is whole or not there, or a pipe or device.

use crate::failure::Failure;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Prints text to standard output.
///
/// # Errors
/// The reader has gone, or the output cannot be written.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|e| Failure::stdout(&e))
}

/// Hands `write` a file, or standard output where there is none or it is `-`.
///
/// A file is written under another name beside its place and then moved there, so that an old one is not
/// lost when the disk fills up half-way. A link stays a link: the file it leads to is replaced. A pipe or
/// a device is written to as it is.
///
/// # Errors
/// The file cannot be written, the reader of standard output has gone, or what `write` gives.
pub fn to(
    file: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> Result<(), Failure>,
) -> Result<(), Failure> {
    match file.filter(|path| *path != Path::new("-")) {
        Some(path) => to_file(path, write),
        None => {
            let mut out = BufWriter::new(std::io::stdout().lock());
            write(&mut out)?;
            out.flush().map_err(|e| Failure::stdout(&e))
        }
    }
}

/// Refuses to write over the record that is being read, or the files SQLite keeps beside it.
///
/// # Errors
/// `output` is such a file, by whatever path.
pub fn spare(record: &Path, output: Option<&Path>) -> Result<(), Failure> {
    match output.filter(|path| own(record).contains(&real(path))) {
        Some(path) => Err(Failure::Write {
            path: path.to_owned(),
            why: "the record itself; name another file".to_owned(),
        }),
        None => Ok(()),
    }
}

/// The files of a record: itself, and what SQLite keeps beside it. They need not be there.
pub fn own(record: &Path) -> Vec<PathBuf> {
    let record = real(record);
    ["", "-wal", "-shm", "-journal"]
        .iter()
        .map(|ending| {
            let mut name = record.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        })
        .collect()
}

/// Where a path leads through all links, whether or not there is a file yet.
pub fn real(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    // A link to a file that is not there yet is written through.
    let path = path
        .read_link()
        .map_or_else(|_| path.to_owned(), |to| folder.join(to));
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let folder = folder.unwrap_or(Path::new(".")).canonicalize();
    match (folder, path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path,
    }
}

fn to_file(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::write(path, &error);
    if path.is_dir() {
        return Err(Failure::Write {
            path: path.to_owned(),
            why: "a folder of that name".to_owned(),
        });
    }
    let written = match path.metadata() {
        Ok(there) if !there.is_file() => {
            let opened = File::options().write(true).open(path);
            let mut file = BufWriter::new(opened.map_err(failed)?);
            write(&mut file).and_then(|()| file.flush().map_err(|e| Failure::stdout(&e)))
        }
        _ => whole(path, |file| write(file)),
    };
    written.map_err(|failure| match failure {
        // `write` only knows of a stream.
        Failure::Pipe { why, .. } => Failure::Write {
            path: path.to_owned(),
            why,
        },
        other => other,
    })
}

/// Hands `write` a new file that takes the place of the old one when it is whole.
///
/// # Errors
/// The file cannot be written, or what `write` gives.
pub fn whole(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::write(path, &error);
    let target = real(path);
    let unfinished = unfinished(&target);
    let mut file = BufWriter::new(File::create(&unfinished).map_err(failed)?);
    let written = write(&mut file)
        .and_then(|()| file.flush().map_err(failed))
        .and_then(|()| std::fs::rename(&unfinished, &target).map_err(failed));
    if written.is_err() {
        let _ = std::fs::remove_file(&unfinished);
    }
    written
}

/// The name of a file that is being written.
fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".unfinished");
    PathBuf::from(name)
}
