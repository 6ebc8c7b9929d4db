//! Where data go: standard output, or a file that is whole or not there.

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
/// lost when the disk fills up half-way.
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
    let unfinished = unfinished(path);
    let mut file = BufWriter::new(File::create(&unfinished).map_err(failed)?);
    let written = write(&mut file)
        .and_then(|()| file.flush().map_err(failed))
        .and_then(|()| std::fs::rename(&unfinished, path).map_err(failed));
    if written.is_err() {
        let _ = std::fs::remove_file(&unfinished);
    }
    written.map_err(|failure| match failure {
        // `write` only knows of a stream.
        Failure::Pipe { why, .. } => Failure::Write {
            path: path.to_owned(),
            why,
        },
        other => other,
    })
}

/// The name of a file that is being written.
fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".unfinished");
    PathBuf::from(name)
}
