//! Web archives (WARC): the pages in them, one after the other.
//!
//! **In:** `response` records with an HTTP response, `resource` and `conversion` records (the texts of a WET
//! file). **Out:** each page or text that the server gave with status 200, called by its file, the moment it was
//! taken and its address, as in the Wayback Machine: `crawl.warc.gz#20310503100000/https://pell.example/bridge`.
//! Redirects, errors, pictures and the like are counted ([`Skip`]); `request`, `metadata` and `warcinfo` records
//! are about captures and are none.
//!
//! Not yet: records in several segments (their first part is read), and captures that a `revisit` record only
//! points to.

mod http;
mod record;

use super::{Input, too_large};
use crate::document::{Document, Documents, Told};
use crate::kind::{self, Kind};
use crate::tally::{Skip, Tally};
use crate::{Refusal, Settings};
use record::{Fault, Header, Record, Records};

/// The pages of a web archive.
pub(super) fn documents(input: Input, source: &str, settings: &Settings) -> Documents {
    let tally = input.tally();
    let records = Records::new(input.rest, settings.max_bytes);
    let archive = Archive {
        source: source.to_owned(),
        settings: settings.clone(),
        tally,
    };
    Box::new(records.flat_map(move |record| archive.documents(record)))
}

/// What all records have in common.
struct Archive {
    source: String,
    settings: Settings,
    tally: Tally,
}

/// What a server gave, or a crawler noted.
struct Capture {
    /// The fields that tell what the payload is.
    header: Header,
    payload: Vec<u8>,
}

impl Archive {
    /// What a record gives: a document, a refusal, both where it could be unpacked in part, or nothing.
    fn documents(&self, record: Result<Record, Fault>) -> Vec<Result<Document, Refusal>> {
        let record = match record {
            Ok(record) => record,
            Err(fault) => return vec![Err(self.refusal(fault))],
        };
        let name = self.name(&record.header);
        let url = url(&record.header).map(str::to_owned);
        let whole = record.whole;
        let capture = match self.capture(record) {
            Ok(Some(capture)) => capture,
            Ok(None) => return Vec::new(),
            Err(why) => {
                self.tally.skip(why);
                return Vec::new();
            }
        };
        if !whole {
            return vec![Err(too_large(&name, &self.settings))];
        }
        let charset = charset(&capture.header);
        let plain = http::plain(&capture.header, capture.payload, self.settings.max_bytes);
        if plain.too_large {
            return vec![Err(too_large(&name, &self.settings))];
        }
        if is_untold(&capture.header) && !looks_like_page(&plain.bytes) {
            self.tally.skip(Skip::NotPage);
            return Vec::new();
        }
        let fault = plain.fault.map(|(what, found)| {
            Err(Refusal::Payload {
                source_name: name.clone(),
                what,
                found,
            })
        });
        let document = Ok(Document {
            bytes: plain.bytes,
            source: name,
            told: Told {
                url,
                charset,
                crawled: true,
                ..Told::default()
            },
        });
        std::iter::once(document).chain(fault).collect()
    }

    /// What was captured, where it may be an article; none where the record is about another.
    fn capture(&self, record: Record) -> Result<Option<Capture>, Skip> {
        let kind = record.header.get("warc-type").unwrap_or_default();
        match kind.to_ascii_lowercase().as_str() {
            "response" => {}
            "resource" | "conversion" => {
                if !is_page(&record.header, url(&record.header)) {
                    return Err(Skip::NotPage);
                }
                return Ok(Some(Capture {
                    header: record.header,
                    payload: record.body,
                }));
            }
            "revisit" => return Err(Skip::Repeat),
            _ => return Ok(None),
        }
        let url = url(&record.header).map(str::to_owned);
        let response = http::response(record.body).ok_or(Skip::NotPage)?;
        match response.status {
            200 | 203 => {}
            300..=399 => return Err(Skip::Redirect),
            _ => return Err(Skip::Error),
        }
        if !is_page(&response.header, url.as_deref()) {
            return Err(Skip::NotPage);
        }
        Ok(Some(Capture {
            header: response.header,
            payload: response.payload,
        }))
    }

    /// What a record is called: the archive, the moment of the capture, and its address.
    fn name(&self, header: &Header) -> String {
        let date = header.get("warc-date").unwrap_or_default();
        let moment: String = date.chars().filter(char::is_ascii_digit).take(32).collect();
        let what = url(header).or(header.get("warc-record-id"));
        format!("{}#{moment}/{}", self.source, what.unwrap_or_default())
    }

    fn refusal(&self, fault: Fault) -> Refusal {
        let record_of = |length| format!("a record of {length} bytes");
        match fault {
            Fault::Header { at, why } => Refusal::Record {
                source_name: self.source.clone(),
                expected: format!("a record at byte {at} (unpacked)"),
                found: why.to_owned(),
            },
            Fault::Length { header, length } => Refusal::Record {
                source_name: self.name(&header),
                expected: record_of(length),
                found: "another length".to_owned(),
            },
            Fault::Cut { header, length } => Refusal::Cut {
                source_name: self.name(&header),
                expected: length.map_or("a whole record".to_owned(), record_of),
            },
            Fault::Io(error) => Refusal::io(&self.source, error),
        }
    }
}

/// The address of what was captured; some programs write it in angle brackets.
fn url(header: &Header) -> Option<&str> {
    let url = header.get("warc-target-uri")?;
    let url = url.strip_prefix('<').unwrap_or(url);
    Some(url.strip_suffix('>').unwrap_or(url)).filter(|url| !url.is_empty())
}

/// What may be an article by what the server calls it.
const PAGES: [&str; 5] = [
    "text/html",
    "application/pdf",
    "application/xhtml+xml",
    "text/plain",
    "text/markdown",
];

/// Texts that servers keep for programs. Sources: RFC 9309 (robots.txt), RFC 9116 (security.txt), the IAB's
/// ads.txt.
const FOR_PROGRAMS: [&str; 4] = ["/robots.txt", "/ads.txt", "/app-ads.txt", "/security.txt"];

/// Whether it may be an article: a page or a text from the web, or something of which nothing is said.
fn is_page(header: &Header, url: Option<&str>) -> bool {
    // Programs note what they did under addresses of their own (`urn:`, `metadata:`, `dns:`).
    let Some(url) = url.filter(|url| is_web(url)) else {
        return false;
    };
    let path = url.split(['?', '#']).next().unwrap_or_default();
    if FOR_PROGRAMS.iter().any(|end| path.ends_with(end)) {
        return false;
    }
    is_untold(header) || PAGES.contains(&content_type(header).as_str())
}

fn is_web(url: &str) -> bool {
    let url = crate::lists::head(url, 8).to_ascii_lowercase();
    ["http://", "https://", "ftp://", "file:"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
}

fn content_type(header: &Header) -> String {
    let field = header.get("content-type").unwrap_or_default();
    let kind = field.split([';', ',']).next().unwrap_or_default();
    kind.trim().to_ascii_lowercase()
}

fn is_untold(header: &Header) -> bool {
    content_type(header).is_empty()
}

/// Whether bytes of which nothing is said are a page.
fn looks_like_page(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(bytes.get(..4096).unwrap_or(bytes)).into_owned();
    kind::binary(bytes).is_none() && kind::of_text(&head) == Kind::Html
}

/// The charset that the server named.
fn charset(header: &Header) -> Option<String> {
    let field = header.get("content-type")?;
    let named = field.split(';').find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then_some(value)
    })?;
    let label = named.trim().trim_matches(['"', '\'']);
    (!label.is_empty()).then(|| label.to_owned())
}
