//! What one command reads whole: a file, or standard input.

use crate::failure::Failure;
use rapporteur_read::{Refusal, Settings, Tally, read, read_from};
use rapporteur_record::Article;
use std::io::{IsTerminal, Read};
use std::path::Path;

/// The file that was named, or none for standard input (`-` or nothing).
///
/// # Errors
/// Nothing was named, and somebody sits at standard input who cannot know that we wait.
pub fn named(file: Option<&Path>) -> Result<Option<&Path>, Failure> {
    let file = file.filter(|f| *f != Path::new("-"));
    if file.is_none() && std::io::stdin().is_terminal() {
        return Err(Failure::Use(
            "expected a file, or articles on standard input, but found a terminal there".to_owned(),
        ));
    }
    Ok(file)
}

/// The articles of a file or of standard input, as they come, and what counts the rest. A file that cannot be
/// read at all is a single refusal.
pub fn articles(
    file: Option<&Path>,
    settings: &Settings,
) -> (Tally, impl Iterator<Item = Result<Article, Refusal>>) {
    let found = match file {
        Some(path) => read(path, settings),
        None => read_from(std::io::stdin(), "-", settings),
    };
    let (articles, refusal) = match found {
        Ok(articles) => (Some(articles), None),
        Err(refusal) => (None, Some(Err(refusal))),
    };
    let tally = articles.as_ref().map(|found| found.tally().clone());
    let articles = articles.into_iter().flatten().chain(refusal);
    (tally.unwrap_or_default(), articles)
}

/// Standard input, up to one byte more than is allowed.
///
/// # Errors
/// It does not work.
pub fn standard(settings: &Settings) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(settings.max_bytes.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|e| Failure::stdin(&e))?;
    Ok(bytes)
}
