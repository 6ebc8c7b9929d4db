//! What is new, changed, moved or gone.

use super::Arguments;
use super::batch::{Begun, Pending};
use super::name::{self, name};
use crate::failure::Failure;
use crate::progress::Progress;
use crate::{input, output};
use rapporteur_read::{Refusal, Sources};
use rapporteur_record::record::Refused;
use rapporteur_store::{Source, State, Writer};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};

/// What a build has to do.
pub struct Plan {
    /// Files to read, in order.
    pub pending: Vec<Pending>,
    /// What cannot be read, told from its path or size alone.
    pub refused: Vec<Refused>,
    /// Files that are as they were.
    pub unchanged: Vec<String>,
    /// How many files had another name before.
    pub moved: usize,
    /// Files that are no longer there.
    pub gone: Vec<String>,
}

/// What standard input is called, as a path and in a record.
pub const STDIN: &str = "-";

/// The files that the arguments lead to, each once by whatever paths, but for the record itself; standard input
/// comes last.
///
/// # Errors
/// Standard input was asked for, and is a terminal.
pub fn sources(paths: &[PathBuf], record: &Path) -> Result<Sources, Failure> {
    let (stdin, paths): (Vec<PathBuf>, Vec<PathBuf>) =
        paths.iter().cloned().partition(|path| is_stdin(path));
    let mut sources = rapporteur_read::sources(&paths);
    let mut seen: BTreeSet<PathBuf> = output::own(record).into_iter().collect();
    sources
        .files
        .retain(|file| file.canonicalize().map_or(true, |file| seen.insert(file)));
    if let Some(stdin) = stdin.first() {
        input::named(Some(stdin))?;
        sources.files.push(stdin.clone());
    }
    Ok(sources)
}

/// Whether a path means standard input.
pub fn is_stdin(path: &Path) -> bool {
    path == Path::new(STDIN)
}

/// Compares the files with what the record knows of them.
pub fn plan(writer: &mut Writer, sources: Sources, arguments: &Arguments) -> Result<Plan, Failure> {
    let known = writer.sources()?;
    let named: BTreeSet<String> = sources.files.iter().map(|f| name(f)).collect();
    let mut plan = Plan {
        pending: Vec::new(),
        refused: sources.refused,
        unchanged: Vec::new(),
        moved: 0,
        gone: gone(&known, &named, &arguments.sources),
    };
    let bytes = sources.files.iter().filter_map(|file| file.metadata().ok());
    let bytes = bytes
        .filter(|meta| meta.is_file())
        .map(|meta| meta.len())
        .sum();
    let progress = Progress::new("Comparing", sources.files.len(), bytes, arguments.quiet);
    let looked_at: Vec<Result<Pending, Refusal>> = sources
        .files
        .into_par_iter()
        .map(|path| {
            let file = look(path, &progress);
            progress.one(0);
            file
        })
        .collect();
    for file in looked_at {
        match file {
            Err(refusal) => plan.refused.push(refusal.into()),
            Ok(file) => sort_in(writer, &known, file, arguments.again, &mut plan)?,
        }
    }
    writer.gone(&plan.gone)?;
    writer.gone(&outdated(&known, &named, &arguments.sources))?;
    Ok(plan)
}

/// Takes a file's fingerprint, for which it is read once more than for its articles: only so is a file known
/// that has not changed. What is no file is refused unread.
fn look(path: PathBuf, progress: &Progress) -> Result<Pending, Refusal> {
    let source_name = name(&path);
    let meta = match is_stdin(&path) {
        true => None,
        false => path.metadata().ok(),
    };
    if meta.as_ref().is_some_and(|m| !m.is_file()) {
        return Err(Refusal::Io {
            source_name,
            message: "this is a pipe or a device; `rapporteur build -` reads from a pipe"
                .to_owned(),
        });
    }
    // A file that cannot be read gets its reason when it is read.
    let file = meta.as_ref().and_then(|_| File::open(&path).ok());
    let fingerprint =
        file.and_then(|file| rapporteur_read::fingerprint(progress.reading(file)).ok());
    Ok(Pending {
        path,
        name: source_name,
        bytes: meta.map_or(0, |meta| meta.len()),
        fingerprint,
        begun: Begun::New,
        stored: BTreeSet::new(),
    })
}

fn sort_in(
    writer: &mut Writer,
    known: &BTreeMap<String, Source>,
    mut file: Pending,
    again: bool,
    plan: &mut Plan,
) -> Result<(), Failure> {
    match known.get(&file.name) {
        Some(source) if is_read(source, &file) && !again => plan.unchanged.push(file.name),
        Some(source) => {
            let read_before = matches!(source.state, State::Read | State::Gone);
            file.begun = if read_before {
                Begun::Changed
            } else {
                Begun::New
            };
            if let Some(fingerprint) = file.fingerprint.as_deref().filter(|_| !again) {
                file.stored = writer.stored(&file.name, fingerprint)?;
            }
            plan.pending.push(file);
        }
        None => match other_name(known, &file, &plan.unchanged) {
            // The same file by another path, `a/b.txt` and `./a/b.txt`.
            Some(other) if is_same_file(&name::path(other), &file.path) => {
                plan.unchanged.push(other.to_owned());
            }
            Some(other) if !name::path(other).exists() && !again => {
                writer.rename(other, &file.name)?;
                plan.gone.retain(|path| path != other);
                plan.moved += 1;
                plan.unchanged.push(file.name);
            }
            _ => plan.pending.push(file),
        },
    }
    Ok(())
}

/// Whether a file was read to its end as it now is, by this version of the program.
fn is_read(source: &Source, file: &Pending) -> bool {
    source.state == State::Read
        && source.tool == super::TOOL
        && source.fingerprint.is_some()
        && source.fingerprint == file.fingerprint
}

/// A path under which a file of the same bytes is known: the same file first, else one that has gone.
fn other_name<'a>(
    known: &'a BTreeMap<String, Source>,
    file: &Pending,
    taken: &[String],
) -> Option<&'a str> {
    let same = |path: &&String, source: &Source| {
        let read = matches!(source.state, State::Read | State::Gone);
        let bytes = source.fingerprint.is_some() && source.fingerprint == file.fingerprint;
        read && bytes && source.tool == super::TOOL && !taken.contains(*path)
    };
    let mut others = known.iter().filter(|(path, source)| same(path, source));
    let all: Vec<&str> = others.by_ref().map(|(path, _)| path.as_str()).collect();
    let itself = all
        .iter()
        .find(|p| is_same_file(&name::path(p), &file.path));
    itself
        .or_else(|| all.iter().find(|p| !name::path(p).exists()))
        .copied()
}

fn is_same_file(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}

/// Paths that were refused once and that nobody means any more: they are gone, or no longer a trouble. What
/// is still a trouble is refused again in this run.
fn outdated(
    known: &BTreeMap<String, Source>,
    named: &BTreeSet<String>,
    roots: &[PathBuf],
) -> Vec<String> {
    known
        .iter()
        .filter(|(path, source)| source.state == State::Refused && !named.contains(*path))
        .map(|(path, _)| path)
        .filter(|path| {
            let below = roots.iter().any(|root| name::path(path).starts_with(root));
            below || !name::path(path).exists()
        })
        .cloned()
        .collect()
}

/// Files the record knows below the given paths that are no longer there.
fn gone(
    known: &BTreeMap<String, Source>,
    named: &BTreeSet<String>,
    roots: &[PathBuf],
) -> Vec<String> {
    known
        .iter()
        .filter(|(path, source)| source.state != State::Refused && !named.contains(*path))
        .map(|(path, _)| path)
        .filter(|path| roots.iter().any(|root| name::path(path).starts_with(root)))
        .filter(|path| !name::path(path).exists())
        .cloned()
        .collect()
}
