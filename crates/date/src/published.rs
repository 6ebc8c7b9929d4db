//! The day of publication where the reader found none.
//!
//! News says "on Wednesday" of its own day or the days before. A dated caption fixes which Wednesday: the first
//! on or after the picture's day. One without the other fixes nothing. What is told as over was before, what
//! "will" come was ahead (`bounds`).

mod bounds;

use crate::Reading;
use crate::calendar::Grain;
use crate::calendar::shift_day;
use crate::discourse::quotes;
use crate::grammar::GRAMMAR;
use crate::lex::{Token, lex};
use crate::lexicon::class;
use crate::tense::{Tense, tense};
use bounds::Bounds;
use jiff::civil::Date;
use rapporteur_parse::Parsed;
use rapporteur_record::{Anchor, AnchorKind, Article, BlockKind, How, Published, Span, Text};

/// How many paragraphs of the body are its lead.
const LEAD: usize = 3;

/// How many days after its picture was taken news is still news.
const FRESH: i32 = 3;

/// How many days after it was written a story may still be carried.
const CARRIED: i32 = 14;

/// The day of publication: the reader's, or where it found none, inferred from the dates of the text; a range of
/// days where these leave it open, unknown where they do not bound it.
///
/// In this order: "today, 5 May 2031"; a dated caption with the first weekday of the lead (the first such
/// weekday from the picture on); a date that is over and one that is to come, with the day between them. The
/// evidence is the words that were used. A caption that says it is from the archive, or that is older than what
/// the body tells of, fixes nothing, and neither do dates that contradict each other.
pub fn published(article: &Article, parsed: &Parsed) -> Published {
    if article.published.date.is_some() {
        return article.published.clone();
    }
    infer(article, parsed).unwrap_or_else(|| article.published.clone())
}

/// The day an article's own words were written, and how that is known: the dateline's, where that is a little
/// older than the day of publication (a wire story carried the day after counts its "yesterday" from its own day).
pub(crate) fn written(article: &Article) -> (Option<Date>, Anchor) {
    let published = article.published.date;
    let printed = Anchor {
        kind: AnchorKind::Published,
        span: article.published.evidence.first().copied(),
    };
    let dateline = published.and_then(|published| {
        let block = article.blocks_of(BlockKind::Dateline).last()?;
        let words = Text::new(article.text.quote(block));
        let mut days = crate::read(&words, Some(published))
            .into_iter()
            .filter_map(|r| {
                let (first, last) = r.time.value?.days()?;
                let age = (published - first).get_days();
                let place = r.time.span;
                let from = block.start();
                let span = article.text.span(from + place.start(), from + place.end());
                (first == last && (0..=CARRIED).contains(&age)).then_some((first, span))
            });
        days.next_back()
    });
    match dateline {
        Some((day, span)) if Some(day) != published => {
            let kind = AnchorKind::Dateline;
            (Some(day), Anchor { kind, span })
        }
        _ => (published, printed),
    }
}

fn infer(article: &Article, parsed: &Parsed) -> Option<Published> {
    let readings = crate::read(&article.text, None);
    let bounds = Bounds::of(article, parsed, &readings)?;
    let (days, evidence) = match captioned(article, &readings) {
        // A picture of the day is a closer bound than any date that is told.
        Some((day, evidence)) if bounds.hold(day) && !bounds.is_named() => ((day, day), evidence),
        _ => bounds.days()?,
    };
    let date = (days.0 == days.1).then_some(days.0);
    Some(Published {
        date,
        how: How::Inferred,
        evidence,
        between: date.is_none().then_some(days),
    })
}

/// The day that a dated caption and the first weekday of the lead fix.
fn captioned(article: &Article, readings: &[Reading]) -> Option<(Date, Vec<Span>)> {
    let (pictured, caption) = caption_day(article, readings)?;
    let (weekday, lead) = lead_weekday(article)?;
    let ahead = (weekday - pictured.weekday().to_monday_one_offset()).rem_euclid(7);
    let ahead = i32::from(ahead);
    if ahead > FRESH {
        return None;
    }
    Some((shift_day(pictured, ahead, Grain::Day)?, vec![caption, lead]))
}

/// The latest full date of a caption, if no later one stands in the article.
fn caption_day(article: &Article, readings: &[Reading]) -> Option<(Date, Span)> {
    let days: Vec<(Date, Span)> = readings
        .iter()
        .filter_map(|reading| {
            let (first, last) = reading.time.value.as_ref()?.days()?;
            // Vague dates and months of the body still tell what is too old.
            Some((last.min(first), reading.time.span))
        })
        .collect();
    let captions = article.blocks_of(BlockKind::Caption);
    let captions = captions.filter(|block| !from_archive(article.text.quote(*block)));
    let captions: Vec<Span> = captions.collect();
    let fresh = |span: &Span| {
        let after = captions.partition_point(|c| c.start() <= span.start());
        let caption = after.checked_sub(1).and_then(|i| captions.get(i));
        caption.is_some_and(|c| c.contains(*span))
    };
    let exact = |span: &Span| {
        let words = article.text.quote(*span);
        words.bytes().filter(u8::is_ascii_digit).count() > 4
    };
    let captioned = days.iter().filter(|(_, span)| fresh(span) && exact(span));
    let latest = captioned.max_by_key(|(day, _)| *day).copied()?;
    let limit = shift_day(latest.0, FRESH, Grain::Day)?;
    let overtaken = days.iter().any(|(day, _)| *day > limit);
    (!overtaken).then_some(latest)
}

/// Whether a caption says that its picture is an old one.
fn from_archive(caption: &str) -> bool {
    let tokens = lex(caption, &GRAMMAR.lexicon);
    tokens.iter().any(|t| t.is(class::ARCHIVE))
}

/// The first weekday of the lead that is told of as past, outside quotations: 1 is Monday.
fn lead_weekday(article: &Article) -> Option<(i8, Span)> {
    let text = article.text.as_str();
    let tokens = lex(text, &GRAMMAR.lexicon);
    let lead: Vec<Span> = article.blocks_of(BlockKind::Body).take(LEAD).collect();
    let quotes = quotes(text);
    let inside = |t: &Token| {
        let place = article.text.span(t.start as usize, t.end as usize);
        let place = place.filter(|p| lead.iter().any(|block| block.contains(*p)));
        place.filter(|_| {
            let after = quotes.partition_point(|(start, _)| *start <= t.start);
            let quote = after.checked_sub(1).and_then(|i| quotes.get(i));
            quote.is_none_or(|(_, end)| *end <= t.start)
        })
    };
    tokens.iter().enumerate().find_map(|(i, token)| {
        if !token.is(class::WEEKDAY) {
            return None;
        }
        let place = inside(token)?;
        let before = i.checked_sub(1).and_then(|i| tokens.get(i));
        let other_week = before.is_some_and(|t| t.is(class::STEP) || t.is(class::EVERY));
        let past = tense(text, &tokens, i, i) != Tense::Future;
        let day = GRAMMAR.lexicon.value(token.word, class::WEEKDAY)?;
        (past && !other_week).then_some((day.parse().ok()?, place))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapporteur_record::Block;

    fn read(blocks: &[(BlockKind, &str)]) -> String {
        let words: Vec<&str> = blocks.iter().map(|(_, words)| *words).collect();
        let mut article = Article {
            text: Text::new(words.join("\n\n")),
            ..Article::default()
        };
        article.blocks = blocks
            .iter()
            .map(|(kind, words)| Block {
                kind: *kind,
                span: article.text.find(words).unwrap(),
            })
            .collect();
        let found = published(&article, &Parsed::default());
        let evidence = found.evidence.iter().map(|s| article.text.quote(*s));
        let evidence: Vec<_> = evidence.collect();
        match found.date {
            Some(date) => format!("{date} {:?} {evidence:?}", found.how),
            None => format!("{:?}", found.how),
        }
    }

    #[test]
    fn a_caption_and_a_weekday_fix_the_day() {
        let caption = (
            BlockKind::Caption,
            "Ilse Koll at the well, May 6, 2031. Photo: A. Ambe",
        );
        let lead = (
            BlockKind::Body,
            "The wells of Tarn are dry, the mayor said on Thursday.",
        );
        insta::assert_snapshot!(
            read(&[caption, lead]),
            @r#"2031-05-08 Inferred ["May 6, 2031", "Thursday"]"#
        );
        insta::assert_snapshot!(read(&[caption]), @"Unknown");
        insta::assert_snapshot!(read(&[lead]), @"Unknown");
        let plan = (BlockKind::Body, "The wells of Tarn will open on Thursday.");
        insta::assert_snapshot!(read(&[caption, plan]), @"Unknown");
    }

    #[test]
    fn a_carried_story_counts_from_its_dateline() {
        let words = "TARN, May 6 (NWA) —\n\nIt rained yesterday.";
        let mut article = Article {
            text: Text::new(words),
            ..Article::default()
        };
        article.published.date = Some(jiff::civil::date(2031, 5, 8));
        article.blocks = vec![Block {
            kind: BlockKind::Dateline,
            span: article.text.find("TARN, May 6 (NWA) —").unwrap(),
        }];
        let times = crate::times(&article, &Parsed::default());
        let values: Vec<_> = times.iter().filter_map(|t| t.value.as_ref()).collect();
        let values: Vec<_> = values.iter().map(|v| v.as_str()).collect();
        assert_eq!(values, ["2031-05-06", "2031-05-05"]);
        article.published.date = Some(jiff::civil::date(2032, 1, 8));
        assert_eq!(
            written(&article).0,
            article.published.date,
            "too old to be its own"
        );
    }

    #[test]
    fn an_old_picture_fixes_nothing() {
        let lead = (
            BlockKind::Body,
            "The wells of Tarn are dry, the mayor said on Thursday.",
        );
        let file = (
            BlockKind::Caption,
            "Ilse Koll at the well, May 6, 2031. File photo",
        );
        insta::assert_snapshot!(read(&[file, lead]), @"Unknown");
        let caption = (BlockKind::Caption, "Ilse Koll at the well, May 6, 2031.");
        let later = (BlockKind::Body, "They were full in June 2032.");
        insta::assert_snapshot!(read(&[caption, lead, later]), @"Unknown");
        let far = (
            BlockKind::Body,
            "The wells of Tarn are dry, the mayor said on Monday.",
        );
        insta::assert_snapshot!(read(&[caption, far]), @"Unknown");
    }
}
