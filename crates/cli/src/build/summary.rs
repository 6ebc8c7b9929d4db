//! What a build did, in a few lines or as JSON.

use super::Ids;
use super::batch::Reading;
use super::plan::Plan;
use crate::corrections::TakenIn;
use crate::terminal::{count, number, say, shown};
use crate::{skipped, stop};
use rapporteur_read::Skip;
use rapporteur_record::record::{Record, Refused, Verdict};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// At most so many refused files are listed unasked.
const LISTED: usize = 10;

/// What a build did.
#[derive(Default)]
pub struct Summary {
    /// The articles read in this run.
    pub read: Ids,
    /// Files that had been read before and had changed.
    pub changed: usize,
    /// Files that were not begun, or not read to their end.
    pub left: usize,
    /// What could not be read.
    pub refused: Vec<Refused>,
    /// Captures in web archives that are no articles.
    skipped: BTreeMap<Skip, u64>,
    /// People's corrections.
    pub corrections: TakenIn,
    unchanged: usize,
    moved: usize,
    gone: Vec<String>,
    articles: usize,
    copies: usize,
    repeated: usize,
    statements: usize,
    unattributed: usize,
    differ: usize,
    time: Duration,
}

impl Summary {
    /// What the plan alone tells.
    pub fn new(plan: &Plan) -> Summary {
        Summary {
            unchanged: plan.unchanged.len(),
            moved: plan.moved,
            gone: plan.gone.clone(),
            refused: plan.refused.clone(),
            ..Summary::default()
        }
    }

    /// Where no file was found to read.
    pub fn of_nothing(refused: Vec<Refused>) -> Summary {
        Summary {
            refused,
            ..Summary::default()
        }
    }

    /// What a file told, when it was read to its end or the build was stopped.
    pub fn finish_file(&mut self, reading: &Reading) {
        for (why, count) in reading.tally.skipped() {
            *self.skipped.entry(why).or_default() += count;
        }
        self.left += usize::from(reading.rest.is_some());
    }

    /// What the record tells.
    pub fn finish(&mut self, record: &Record, repeated: usize, time: Duration) {
        let statements = || record.articles.iter().flat_map(|a| &a.statements);
        self.articles = record.articles.len();
        self.repeated = repeated;
        self.statements = statements().count();
        self.unattributed = statements().filter(|s| s.speaker.is_none()).count();
        let collations = &record.collated.collations;
        self.differ = collations
            .iter()
            .filter(|c| c.verdict == Verdict::Differ)
            .count();
        self.copies = record
            .collated
            .copies
            .iter()
            .flat_map(|group| {
                let own = group.original.as_ref().or(group.articles.first());
                group.articles.iter().filter(move |a| Some(*a) != own)
            })
            .filter(|a| self.read.contains(a))
            .count();
        self.time = time;
    }

    /// The last lines of a build, and what to type next.
    pub fn say(&self, record: &Path) {
        for line in self.lines() {
            say(&line);
        }
        let record = record.display();
        if stop::asked() {
            let left = match self.left {
                0 => String::new(),
                n => format!(" {} left;", count(n, "file is", "files are")),
            };
            say(&format!(
                "Stopped;{left} what was read is stored. The same command goes on from here."
            ));
        } else if self.articles > 0 {
            say(&format!("\nNext:  rapporteur search {record} WORDS"));
            say(&format!("       rapporteur report {record} -o report.html"));
            say(&format!("       rapporteur serve {record}"));
        }
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.read.is_empty() {
            let mut line = format!("0 new, {} unchanged", number(self.unchanged));
            if !self.refused.is_empty() {
                line.push_str(&format!(", {} refused", number(self.refused.len())));
            }
            lines.push(line);
        } else {
            let mut line = format!(
                "Read {} ({}, {} refused) in {}",
                count(self.read.len(), "article", "articles"),
                count(self.copies, "copy", "copies"),
                number(self.refused.len()),
                seconds(self.time)
            );
            if self.unchanged > 0 {
                line.push_str(&format!("; {} unchanged", number(self.unchanged)));
            }
            lines.push(line);
        }
        lines.extend(skipped::line(&self.skipped));
        if self.moved > 0 {
            lines.push(format!(
                "{} moved",
                count(self.moved, "file has", "files have")
            ));
        }
        if self.repeated > 0 {
            let files = count(self.repeated, "file holds", "files hold");
            lines.push(format!(
                "{files} the same bytes as another; each such article is kept once"
            ));
        }
        if !self.gone.is_empty() {
            let files = count(self.gone.len(), "file is", "files are");
            lines.push(format!("{files} no longer there; what was read is kept"));
        }
        lines.push(format!(
            "{}, {} unattributed, {} where accounts differ",
            count(self.statements, "statement", "statements"),
            number(self.unattributed),
            count(self.differ, "point", "points"),
        ));
        lines.extend(self.corrections.line());
        lines
    }

    /// The same for programs.
    pub fn json(&self, record: &Path) -> String {
        let value = json!({
            "record": record.display().to_string(),
            "articles": self.articles,
            "read": self.read.len(),
            "changed": self.changed,
            "unchanged": self.unchanged,
            "moved": self.moved,
            "gone": self.gone,
            "left": self.left,
            "copies": self.copies,
            "repeated": self.repeated,
            "statements": self.statements,
            "unattributed": self.unattributed,
            "differ": self.differ,
            "corrections": self.corrections.held,
            "orphaned": self.corrections.orphaned,
            "refused": self.refused,
            "skipped": Skip::ALL.into_iter().map(|why| {
                (why.name(), self.skipped.get(&why).copied().unwrap_or_default())
            }).collect::<BTreeMap<_, _>>(),
            "seconds": (self.time.as_secs_f64() * 1000.0).round() / 1000.0,
        });
        format!("{value}\n")
    }
}

/// One line a refused file: ten, or all.
pub fn list_refused(refused: &[Refused], all: bool) {
    let listed = if all { refused.len() } else { LISTED };
    for one in refused.iter().take(listed) {
        say(&shown(&one.reason));
    }
    if refused.len() > listed {
        let more = number(refused.len() - listed);
        say(&format!(
            "… and {more} more that could not be read; --verbose lists all"
        ));
    }
}

/// A length of time as people say it.
fn seconds(time: Duration) -> String {
    match time.as_secs() {
        0..60 => format!("{:.1} s", time.as_secs_f64()),
        s => format!("{} min {} s", s / 60, s % 60),
    }
}
