//! Reading and analysing some files on all cores.

use crate::guard::{fault, guarded};
use crate::progress::Progress;
use crate::stop;
use rapporteur_read::{Articles, Refusal, Settings};
use rapporteur_record::record::Refused;
use rapporteur_record::{Annotated, Article};
use rayon::prelude::*;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// A batch begins no more files than this, and takes no more articles than this from one of them.
pub const FILES: usize = 64;

/// A batch begins no file after this long, so that a slow pile is stored as it goes.
const LONGEST: Duration = Duration::from_secs(2);

/// A file to read.
pub struct Pending {
    /// Where it is.
    pub path: PathBuf,
    /// What it is called in the record.
    pub name: String,
    /// SHA-256 of its bytes, where they can be read.
    pub fingerprint: Option<String>,
    /// Whether the record knew it.
    pub begun: Begun,
}

/// Whether a file is new to the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// Nothing of it was stored.
    New,
    /// An older state of it was.
    Changed,
}

/// What was read in a file so far.
pub struct Reading {
    /// The file.
    pub file: Pending,
    /// The articles read since it was stored last.
    pub articles: Vec<Annotated>,
    /// What was refused since.
    pub refused: Vec<Refused>,
    /// What is still to come.
    pub rest: Option<Articles>,
}

/// Reads files; gives what was read and the files that were not begun, both in the given order.
pub fn read(
    files: Vec<Pending>,
    settings: &Settings,
    progress: &Progress,
) -> (Vec<Reading>, Vec<Pending>) {
    let begun = Instant::now();
    let all: Vec<Result<Reading, Pending>> = files
        .into_par_iter()
        .map(|file| {
            if stop::asked() || begun.elapsed() > LONGEST {
                return Err(file);
            }
            let reading = read_one(file, settings);
            progress.one();
            Ok(reading)
        })
        .collect();
    let mut done = Vec::new();
    let mut left = Vec::new();
    for file in all {
        match file {
            Ok(reading) => done.push(reading),
            Err(file) => left.push(file),
        }
    }
    (done, left)
}

fn read_one(file: Pending, settings: &Settings) -> Reading {
    let mut reading = Reading {
        articles: Vec::new(),
        refused: Vec::new(),
        rest: None,
        file,
    };
    match guarded(|| rapporteur_read::read(&reading.file.path, settings)) {
        Ok(Ok(articles)) => {
            reading.rest = Some(articles);
            go_on(&mut reading);
        }
        Ok(Err(refusal)) => {
            let refused = refused(&reading.file, refusal);
            reading.refused.push(refused);
        }
        Err(why) => reading.refused.push(faulty(&reading.file.name, &why)),
    }
    reading
}

/// Reads the next articles of a file, in the place of those that were stored.
pub fn go_on(reading: &mut Reading) {
    reading.articles.clear();
    reading.refused.clear();
    let mut raw = Vec::new();
    take(reading, &mut raw);
    let analysed: Vec<Result<Annotated, Refused>> = raw.into_par_iter().map(analyse).collect();
    for one in analysed {
        match one {
            Ok(annotated) => reading.articles.push(annotated),
            Err(refused) => reading.refused.push(refused),
        }
    }
}

/// Takes the next articles; notes what is refused, and whether anything is left.
fn take(reading: &mut Reading, raw: &mut Vec<Article>) {
    let Some(mut rest) = reading.rest.take() else {
        return;
    };
    for _ in 0..FILES {
        let next = guarded(|| rest.next());
        match next {
            Ok(Some(Ok(mut article))) => {
                called(&reading.file, &mut article.source);
                raw.push(article);
            }
            Ok(Some(Err(refusal))) => reading.refused.push(refused(&reading.file, refusal)),
            Ok(None) => return,
            Err(why) => {
                reading.refused.push(faulty(&reading.file.name, &why));
                return;
            }
        }
    }
    reading.rest = Some(rest);
}

/// Puts the name of a file in the place of its path, which as shown need not be the only one.
fn called(file: &Pending, source: &mut String) {
    if let Some(place) = source.strip_prefix(&file.path.display().to_string()) {
        *source = format!("{}{place}", file.name);
    }
}

fn refused(file: &Pending, refusal: Refusal) -> Refused {
    let mut refused = Refused::from(refusal);
    called(file, &mut refused.source);
    called(file, &mut refused.reason);
    refused
}

/// Analyses one article; a fault of the program in it refuses that article and no other.
fn analyse(article: Article) -> Result<Annotated, Refused> {
    let source = article.source.clone();
    guarded(|| rapporteur::annotate(article)).map_err(|why| faulty(&source, &why))
}

/// The refusal of an article in which the program failed.
fn faulty(source: &str, why: &str) -> Refused {
    Refused {
        source: source.to_owned(),
        reason: fault(source, why),
    }
}
