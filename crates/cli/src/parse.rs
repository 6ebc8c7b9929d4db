//! `rapporteur parse`: sentences and words with tags, lemmas and heads, as CoNLL-U.

use crate::failure::{Failure, Outcome};
use crate::guard::guarded;
use crate::{input, output, size, terminal};
use rapporteur_parse::{conllu, fill, parse};
use rapporteur_read::Settings;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Print the sentences and words of an article with tags, lemmas and heads, as CoNLL-U.
///
/// Nothing that is not blank is left out: headline, captions and links are printed too, a paragraph each.
/// With --gold-tokens the sentences and words are those of a CoNLL-U file, and its comments, multiword
/// tokens and empty nodes stay; lemmas, tags, heads and labels are ours, and a FILE is not read.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  rapporteur parse article.txt --conllu > article.conllu\n  rapporteur parse --conllu --gold-tokens treebank.conllu > ours.conllu"
)]
pub struct Arguments {
    /// The file; - or nothing for standard input
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Print CoNLL-U (universaldependencies.org/format); the only format so far, so it may be left out
    #[arg(long = "conllu")]
    _conllu: bool,
    /// Keep the sentences and words of this CoNLL-U file; - for standard input
    #[arg(long, value_name = "FILE.conllu")]
    gold_tokens: Option<PathBuf>,
    #[command(flatten)]
    limits: size::Limits,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let settings = arguments.limits.settings();
    let mut outcome = Outcome::Done;
    let mut print = |parsed: Result<String, String>| match parsed {
        Ok(text) => output::print(&text),
        Err(reason) => {
            terminal::say(&terminal::shown(&reason));
            outcome = Outcome::SomeRefused;
            Ok(())
        }
    };
    match &arguments.gold_tokens {
        Some(path) => print(filled(input::named(Some(path))?, &settings)?)?,
        None => {
            let file = input::named(arguments.file.as_deref())?;
            for article in input::articles(file, &settings).1 {
                print(article.map_err(|r| r.to_string()).and_then(|article| {
                    let printed = guarded(|| conllu(&article, &parse(&article)));
                    printed.map_err(|why| crate::guard::fault(&article.source, &why))
                }))?;
            }
        }
    }
    Ok(outcome)
}

/// A CoNLL-U file with our analysis, or why there is none.
fn filled(file: Option<&Path>, settings: &Settings) -> Result<Result<String, String>, Failure> {
    let name = file.map_or_else(|| "-".to_owned(), |path| path.display().to_string());
    let read = match file {
        Some(path) => bytes(path, settings)
            .map_err(|e| format!("{name}: expected to read it, but found: {e}")),
        None => Ok(input::standard(settings)?),
    };
    Ok(read.and_then(|bytes| {
        if bytes.len() as u64 > settings.max_bytes {
            return Err(format!(
                "{name}: expected at most {} bytes, but found more; raise the limit with --max-size",
                settings.max_bytes
            ));
        }
        let text = String::from_utf8(bytes).map_err(|e| {
            let at = e.utf8_error().valid_up_to();
            format!("{name}: expected CoNLL-U in UTF-8, but found another byte after {at} bytes")
        })?;
        let text = text.trim_start_matches('\u{feff}');
        guarded(|| fill(text))
            .map_err(|why| crate::guard::fault(&name, &why))?
            .map_err(|wrong| format!("{name}: {wrong}"))
    }))
}

/// A file, up to one byte more than is allowed.
fn bytes(path: &Path, settings: &Settings) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(settings.max_bytes.saturating_add(1))
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}
