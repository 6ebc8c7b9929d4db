//! `rapporteur build`: read and analyse what is new or changed, store it, collate.
//!
//! `plan` tells what is new, `batch` reads and analyses it on all cores, a batch is stored in one
//! transaction, people's corrections are put in, and at the end all stored articles are collated anew. `summary` says
//! what was done. `tables` makes a record from Parquet files instead.

mod batch;
mod name;
mod plan;
mod summary;
mod tables;

use crate::failure::{Failure, Outcome};
use crate::progress::Progress;
use crate::{corrections, digest, names, output, size, stop, terminal};
use batch::{Begun, Pending, Reading};
use rapporteur_read::{Columns, Settings};
use rapporteur_record::record::Refused;
use rapporteur_store::{Part, Writer};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Instant;
use summary::Summary;

/// What decides, with a file's bytes, whether it is read again.
const TOOL: &str = rapporteur::ANALYSIS;

/// Read and analyse articles into a record; only what is new or changed.
///
/// SOURCE is a file, a folder, or - for standard input. What is read: plain text and Markdown; web pages, as they are
/// or as a browser saved them; feeds (RSS, Atom, JSON Feed); tables (CSV), JSON and JSON lines; mail (EML, mbox,
/// MHTML); PDF; web archives (WARC, WACZ); each also packed with gzip or zstd. What a file is, is told by what is in
/// it and not by its name. Files that cannot be read are listed and left out; everything else goes on. In a web
/// archive, redirects, errors and what is no page are counted. Ctrl-C once finishes the articles under way and stores
/// them; the same command goes on from there.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  rapporteur build articles/ crawl.warc.gz -o record.db\n  rapporteur build --from-parquet tables/ -o record.db\n  rapporteur build dump.csv --map text=body,published=date,outlet=source\n  zcat pages.gz | rapporteur build -"
)]
pub struct Arguments {
    /// Files and folders to read; - for standard input
    #[arg(required_unless_present = "from_parquet", value_name = "SOURCE")]
    sources: Vec<PathBuf>,
    /// Make a new record from tables that `export --format parquet` or a Spark job wrote, without analysing anything:
    /// the same record. DIR holds articles.parquet or a folder articles/ of such files; what holds across articles is
    /// worked out anew where its tables are missing. A row that cannot be used is listed and left out
    #[arg(long, value_name = "DIR", conflicts_with_all = ["sources", "map", "again"])]
    from_parquet: Option<PathBuf>,
    /// The record to make or go on with
    #[arg(short, long, value_name = "FILE", default_value = "record.db")]
    output: PathBuf,
    /// Names that are the same or different, sides and offices, as you say; remembered for later builds. Without it,
    /// names.toml beside the record, if there is one
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,
    #[command(flatten)]
    limits: size::Limits,
    /// Which columns of tables and JSON hold what: text=body,published=date,outlet=source (also headline, url,
    /// author, modified, id; a.b for what lies inside a JSON object). The others go by their usual names
    #[arg(long, value_name = "FIELD=COLUMN,…")]
    map: Option<Columns>,
    /// Read every file again, changed or not, and line the accounts up anew
    #[arg(long)]
    again: bool,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
    /// List every file that was refused, not the first ten
    #[arg(long)]
    verbose: bool,
    /// Say nothing but what went wrong
    #[arg(short, long)]
    quiet: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let begun = Instant::now();
    stop::listen();
    if let Some(folder) = &arguments.from_parquet {
        return tables::run(folder, arguments, begun);
    }
    let settings = Settings {
        columns: arguments.map.clone().unwrap_or_default(),
        ..arguments.limits.settings()
    };
    let sources = plan::sources(&arguments.sources, &arguments.output)?;
    if sources.files.is_empty() && !arguments.output.exists() {
        // Nothing to store: no record is made.
        summary::list_refused(&sources.refused, arguments.verbose);
        if arguments.json {
            output::print(&Summary::of_nothing(sources.refused).json(&arguments.output))?;
        }
        return Ok(Outcome::SomeRefused);
    }
    let mut writer = Writer::open(&arguments.output, TOOL)?;
    let plan = plan::plan(&mut writer, sources, arguments)?;
    let mut summary = Summary::new(&plan);
    store_refused(&mut writer, &plan.refused)?;
    read_all(
        &mut writer,
        plan.pending,
        &settings,
        arguments.quiet,
        &mut summary,
    )?;
    let names = names::read(&mut writer, arguments.names.as_deref(), &arguments.output)?;
    if arguments.again {
        writer.uncollate()?;
    }
    if !stop::asked() {
        let taken = corrections::take_in(&mut writer, &arguments.output)?;
        if !writer.is_collated()? {
            corrections::collate(&mut writer, &names, &arguments.output, arguments.quiet)?;
        }
        summary.corrections = taken;
    }
    told(writer, summary, arguments, begun)
}

/// Says what was done, and closes the record.
fn told(
    writer: Writer,
    mut summary: Summary,
    arguments: &Arguments,
    begun: Instant,
) -> Result<Outcome, Failure> {
    let record = writer.reader().record()?;
    summary.finish(&record, writer.reader().repeated_files()?, begun.elapsed());
    summary::list_refused(&summary.refused, arguments.verbose);
    if arguments.json {
        output::print(&summary.json(&arguments.output))?;
    } else if !arguments.quiet {
        if !stop::asked() {
            output::print(&digest::Digest::of(&record).text(terminal::width()))?;
        }
        summary.say(&arguments.output);
    }
    writer.close()?;
    Ok(match () {
        () if stop::asked() => Outcome::Stopped,
        () if summary.refused.is_empty() => Outcome::Done,
        () => Outcome::SomeRefused,
    })
}

/// Stores why paths lead to nothing.
fn store_refused(writer: &mut Writer, refused: &[Refused]) -> Result<(), Failure> {
    let parts: Vec<Part> = refused
        .iter()
        .map(|refused| Part {
            path: &refused.source,
            fingerprint: None,
            articles: &[],
            refused: std::slice::from_ref(refused),
            last: true,
        })
        .collect();
    Ok(writer.put(&parts)?)
}

/// Reads, analyses and stores file after file, a batch at a time, until all are done or somebody asks to
/// stop.
fn read_all(
    writer: &mut Writer,
    mut pending: Vec<Pending>,
    settings: &Settings,
    quiet: bool,
    summary: &mut Summary,
) -> Result<(), Failure> {
    let bytes = pending.iter().map(|file| file.bytes).sum();
    let progress = Progress::new("Reading", pending.len(), bytes, quiet);
    while !pending.is_empty() && !stop::asked() {
        let size = batch::size(&pending);
        let (done, left) = batch::read(pending.drain(..size).collect(), settings, &progress);
        pending.splice(0..0, left);
        store(writer, &done, summary)?;
        for mut reading in done {
            while reading.rest.is_some() && !stop::asked() {
                batch::go_on(&mut reading);
                store(writer, std::slice::from_ref(&reading), summary)?;
            }
            summary.finish_file(&reading);
            progress.one(reading.file.bytes);
        }
    }
    summary.left += pending.len();
    Ok(())
}

/// Stores a batch in one transaction.
fn store(writer: &mut Writer, done: &[Reading], summary: &mut Summary) -> Result<(), Failure> {
    let parts: Vec<Part> = done
        .iter()
        .map(|reading| Part {
            path: &reading.file.name,
            fingerprint: reading.file.fingerprint.as_deref(),
            articles: &reading.articles,
            refused: &reading.refused,
            last: reading.rest.is_none(),
        })
        .collect();
    writer.put(&parts)?;
    for reading in done {
        summary
            .read
            .extend(reading.articles.iter().map(|a| a.article.id.clone()));
        summary.refused.extend(reading.refused.iter().cloned());
        if reading.file.begun == Begun::Changed && reading.rest.is_none() {
            summary.changed += 1;
        }
    }
    Ok(())
}

/// The ids of the articles read in this run.
type Ids = BTreeSet<rapporteur_record::ArticleId>;
