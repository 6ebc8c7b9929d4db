//! Mail: one message, a page that a browser saved as one (MHTML), or a box of messages (mbox).
//!
//! A message is an article: its subject the headline, its day the day of publication. Of its text and its page the
//! text is read, unless it only stands in for the page. Texts, pages, PDF files and mails that are attached are
//! documents of their own; what else is attached is counted in a warning. Whose outlet it is, is told by the sender's
//! name only where its address is of the same name (`Elvo Tribune <news@elvotribune.example>`): any other name may be
//! a person's, and is kept as the author's.

use super::Input;
use super::entry::{Names, filled};
use super::line::Lines;
use crate::document::{Document, Documents, Told};
use crate::kind::{Kind, is_envelope};
use crate::{Refusal, Settings, html};
use jiff::civil::Date;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};
use rapporteur_record::{Article, BlockKind, Warning};

/// Opens one message.
///
/// # Errors
/// It is larger than a document may be, or cannot be read.
pub(crate) fn open(input: Input, source: &str, settings: &Settings) -> Result<Documents, Refusal> {
    let bytes = super::whole(input.rest, source, settings)?;
    let message = MessageParser::default().parse(&bytes);
    let documents = documents(message.as_ref(), source, false, settings);
    Ok(Box::new(documents.into_iter()))
}

/// Opens a box of messages, which are read one at a time.
pub(crate) fn open_box(input: Input, source: &str, settings: &Settings) -> Documents {
    let settings = settings.clone();
    let mut messages = Messages {
        lines: Lines::new(input.rest, settings.max_bytes),
        limit: settings.max_bytes,
        next: None,
        number: 0,
    };
    let source = source.to_owned();
    let mut names = Names::new(&source);
    Box::new(
        std::iter::from_fn(move || {
            let message = messages.next()?;
            Some(match message {
                Ok((_, Some(bytes))) => {
                    let message = MessageParser::default().parse(&bytes);
                    let id = message.as_ref().and_then(|message| message.message_id());
                    let name = names.name(id, messages.number);
                    documents(message.as_ref(), &name, true, &settings)
                }
                Ok((line, None)) => vec![Err(Refusal::Line {
                    source_name: source.clone(),
                    line,
                    expected: "a message within the limit",
                    found: "a larger one; raise the limit with --max-size".to_owned(),
                })],
                Err(error) => vec![Err(Refusal::io(&source, error))],
            })
        })
        .flatten(),
    )
}

/// The messages of a box: they begin at a line `From …` after a blank one (RFC 4155).
struct Messages {
    lines: Lines,
    limit: u64,
    /// The line at which the next message begins.
    next: Option<u64>,
    number: u64,
}

type Raw = (u64, Option<Vec<u8>>);

impl Messages {
    /// The next message with its line; no bytes where they are over the limit.
    fn next(&mut self) -> Option<std::io::Result<Raw>> {
        let mut begin = self.next.take();
        let (mut bytes, mut line) = (Vec::new(), Vec::new());
        let (mut after_blank, mut over) = (begin.is_none(), false);
        loop {
            match self.lines.next(&mut line) {
                Err(error) => return Some(Err(error)),
                Ok(false) => break,
                Ok(true) => {}
            }
            if after_blank && is_envelope(&line) {
                if begin.is_some() {
                    self.next = Some(self.lines.number);
                    break;
                }
                begin = Some(self.lines.number);
                continue;
            }
            after_blank = line.iter().all(u8::is_ascii_whitespace);
            if begin.is_none() {
                after_blank = true;
                continue;
            }
            over |= line.is_empty() || (bytes.len() + line.len()) as u64 > self.limit;
            match over {
                true => bytes.clear(),
                false => bytes.extend_from_slice(unquoted(&line)),
            }
        }
        self.number += 1;
        let begin = begin?;
        Some(Ok((begin, (!over).then_some(bytes))))
    }
}

/// `>From` at the beginning of a line was `From`, and so for every `>` more.
fn unquoted(line: &[u8]) -> &[u8] {
    let marks = line.iter().take_while(|b| **b == b'>').count();
    match line.get(marks..) {
        Some(rest) if marks > 0 && rest.starts_with(b"From ") => line.get(1..).unwrap_or(line),
        _ => line,
    }
}

/// How deep mails may be attached to mails.
const DEEPEST: usize = 8;

/// The documents of a message, which may lie in a box: itself, and what is attached.
fn documents(
    message: Option<&Message<'_>>,
    name: &str,
    in_box: bool,
    settings: &Settings,
) -> Vec<Result<Document, Refusal>> {
    let mut found = Vec::new();
    if let Some(message) = message {
        take(message, name, settings, usize::from(in_box), &mut found);
    }
    if found.is_empty() {
        return vec![Err(Refusal::Empty {
            source_name: name.to_owned(),
        })];
    }
    found.into_iter().map(Ok).collect()
}

/// Takes the documents of a message that stands in `depth` others; a box counts as one.
fn take(
    message: &Message<'_>,
    name: &str,
    settings: &Settings,
    depth: usize,
    found: &mut Vec<Document>,
) {
    if let Some(page) = saved_page(message) {
        found.push(Document {
            source: name.to_owned(),
            ..page
        });
        return;
    }
    let at = found.len();
    let mut left_out = Vec::new();
    let mut names = Names::new(name);
    for (number, part) in (1..).zip(message.attachments()) {
        let called = part.attachment_name().map(str::to_owned);
        let mut own_name = || match depth {
            0 => names.name(called.as_deref(), number),
            // One # is enough: what lies deeper is parted by a slash.
            _ => names.name(called.as_deref(), number).replacen(
                &format!("{name}#"),
                &format!("{name}/"),
                1,
            ),
        };
        let document = |bytes: &[u8], source: String, kind| Document {
            bytes: bytes.to_vec(),
            source,
            told: Told {
                kind,
                ..Told::default()
            },
        };
        match &part.body {
            PartType::Text(words) if is_prose(part) => {
                found.push(document(words.as_bytes(), own_name(), Some(Kind::Plain)));
            }
            PartType::Html(words) => {
                found.push(document(words.as_bytes(), own_name(), Some(Kind::Html)));
            }
            PartType::Binary(bytes) | PartType::InlineBinary(bytes)
                if bytes.starts_with(b"%PDF-") =>
            {
                found.push(document(bytes, own_name(), None));
            }
            PartType::Message(inner) if depth < DEEPEST => {
                take(inner, &own_name(), settings, depth + 1, found);
            }
            PartType::Multipart(_) => {}
            // Pictures that the page itself shows.
            _ if part.content_id().is_some() && is_picture(part) => {}
            _ => left_out.push(called.unwrap_or_else(|| format!("part {number}"))),
        }
    }
    if let Some((words, kind)) = body(message, settings) {
        let mut told = told(message);
        told.kind = Some(kind);
        told.warnings.extend(warning(&left_out));
        let body = Document {
            bytes: words.into_bytes(),
            source: name.to_owned(),
            told,
        };
        found.insert(at, body);
    }
}

fn is_of(part: &MessagePart<'_>, main: &str, subtypes: &[&str]) -> bool {
    let Some(kind) = part.content_type() else {
        return main == "text";
    };
    let sub = kind.subtype().unwrap_or("plain");
    kind.ctype().eq_ignore_ascii_case(main)
        && (subtypes.is_empty() || subtypes.iter().any(|name| sub.eq_ignore_ascii_case(name)))
}

fn is_prose(part: &MessagePart<'_>) -> bool {
    is_of(part, "text", &["plain", "markdown", "x-markdown"])
}

fn is_picture(part: &MessagePart<'_>) -> bool {
    is_of(part, "image", &[])
}

fn warning(left_out: &[String]) -> Option<Warning> {
    let first = left_out.first()?;
    let which = match left_out.len() {
        1 => format!("the attachment {first:?} is"),
        n => format!("{n} attachments ({first:?} and others) are"),
    };
    Some(Warning {
        code: "attachments".to_owned(),
        message: format!("{which} neither text, a page, a PDF file nor mail and was left out"),
        span: None,
    })
}

/// A page that a browser saved with its parts: nothing in the mail's header is of its author.
fn saved_page(message: &Message<'_>) -> Option<Document> {
    let kind = message.content_type()?;
    let related = kind.ctype().eq_ignore_ascii_case("multipart")
        && kind
            .subtype()
            .is_some_and(|sub| sub.eq_ignore_ascii_case("related"));
    let saved = message.from().is_none()
        || message.header_raw("Snapshot-Content-Location").is_some()
        || message
            .header_raw("From")
            .is_some_and(|from| from.contains("<Saved by"));
    if !(related && saved) {
        return None;
    }
    let (page, words) = message.parts.iter().find_map(|part| match &part.body {
        PartType::Html(words) => Some((part, words)),
        _ => None,
    })?;
    let location = message
        .header_raw("Snapshot-Content-Location")
        .or_else(|| page.content_location());
    let url = filled(location.map(str::to_owned)).filter(|url| url.starts_with("http"));
    Some(Document {
        bytes: words.as_bytes().to_vec(),
        source: String::new(),
        told: Told {
            url,
            kind: Some(Kind::Html),
            ..Told::default()
        },
    })
}

/// What a mail's header says of it.
fn told(message: &Message<'_>) -> Told {
    let sender = message.from().and_then(|from| from.first());
    let name = filled(sender.and_then(|sender| sender.name()).map(str::to_owned));
    let address = sender
        .and_then(|sender| sender.address())
        .unwrap_or_default();
    let is_outlet = name
        .as_deref()
        .is_some_and(|name| is_domains(name, address));
    let published = message.date().and_then(|day| {
        let (year, month) = (i16::try_from(day.year).ok()?, i8::try_from(day.month).ok()?);
        Date::new(year, month, i8::try_from(day.day).ok()?).ok()
    });
    Told {
        headline: filled(message.subject().map(str::to_owned)),
        outlet: name.clone().filter(|_| is_outlet),
        authors: name.into_iter().filter(|_| !is_outlet).collect(),
        published,
        ..Told::default()
    }
}

/// Whether a sender's name is the name of the domain of its address.
fn is_domains(name: &str, address: &str) -> bool {
    let folded = |words: &str| -> String {
        words
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    let Some((_, domain)) = address.rsplit_once('@') else {
        return false;
    };
    let name = folded(name);
    let without_article = name.strip_prefix("the").unwrap_or(&name);
    let mut labels: Vec<&str> = domain.split('.').collect();
    // The last is the country's or the like.
    labels.pop();
    labels
        .into_iter()
        .map(folded)
        .any(|label| label.len() >= 3 && (label == name || label == without_article))
}

/// The words of a message: its text, or its page where the text has less than half of the page's words.
fn body(message: &Message<'_>, settings: &Settings) -> Option<(String, Kind)> {
    let joined = |parts: Vec<&str>| filled(Some(parts.join("\n\n")));
    let text = joined(
        message
            .text_bodies()
            .filter_map(|part| match &part.body {
                PartType::Text(words) => Some(words.as_ref()),
                _ => None,
            })
            .collect(),
    );
    let page = joined(
        message
            .html_bodies()
            .filter_map(|part| match &part.body {
                PartType::Html(words) => Some(words.as_ref()),
                _ => None,
            })
            .collect(),
    );
    let letters = |words: &str| words.chars().filter(|c| c.is_alphanumeric()).count();
    match (text, page) {
        (Some(text), Some(page))
            if letters(&text) * 2 >= letters(&html::words(&page, settings)) =>
        {
            Some((text, Kind::Mail))
        }
        (_, Some(page)) => Some((page, Kind::Html)),
        (Some(text), None) => Some((text, Kind::Mail)),
        (None, None) => None,
    }
}

/// Labels what of a mail's text is another's or the sender's mark: quoted lines and the line that announces them, and
/// all from the line `-- ` on (RFC 3676).
pub(crate) fn label(article: &mut Article) {
    let mut signed = false;
    let mut before: Option<usize> = None;
    for at in 0..article.blocks.len() {
        let Some(block) = article.blocks.get(at).copied() else {
            continue;
        };
        let words = article.text.quote(block.span);
        let quoted = words.lines().any(|line| line.starts_with('>'));
        signed |= words == "--"
            || words.starts_with("--\n")
            || words.starts_with("-- \n")
            || words.starts_with("--\r");
        let announced = before
            .filter(|_| quoted)
            .and_then(|before| article.blocks.get_mut(before));
        if let Some(above) = announced
            && article.text.quote(above.span).ends_with(':')
            && article.text.quote(above.span).len() < 200
        {
            above.kind = BlockKind::Other;
        }
        if let Some(block) = article.blocks.get_mut(at).filter(|_| quoted || signed) {
            block.kind = BlockKind::Other;
        }
        before = Some(at);
    }
}
