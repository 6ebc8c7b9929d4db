//! `rapporteur search`: statements and paragraphs by their words.

use crate::failure::{Failure, Outcome};
use crate::output;
use crate::terminal::{self, count, say, shown, wrap};
use console::style;
use rapporteur_record::json::WhenObject;
use rapporteur_record::record::StepKind;
use rapporteur_record::{Act, TimeValue, WhenRole};
use rapporteur_store::search::{Owing, search};
use rapporteur_store::{Hit, Query, Reader};
use std::path::PathBuf;

/// Find statements and paragraphs by their words.
///
/// All words must stand in the statement, or in the article; case, accents and English
/// endings do not matter. WORD* finds beginnings; "several words" in quotation marks are a phrase. Without WORDS, the filters alone choose.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  rapporteur search record.db ceasefire --by minister --act deny --since 2024-03"
)]
pub struct Arguments {
    /// The record
    #[arg(value_name = "RECORD")]
    record: PathBuf,
    /// What to look for
    #[arg(value_name = "WORDS")]
    words: Vec<String>,
    /// Only statements by this speaker: some of the name
    #[arg(long, value_name = "WHO")]
    by: Option<String>,
    /// Only statements to this person or body
    #[arg(long, value_name = "WHO")]
    to: Option<String>,
    /// Only statements that do this: accuse, demand, threaten, warn, reject, deny, promise, offer, agree,
    /// appeal, praise, justify, express-hope, report, announce, question
    #[arg(long, value_name = "ACT", value_parser = act)]
    act: Option<Act>,
    /// Only what names this agreement, law or resolution, or says what is owed under it
    #[arg(long, value_name = "NAME")]
    instrument: Option<String>,
    /// Only what says what this person, country or body owes: in statements, and in the articles' own words
    #[arg(long, value_name = "WHO")]
    debtor: Option<String>,
    /// Only in this outlet: some of the name
    #[arg(long, value_name = "OUTLET")]
    outlet: Option<String>,
    /// Not before this day, month or year: 2024-03-05, 2024-03, 2024
    #[arg(long, value_name = "DAY", value_parser = days)]
    since: Option<(String, String)>,
    /// Not after it
    #[arg(long, value_name = "DAY", value_parser = days)]
    until: Option<(String, String)>,
    /// Show at most so many; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Print every hit as JSON, one a line
    #[arg(long)]
    json: bool,
}

/// An act by its name.
pub fn act(word: &str) -> Result<Act, String> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).map_err(|_| {
        format!(
            "expected accuse, demand, deny or another act that --help lists, but found {word:?}"
        )
    })
}

/// The first and last day of what a person writes.
fn days(words: &str) -> Result<(String, String), String> {
    let found = TimeValue::new(words).and_then(|value| value.days());
    let (first, last) = found.ok_or_else(|| {
        format!("expected a day, month or year such as 2024-03-05 or 2024, but found {words:?}")
    })?;
    Ok((first.to_string(), last.to_string()))
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let filters = [
        &arguments.by,
        &arguments.to,
        &arguments.instrument,
        &arguments.debtor,
        &arguments.outlet,
    ];
    let filtered = filters.iter().any(|f| f.is_some())
        || arguments.act.is_some()
        || arguments.since.is_some()
        || arguments.until.is_some();
    if arguments.words.is_empty() && !filtered {
        return Err(Failure::Use(
            "expected words to look for, or a filter such as --by, but found neither".to_owned(),
        ));
    }
    let query = Query {
        words: arguments.words.clone(),
        by: arguments.by.clone(),
        to: arguments.to.clone(),
        act: arguments.act,
        instrument: arguments.instrument.clone(),
        debtor: arguments.debtor.clone(),
        outlet: arguments.outlet.clone(),
        since: arguments.since.as_ref().map(|(first, _)| first.clone()),
        until: arguments.until.as_ref().map(|(_, last)| last.clone()),
        limit: 0,
    };
    let hits = search(&Reader::open(&arguments.record)?, &query)?;
    let shown = match arguments.limit {
        0 => hits.len(),
        n => n.min(hits.len()),
    };
    let mut text = String::new();
    for hit in hits.iter().take(shown) {
        match arguments.json {
            // Plain fields and lists: writing them cannot fail.
            true => text.push_str(&serde_json::to_string(hit).unwrap_or_default()),
            false => text.push_str(&lines(hit, &arguments.words, terminal::width())),
        }
        text.push('\n');
    }
    output::print(&text)?;
    if !arguments.json || hits.len() > shown {
        say(&told(&hits, shown));
    }
    Ok(Outcome::Done)
}

fn told(hits: &[Hit], shown: usize) -> String {
    let statements = hits.iter().filter(|h| h.statement.is_some()).count();
    let found = match hits.len() {
        0 => return "Nothing found.".to_owned(),
        n => format!(
            "{}, {}",
            count(statements, "statement", "statements"),
            count(n - statements, "other paragraph", "other paragraphs")
        ),
    };
    match hits.len() - shown {
        0 => format!("{found}."),
        left => format!("{found}; {left} not shown (--limit 0 shows all)."),
    }
}

/// A hit: who, to whom, when, where; then the words; then where they stand.
fn lines(hit: &Hit, words: &[String], columns: usize) -> String {
    let who = match (&hit.speaker, &hit.statement) {
        (Some(name), _) => shown(name),
        (None, Some(_)) => "speaker unknown".to_owned(),
        (None, None) => shown(&hit.headline),
    };
    let mut head = vec![style(who).bold().to_string()];
    if !hit.to.is_empty() {
        head.push(format!("to {}", shown(&hit.to.join(", "))));
    }
    let acts: Vec<String> = hit.acts.iter().filter_map(name_of).collect();
    if !acts.is_empty() {
        head.push(acts.join(", "));
    }
    head.extend(hit.said.as_ref().map(|day| format!("said {day}")));
    head.extend(hit.when.iter().map(date));
    let mut text = format!("{}\n", wrap(&head.join(" · "), 0, columns));
    for passage in &hit.passages {
        let quote = marked(&shown(&passage.quote), words);
        text.push_str(&format!("{}\n", wrap(&quote, 2, columns)));
    }
    for owing in &hit.register {
        let line = style(owed(owing)).dim().to_string();
        text.push_str(&format!("{}\n", wrap(&line, 2, columns)));
    }
    let place = hit.passages.first().map_or(0, |p| p.start);
    let mut foot: Vec<String> = hit.outlet.iter().map(|o| shown(o)).collect();
    foot.extend(hit.published.iter().cloned());
    foot.push(format!("{} (character {place})", shown(&hit.source)));
    let foot = terminal::cut(&foot.join(" · "), columns.saturating_sub(2));
    text.push_str(&format!("  {}\n", style(foot).dim()));
    text
}

/// A step of the register: "D3, 2 of 4: Estmark, pay the toll (Tarn Accord), said to be broken".
fn owed(owing: &Owing) -> String {
    let step: Option<StepKind> =
        serde_json::from_value(serde_json::Value::String(owing.step.clone())).ok();
    let step = match step {
        Some(step) => rapporteur_web::words::step(step),
        None => owing.step.as_str(),
    };
    let (place, all) = owing.place;
    let under = owing.instrument.as_deref().map(shown);
    let under = under.map_or_else(String::new, |name| format!(" ({name})"));
    format!(
        "{}, {place} of {all}: {}, {}{under}, {step}",
        owing.duty,
        shown(&owing.debtor),
        shown(&owing.owed)
    )
}

/// A date of what is spoken of: "due by 2031-05-01", "in force since 2019-01-01".
fn date(when: &WhenObject) -> String {
    let role = rapporteur_web::words::role(when.role);
    let days = match (&when.from, &when.to) {
        (Some(from), Some(to)) if from == to => from.clone(),
        (Some(from), Some(to)) => format!("{from} to {to}"),
        (Some(from), None) => format!("from {from}"),
        (None, Some(to)) if when.role == WhenRole::Due => format!("by {to}"),
        (None, Some(to)) => format!("until {to}"),
        (None, None) => format!("within {}", when.value),
    };
    format!("{role} {days}")
}

fn name_of(act: &Act) -> Option<String> {
    serde_json::to_value(act).ok()?.as_str().map(str::to_owned)
}

/// The line with the words looked for in bold, where they stand there letter by letter.
fn marked(line: &str, words: &[String]) -> String {
    let wanted: Vec<String> = words
        .iter()
        .flat_map(|w| w.split_whitespace())
        .map(|w| w.trim_end_matches('*').to_lowercase())
        .filter(|w| !w.is_empty())
        .collect();
    let mark = |word: &str| {
        let bare = word
            .trim_matches(|c: char| !c.is_alphanumeric())
            .to_lowercase();
        match wanted.contains(&bare) {
            true => style(word).bold().to_string(),
            false => word.to_owned(),
        }
    };
    let marked: Vec<String> = line.split(' ').map(mark).collect();
    marked.join(" ")
}
