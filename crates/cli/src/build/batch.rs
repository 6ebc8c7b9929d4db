//! Reading and analysing some files on all cores.

use super::plan::{STDIN, is_stdin};
use crate::guard::{fault, guarded};
use crate::progress::Progress;
use crate::stop;
use rapporteur_read::{Articles, Refusal, Settings, Tally};
use rapporteur_record::record::Refused;
use rapporteur_record::{Annotated, Article, ArticleId};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A batch begins no more files than this, and takes no more articles than this from one of them.
pub const FILES: usize = 64;

/// A batch begins no file after this long, so that a slow pile is stored as it goes.
const LONGEST: Duration = Duration::from_secs(2);

/// A batch begins no file, and takes no article, after so many bytes of text: what is read and not yet stored is
/// held. An analysed article takes some thirty times the memory of its text.
const BYTES: u64 = 4 * 1024 * 1024;

/// A file to read.
pub struct Pending {
    /// Where it is.
    pub path: PathBuf,
    /// What it is called in the record.
    pub name: String,
    /// How long it is; 0 where nobody knows.
    pub bytes: u64,
    /// SHA-256 of its bytes, where they can be read.
    pub fingerprint: Option<String>,
    /// Whether the record knew it.
    pub begun: Begun,
    /// The articles that a build which was stopped inside the file has stored, with their names.
    pub stored: BTreeSet<(ArticleId, String)>,
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
    /// Counts captures that are no articles.
    pub tally: Tally,
}

/// How many of the files make up a batch.
pub fn size(files: &[Pending]) -> usize {
    let mut bytes = 0;
    let fitting = files.iter().take(FILES).take_while(|file| {
        bytes += file.bytes;
        bytes <= BYTES
    });
    fitting.count().max(1).min(files.len())
}

/// Reads files; gives what was read and the files that were not begun, both in the given order.
pub fn read(
    files: Vec<Pending>,
    settings: &Settings,
    progress: &Progress,
) -> (Vec<Reading>, Vec<Pending>) {
    let begun = Instant::now();
    let room = Room::new();
    let all: Vec<Result<Reading, Pending>> = files
        .into_par_iter()
        .map(|file| {
            if stop::asked() || begun.elapsed() > LONGEST || room.is_full() {
                return Err(file);
            }
            Ok(read_one(file, settings, &room, progress))
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

fn read_one(file: Pending, settings: &Settings, room: &Room, progress: &Progress) -> Reading {
    let mut reading = Reading {
        articles: Vec::new(),
        refused: Vec::new(),
        rest: None,
        tally: Tally::default(),
        file,
    };
    let path = &reading.file.path;
    let found = guarded(|| match is_stdin(path) {
        true => rapporteur_read::read_from(std::io::stdin(), STDIN, settings),
        false => rapporteur_read::read(path, settings),
    });
    match found {
        Ok(Ok(articles)) => {
            progress.under_way(articles.tally(), reading.file.bytes);
            reading.tally = articles.tally().clone();
            reading.rest = Some(articles);
            go_on_within(&mut reading, room);
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
    go_on_within(reading, &Room::new());
}

fn go_on_within(reading: &mut Reading, room: &Room) {
    reading.articles.clear();
    reading.refused.clear();
    let mut raw = Vec::new();
    take(reading, room, &mut raw);
    let analysed: Vec<Result<Annotated, Refused>> = raw.into_par_iter().map(analyse).collect();
    for one in analysed {
        match one {
            Ok(annotated) => reading.articles.push(annotated),
            Err(refused) => reading.refused.push(refused),
        }
    }
}

/// Takes the next articles; notes what is refused, and whether anything is left.
fn take(reading: &mut Reading, room: &Room, raw: &mut Vec<Article>) {
    let Some(mut rest) = reading.rest.take() else {
        return;
    };
    for _ in 0..FILES {
        if stop::asked() || room.is_full() {
            break;
        }
        let next = guarded(|| rest.next());
        match next {
            Ok(Some(Ok(mut article))) => {
                called(&reading.file, &mut article.source);
                room.fill(article.text.as_str().len());
                if !reading.file.is_stored(&article) {
                    raw.push(article);
                }
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

impl Pending {
    fn is_stored(&self, article: &Article) -> bool {
        // Most builds were never stopped, and then nothing need be copied to look.
        !self.stored.is_empty()
            && self
                .stored
                .contains(&(article.id.clone(), article.source.clone()))
    }
}

/// How many bytes of text a batch may still hold.
struct Room(AtomicU64);

impl Room {
    fn new() -> Room {
        Room(AtomicU64::new(0))
    }

    fn fill(&self, bytes: usize) {
        self.0.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    fn is_full(&self) -> bool {
        self.0.load(Ordering::Relaxed) >= BYTES
    }
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
