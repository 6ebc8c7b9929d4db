//! `rapporteur export`: the record for other programs.

mod csv;

use crate::failure::{Failure, Outcome};
use crate::output;
use rapporteur_export::Document;
use rapporteur_store::Reader;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Write a record for other programs.
///
/// json is the whole record as one object, jsonl one article a line, csv the statements, one a row, plover the acts
/// as rows of event data: date, source, target, category of PLOVER, words. With
/// csv and a folder as -o every view of the record becomes a file; parquet makes a file of every table, from which
/// `rapporteur build --from-parquet` makes the same record again. web-annotation, quotation and csl are JSON for
/// annotation tools, knowledge graphs and citation tools. The fields are described in
/// docs/formats.md.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  rapporteur export record.db --format json -o record.json\n  rapporteur export record.db --format parquet -o tables/\n  rapporteur export record.db --format csv -o tables/"
)]
pub struct Arguments {
    /// The record
    #[arg(value_name = "RECORD")]
    record: PathBuf,
    /// What to write
    #[arg(short, long, value_enum)]
    format: Format,
    /// Where to; standard output if not given
    #[arg(short, long, value_name = "FILE|FOLDER")]
    output: Option<PathBuf>,
    /// For spreadsheets: begin with a byte order mark, and put an apostrophe before cells that begin with
    /// = + - @, which would be taken for formulas (this changes the words)
    #[arg(long)]
    excel: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Json,
    Jsonl,
    Csv,
    /// PLOVER-coded rows: who does what to whom, when, by category
    Plover,
    /// Every table of the record as a Parquet file, for DuckDB, pandas, Spark; -o names the folder
    Parquet,
    /// Every statement as a W3C Web Annotation, found by its words and its place
    WebAnnotation,
    /// Every direct quotation as a schema.org Quotation (JSON-LD)
    Quotation,
    /// The articles for citation tools, as CSL-JSON
    Csl,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    if arguments.excel && !matches!(arguments.format, Format::Csv | Format::Plover) {
        return Err(Failure::Use(
            "expected --excel with --format csv or plover only".to_owned(),
        ));
    }
    let reader = Reader::open(&arguments.record)?;
    let file = arguments.output.as_deref();
    output::spare(&arguments.record, file)?;
    match arguments.format {
        Format::Json => output::to(file, |out| json(&reader, out))?,
        Format::Jsonl => output::to(file, |out| jsonl(&reader, out))?,
        Format::Plover => output::to(file, |out| {
            csv::table(&reader, "v_plover", arguments.excel, out)
        })?,
        Format::Parquet => match file {
            Some(folder) if folder != Path::new("-") => parquet(&reader, arguments, folder)?,
            _ => {
                return Err(Failure::Use(
                    "expected a folder as -o with --format parquet, but found none".to_owned(),
                ));
            }
        },
        Format::WebAnnotation => output::to(file, |out| {
            document(&reader, rapporteur_export::Format::WebAnnotation, out)
        })?,
        Format::Quotation => output::to(file, |out| {
            document(&reader, rapporteur_export::Format::Quotation, out)
        })?,
        Format::Csl => output::to(file, |out| {
            document(&reader, rapporteur_export::Format::Csl, out)
        })?,
        Format::Csv => match file {
            Some(folder) if is_folder(folder) => tables(&reader, arguments, folder)?,
            file => output::to(file, |out| {
                csv::table(&reader, "v_statements", arguments.excel, out)
            })?,
        },
    }
    Ok(Outcome::Done)
}

fn json(reader: &Reader, out: &mut dyn Write) -> Result<(), Failure> {
    let record = reader.record()?;
    serde_json::to_writer(&mut *out, &record).map_err(|e| Failure::stdout(&e.into()))?;
    out.write_all(b"\n").map_err(|e| Failure::stdout(&e))
}

fn jsonl(reader: &Reader, out: &mut dyn Write) -> Result<(), Failure> {
    reader.objects(|object| {
        out.write_all(object.as_bytes())
            .and_then(|()| out.write_all(b"\n"))
            .map_err(|e| Failure::stdout(&e))
    })
}

/// A document of another tool's format, article by article.
fn document(
    reader: &Reader,
    format: rapporteur_export::Format,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let failed = |e: std::io::Error| Failure::stdout(&e);
    let mut document = Document::begin(format, out).map_err(failed)?;
    reader.each_article(|article| document.add(article).map_err(failed))?;
    document.end().map_err(failed)
}

/// A path that is a folder, or is written as one.
fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(['/', '\\'])
}

/// Every view as a file of its own: `v_speakers` as `speakers.csv`.
fn tables(reader: &Reader, arguments: &Arguments, folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder).map_err(|e| Failure::write(folder, &e))?;
    for (view, _) in reader.views()? {
        let file = folder.join(format!("{}.csv", view.trim_start_matches("v_")));
        output::spare(&arguments.record, Some(&file))?;
        output::to(Some(&file), |out| {
            csv::table(reader, &view, arguments.excel, out)
        })?;
    }
    Ok(())
}

/// Every table as a file of its own, empty ones too.
fn parquet(reader: &Reader, arguments: &Arguments, folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder).map_err(|e| Failure::write(folder, &e))?;
    for table in rapporteur_tables::tables() {
        let path = folder.join(format!("{}.parquet", table.name));
        output::spare(&arguments.record, Some(&path))?;
        output::whole(&path, |file| {
            Ok(rapporteur_tables::parquet::write(
                reader, table, &path, file,
            )?)
        })?;
    }
    Ok(())
}
