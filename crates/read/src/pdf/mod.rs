//! PDF files with a text layer.
//!
//! In order: `page` reads the runs of letters that each page shows, with the characters that `font` tells;
//! `layout` makes lines and paragraphs of them, joins words parted at a line's end, and tells running heads and page
//! numbers apart; then the text is read as plain text is ([`crate::plain`]). Which page a passage stands on is kept.
//!
//! Lines are read in the order of the file, which in print is the order of reading. What is not done: tables, text in
//! pictures, text from top to bottom. The day in the file's own data is when the file was made, and is not read.

mod font;
mod layout;
mod page;
mod stream;

use crate::{Refusal, Settings, plain};
use hayro_syntax::{LoadPdfError, Pdf};
use rapporteur_record::{Article, Block, BlockKind, Span};
use std::panic::{AssertUnwindSafe, catch_unwind};
use stream::Over;

/// Whether bytes are a PDF file: its mark stands at the beginning, or soon after (ISO 32000-1, annex H).
pub(crate) fn is(bytes: &[u8]) -> bool {
    let head = bytes.get(..64).unwrap_or(bytes);
    head.windows(5).any(|part| part == b"%PDF-") && !head.starts_with(b"<") && {
        let before = head.split(|b| *b == b'%').next().unwrap_or_default();
        before
            .iter()
            .all(|b| b.is_ascii_whitespace() || !b.is_ascii())
    }
}

/// Reads a PDF file.
///
/// # Errors
/// It is encrypted, broken, or has no text layer; or what it holds is over the limit when unpacked, or when all is
/// shown that its pages show.
pub(crate) fn article(bytes: &[u8], source: &str, settings: &Settings) -> Result<Article, Refusal> {
    let broken = |found| Refusal::BrokenPdf {
        source_name: source.to_owned(),
        found,
    };
    let limit = (bytes.len() as u64)
        .saturating_mul(settings.max_ratio)
        .max(settings.max_bytes);
    // The parser of the file's objects is not ours: should it fail on a broken file, it costs that file only.
    let read = catch_unwind(AssertUnwindSafe(|| pages(bytes, limit)));
    let (pages, unknown) = match read {
        Ok(Ok(Ok(read))) => read,
        Ok(Ok(Err(Over))) => {
            return Err(Refusal::Bomb {
                source_name: source.to_owned(),
                limit: settings.max_ratio,
            });
        }
        // An encrypted file whose table of objects is broken too is only said to be invalid.
        Ok(Err(error)) if error != LoadPdfError::Invalid || names_encryption(bytes) => {
            return Err(Refusal::Encrypted {
                source_name: source.to_owned(),
            });
        }
        Ok(Err(_)) | Err(_) => return Err(broken("one that is broken")),
    };
    let runs = pages.iter().flatten();
    let letters: usize = runs
        .map(|run| run.words.chars().filter(|c| c.is_alphanumeric()).count())
        .sum();
    if unknown > letters {
        return Err(broken("letters without the table that tells what they are"));
    }
    if letters == 0 {
        return Err(Refusal::NoTextLayer {
            source_name: source.to_owned(),
        });
    }
    Ok(labelled(layout::of(&pages)))
}

/// Whether a file has an entry that tells how it is encrypted.
fn names_encryption(bytes: &[u8]) -> bool {
    bytes.windows(8).any(|part| part == b"/Encrypt")
}

type Pages = Vec<Vec<page::Run>>;

/// What each page shows, and how many glyphs nothing tells the character of.
fn pages(bytes: &[u8], limit: u64) -> Result<Result<(Pages, usize), Over>, LoadPdfError> {
    let file = Pdf::new(bytes.to_vec())?;
    let mut reader = page::Reader::new(limit);
    let pages: Result<Pages, Over> = file.pages().iter().map(|page| reader.page(page)).collect();
    Ok(pages.map(|pages| (pages, reader.unknown)))
}

/// The article, with what the layout tells of its blocks.
fn labelled(layout: layout::Layout) -> Article {
    let mut article = plain::article(layout.text);
    let text = article.text.clone();
    let spans = |ranges: Vec<std::ops::Range<usize>>| -> Vec<Span> {
        ranges
            .into_iter()
            .filter_map(|range| text.span(range.start, range.end))
            .collect()
    };
    let running = spans(layout.running);
    let headline = spans(layout.headline.into_iter().collect())
        .into_iter()
        .next();
    for Block { kind, span } in &mut article.blocks {
        let at = running.partition_point(|r| r.end() <= span.start());
        if running.get(at).is_some_and(|r| r.overlaps(*span)) {
            *kind = BlockKind::Other;
        } else if let Some(headline) = headline {
            match kind {
                _ if *span == headline => *kind = BlockKind::Headline,
                BlockKind::Headline if span.start() < headline.start() => *kind = BlockKind::Other,
                BlockKind::Headline => *kind = BlockKind::Body,
                _ => {}
            }
        }
    }
    if headline.is_some() {
        article.headline = headline;
    }
    article.pages = spans(layout.pages);
    article
}
