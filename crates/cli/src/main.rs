//! The command `rapporteur`: a module per command, and what they share.
//!
//! | module | what it does |
//! |---|---|
//! | `build` | reads and analyses files, stores them, collates |
//! | `report` | the record as a digest on the terminal, or as a page |
//! | `search` | statements and paragraphs by their words |
//! | `serve` | the record as pages on this machine, with corrections |
//! | `corrections` | what people corrected: taking it in, listing, exporting |
//! | `export` | the record for other programs |
//! | `annotate` | one article in, JSON out; or JSONL in, JSONL out |
//! | `parse` | sentences and words with tags, lemmas and heads, as CoNLL-U |
//! | `digest` | what of a record is worth a first look |
//! | `register` | duties, with what every voice says of each |
//! | `names` | the user's own file of names |
//! | `guard` | a fault in the analysis of one article costs that article only |
//! | `progress`, `stop` | the bar; Ctrl-C |
//! | `size`, `skipped` | the limits that flags set; what was passed over in web archives |
//! | `input`, `output`, `terminal` | files and pipes; width, colour, and text that cannot harm a terminal |
//!
//! Data go to standard output, talk goes to standard error. A reader that closes the pipe is success.

mod annotate;
mod build;
mod corrections;
mod digest;
mod export;
mod failure;
mod guard;
mod input;
mod names;
mod output;
mod parse;
mod progress;
mod register;
mod report;
mod search;
mod serve;
mod size;
mod skipped;
mod stop;
mod terminal;

use clap::{Parser, Subcommand};
use failure::{Failure, Outcome};
use std::process::ExitCode;

const WELCOME: &str = "\
Rapporteur reads what several outlets publish about one contested story and keeps the record:
who said what, when, to whom; which outlet says so, in which words; where accounts differ.

Start with a folder of articles (texts, saved web pages, web archives):

    rapporteur build articles/          read them into record.db and show what is in it
    rapporteur report record.db -o report.html
                                        the whole record as one page to read, mail, print
    rapporteur search record.db WORDS   find statements and paragraphs
    rapporteur serve record.db          look at it in a browser, and correct it

All commands: rapporteur --help
";

const AFTER_HELP: &str = "\
Exit codes:
  0  done
  1  done, but something in the input could not be read and is listed
  2  not done: wrong use, or the record or an output file cannot be opened or written
  130  stopped by Ctrl-C; what was read is stored

Example:
  rapporteur build articles/ && rapporteur search record.db ceasefire --act deny";

/// Keeps the record of who said what, as several outlets tell it, with the words each entry was read from.
#[derive(Parser)]
#[command(name = "rapporteur", version, max_term_width = 100, after_help = AFTER_HELP)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    Build(build::Arguments),
    Report(report::Arguments),
    Search(Box<search::Arguments>),
    Serve(serve::Arguments),
    Corrections(corrections::Arguments),
    Export(export::Arguments),
    Annotate(annotate::Arguments),
    Parse(parse::Arguments),
}

fn main() -> ExitCode {
    guard::quiet_panics();
    terminal::obey_no_color();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        // Help and version are no errors: clap sends them to standard output.
        Err(message) => {
            let _ = message.print();
            return ExitCode::from(u8::try_from(message.exit_code()).unwrap_or(2));
        }
    };
    let done = match arguments.command {
        None => output::print(WELCOME).map(|()| Outcome::Done),
        Some(Command::Build(arguments)) => build::run(&arguments),
        Some(Command::Report(arguments)) => report::run(&arguments),
        Some(Command::Search(arguments)) => search::run(&arguments),
        Some(Command::Serve(arguments)) => serve::run(arguments),
        Some(Command::Corrections(arguments)) => corrections::run(&arguments),
        Some(Command::Export(arguments)) => export::run(&arguments),
        Some(Command::Annotate(arguments)) => annotate::run(&arguments),
        Some(Command::Parse(arguments)) => parse::run(&arguments),
    };
    match done {
        Ok(outcome) => outcome.code(),
        Err(Failure::ClosedPipe) => ExitCode::SUCCESS,
        Err(failure) => {
            terminal::say(&format!("rapporteur: {failure}"));
            match failure {
                Failure::Stopped => Outcome::Stopped.code(),
                _ => ExitCode::from(2),
            }
        }
    }
}
