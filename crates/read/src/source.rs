//! From the paths a user names to the files to read, in an order that is the same everywhere.

use crate::refusal::Refusal;
use rapporteur_record::record::Refused;
use sha2::{Digest, Sha256};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// What paths lead to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sources {
    /// Files to read: paths in the order given, the files of a folder by name. No file twice.
    pub files: Vec<PathBuf>,
    /// What cannot be read, with why.
    pub refused: Vec<Refused>,
}

/// Lists the files that paths lead to.
///
/// Folders are walked to the bottom, through symbolic links too (a link that leads back up is refused).
/// Inside a folder, hidden files are skipped, and so is the `NAME_files` folder that a browser saves
/// beside `NAME.html`. A file named outright is always taken.
pub fn sources(paths: &[PathBuf]) -> Sources {
    let mut sources = Sources::default();
    for path in paths {
        match path.metadata() {
            Ok(meta) if meta.is_dir() => walk(path, &mut sources),
            Ok(_) => sources.files.push(path.clone()),
            Err(error) => sources.refuse(Refusal::io(&path.display().to_string(), error)),
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    sources.files.retain(|file| seen.insert(file.clone()));
    sources
}

impl Sources {
    fn refuse(&mut self, refusal: Refusal) {
        self.refused.push(refusal.into());
    }
}

fn walk(folder: &Path, sources: &mut Sources) {
    let before = (sources.files.len(), sources.refused.len());
    let entries = WalkDir::new(folder)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !(is_hidden(entry) || is_page_parts(entry)));
    for entry in entries {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => sources.files.push(entry.into_path()),
            Err(error) => sources.refuse(walk_refusal(folder, error)),
        }
    }
    if before == (sources.files.len(), sources.refused.len()) {
        let source_name = folder.display().to_string();
        sources.refuse(Refusal::NoFiles { source_name });
    }
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with('.')
}

/// Whether this is the folder of pictures and scripts that a browser saved beside a page.
fn is_page_parts(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let Some(page) = name.strip_suffix("_files") else {
        return false;
    };
    entry.file_type().is_dir()
        && ["html", "htm", "xhtml"].iter().any(|end| {
            entry
                .path()
                .with_file_name(format!("{page}.{end}"))
                .exists()
        })
}

fn walk_refusal(folder: &Path, error: walkdir::Error) -> Refusal {
    let at = error.path().unwrap_or(folder).display().to_string();
    if let Some(up) = error.loop_ancestor() {
        return Refusal::Io {
            source_name: at,
            message: format!(
                "this link leads back up to {}; remove the link",
                up.display()
            ),
        };
    }
    let message = error.to_string();
    match error.into_io_error() {
        Some(error) => Refusal::io(&at, error),
        None => Refusal::Io {
            source_name: at,
            message,
        },
    }
}

/// The SHA-256 of a file's bytes in hexadecimal, to tell whether it has changed.
///
/// # Errors
/// As the system says.
pub fn fingerprint(mut bytes: impl Read) -> io::Result<String> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let n = match bytes.read(&mut buffer) {
            Ok(0) => return Ok(crate::hex(&hasher.finalize())),
            Ok(n) => n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hasher.update(buffer.get(..n).unwrap_or_default());
    }
}
