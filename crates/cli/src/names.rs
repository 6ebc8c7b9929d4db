//! The user's file of names: given with `--names`, given at an earlier build, or beside the record.

use crate::failure::Failure;
use rapporteur::Corrections;
use rapporteur_store::Writer;
use std::path::{Path, PathBuf};

/// What a file beside the record is called.
const BESIDE: &str = "names.toml";

/// Finds and reads the file, and notes it in the record. Without any, nothing is corrected.
pub fn read(
    writer: &mut Writer,
    given: Option<&Path>,
    record: &Path,
) -> Result<Corrections, Failure> {
    let remembered = writer.names_file()?.map(PathBuf::from);
    let named = given.map(Path::to_path_buf).or(remembered);
    let Some(path) = named.clone().or_else(|| beside(record)) else {
        writer.set_names(None, "")?;
        return Ok(Corrections::default());
    };
    let unusable = |why: String| Failure::Names {
        path: path.clone(),
        why,
    };
    let text = std::fs::read_to_string(&path)
        .map_err(|e| unusable(format!("expected a file of names, but found: {e}")))?;
    let corrections = Corrections::read(&text).map_err(|e| unusable(e.to_string()))?;
    // A file beside the record is found again by itself; one that is given is remembered by its full path.
    let full = named.map(|p| std::path::absolute(&p).unwrap_or(p));
    writer.set_names(full.as_deref().and_then(Path::to_str), &text)?;
    Ok(corrections)
}

/// The file of names beside the record, if there is one.
pub fn beside(record: &Path) -> Option<PathBuf> {
    Some(record.with_file_name(BESIDE)).filter(|path| path.exists())
}

/// What the record remembers of the names it was worked out by, where the file itself is not at hand.
pub fn stored(writer: &Writer, record: &Path) -> Result<Corrections, Failure> {
    let text = writer.reader().fact("names")?.unwrap_or_default();
    Corrections::read(&text).map_err(|e| Failure::Names {
        path: record.to_owned(),
        why: e.to_string(),
    })
}
