//! `rapporteur report`: the record as a digest on the terminal, or as one page.

use crate::digest::{Choice, Digest};
use crate::failure::{Failure, Outcome};
use crate::{output, terminal};
use rapporteur_record::Act;
use rapporteur_store::Reader;
use std::path::PathBuf;

/// Show a record: a digest on the terminal, or with -o one self-contained page to read, mail and print.
///
/// With --instrument, --debtor or --act the terminal shows, instead of the digest, every duty under that instrument or of
/// that debtor, step by step (undertaken, said to be broken, denied, charged back), and every statement that does that.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  rapporteur report record.db -o report.html\n  rapporteur report record.db --instrument \"harbour accord\"\n  rapporteur report record.db --act threaten"
)]
pub struct Arguments {
    /// The record
    #[arg(value_name = "RECORD")]
    record: PathBuf,
    /// Write the whole record as one HTML page
    #[arg(short, long, value_name = "FILE.html")]
    output: Option<PathBuf>,
    /// Every duty under this agreement, law or resolution: some of the name
    #[arg(long, value_name = "NAME", conflicts_with = "output")]
    instrument: Option<String>,
    /// Every duty of this person, country or body: some of the name
    #[arg(long, value_name = "WHO", conflicts_with = "output")]
    debtor: Option<String>,
    /// Every statement that does this: accuse, demand, threaten, warn, reject, deny, promise, offer, agree, appeal,
    /// praise, justify, express-hope, report, announce, question
    #[arg(long, value_name = "ACT", value_parser = crate::search::act, conflicts_with = "output")]
    act: Option<Act>,
    /// Print what would be shown as JSON
    #[arg(long, conflicts_with = "output")]
    json: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    output::spare(&arguments.record, arguments.output.as_deref())?;
    let record = Reader::open(&arguments.record)?.record()?;
    if let Some(file) = &arguments.output {
        let page = rapporteur_web::report(&record).map_err(|e| Failure::Page(e.to_string()))?;
        output::to(Some(file), |out| {
            out.write_all(page.as_bytes())
                .map_err(|e| Failure::stdout(&e))
        })?;
        return Ok(Outcome::Done);
    }
    let choice = Choice {
        instrument: arguments.instrument.as_deref(),
        debtor: arguments.debtor.as_deref(),
        act: arguments.act,
    };
    let text = if choice.is_made() {
        let chosen = choice.of(&record);
        match arguments.json {
            true => chosen.json(),
            false => chosen.text(terminal::width()),
        }
    } else {
        let digest = Digest::of(&record);
        match arguments.json {
            true => digest.json(),
            false => digest.text(terminal::width()),
        }
    };
    output::print(&text)?;
    Ok(Outcome::Done)
}
