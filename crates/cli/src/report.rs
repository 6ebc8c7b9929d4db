//! `rapporteur report`: the record as a digest on the terminal, or as one page.

use crate::digest::Digest;
use crate::failure::{Failure, Outcome};
use crate::{output, terminal};
use rapporteur_store::Reader;
use std::path::PathBuf;

/// Show a record: a digest on the terminal, or with -o one self-contained page to read, mail and print.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  rapporteur report record.db -o report.html")]
pub struct Arguments {
    /// The record
    #[arg(value_name = "RECORD")]
    record: PathBuf,
    /// Write the whole record as one HTML page
    #[arg(short, long, value_name = "FILE.html")]
    output: Option<PathBuf>,
    /// Print the digest as JSON
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
    let digest = Digest::of(&record);
    let text = match arguments.json {
        true => digest.json(),
        false => digest.text(terminal::width()),
    };
    output::print(&text)?;
    Ok(Outcome::Done)
}
