//! What inputs are made from, a target for each reader: the example articles, strings that have broken programs
//! that read text, and small files of every kind made here.

use crate::spoil::{self, Lot};
use flate2::write::GzEncoder;
use std::io::Write;
use std::path::Path;

/// A reader, and what it is tried with.
pub struct Target {
    /// The reader.
    pub name: &'static str,
    /// Whole inputs, before they are packed.
    pub seeds: Vec<Vec<u8>>,
    /// How they are packed.
    pack: Option<Pack>,
}

/// Packs a file.
type Pack = fn(&[u8]) -> Vec<u8>;

impl Target {
    fn new(name: &'static str, seeds: Vec<Vec<u8>>) -> Target {
        Target {
            name,
            seeds,
            pack: None,
        }
    }

    fn packed(name: &'static str, seeds: Vec<Vec<u8>>, pack: Pack) -> Target {
        Target {
            name,
            seeds,
            pack: Some(pack),
        }
    }

    /// An input by lot.
    pub fn input(&self, lot: &mut Lot) -> Vec<u8> {
        match self.pack {
            None => spoil::spoilt(&self.seeds, lot),
            // Spoilt outside, few bytes reach the reader of what is inside.
            Some(pack) if lot.below(3) > 0 => pack(&spoil::spoilt(&self.seeds, lot)),
            Some(pack) => {
                let seed = lot.one_of(&self.seeds).cloned().unwrap_or_default();
                spoil::spoilt(&[pack(&seed)], lot)
            }
        }
    }
}

/// All targets, in the same order everywhere. A new reader is a line here, with files of its kind.
///
/// # Errors
/// An example article cannot be read.
pub fn targets(examples: &Path) -> std::io::Result<Vec<Target>> {
    let mut texts = Vec::new();
    below(examples, &mut texts)?;
    let mut pages: Vec<Vec<u8>> = texts.iter().map(|text| page(text)).collect();
    texts.extend(AWKWARD.iter().map(|words| words.as_bytes().to_vec()));
    let webs = vec![web(&pages, false), web(&pages, true)];
    pages.push(many_authors());
    let blank = String::from_utf8_lossy(&web(&pages, false)).replace("\r\n\r\nWARC/", BLANK);
    let any: Vec<Vec<u8>> = webs.iter().chain(&texts).cloned().collect();
    let kept = |files: &[&str]| -> Vec<Vec<u8>> {
        files.iter().map(|file| file.as_bytes().to_vec()).collect()
    };
    Ok(vec![
        Target::new("text", texts),
        Target::new("html", pages),
        Target::new("warc", [webs.clone(), vec![blank.into_bytes()]].concat()),
        Target::packed("wacz", webs, wacz),
        Target::packed("gz", any.clone(), gz),
        Target::packed("zst", any, zst),
        Target::new("feed", kept(&[RSS, OPEN_RSS, ATOM, JSON_FEED])),
        Target::new("mail", kept(&[MAIL, MBOX])),
        Target::new("jsonl", kept(&[JSONL])),
        Target::new("csv", kept(&[CSV, OPEN_CSV])),
        Target::new(
            "pdf",
            [kept(&[PDF, PDF_PAIRS]), vec![packed_pdf()]].concat(),
        ),
        Target::new("json", kept(&[JSON])),
    ])
}

/// A text as a page.
fn page(text: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(text);
    let paragraphs: Vec<String> = text.split("\n\n").map(|p| format!("<p>{p}</p>")).collect();
    format!(
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>Pell</title></head><body><article>\
         <h1>Pell</h1>{}</article></body></html>",
        paragraphs.join("\n")
    )
    .into_bytes()
}

/// A page that names many authors for machines.
fn many_authors() -> Vec<u8> {
    let authors: Vec<String> = (0..200)
        .map(|n| format!("{{\"@type\": \"Person\", \"name\": \"Ada Quill {n}\"}}"))
        .collect();
    format!(
        "<!DOCTYPE html><html><head><title>Pell</title><script type=\"application/ld+json\">\
         {{\"@type\": \"NewsArticle\", \"headline\": \"Pell\", \"author\": [{}]}}</script></head>\
         <body><article><h1>Pell</h1><p>Ada Quill said no.</p></article></body></html>",
        authors.join(", ")
    )
    .into_bytes()
}

/// The page of [`PDF`], its content packed, with a form that is shown three times.
fn packed_pdf() -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    let written =
        encoder.write_all(b"BT /F1 12 Tf 20 100 Td (Ada Quill said no.) Tj ET /X Do /X Do /X Do");
    let packed = written.and_then(|()| encoder.finish()).unwrap_or_default();
    let (before, after) = PDF.split_once("4 0 obj").unwrap_or_default();
    let (_, after) = after.split_once("endobj").unwrap_or_default();
    let before = before.replace("/Font <<", "/XObject << /X 6 0 R >> /Font <<");
    let content = format!(
        "4 0 obj\n<< /Length {} /Filter /FlateDecode >>\nstream\n",
        packed.len()
    );
    let form = "\nendstream\nendobj\n6 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 44 >>\n\
        stream\nBT /F1 9 Tf 20 50 Td (None left.) Tj ET /X Do\nendstream\nendobj";
    [
        before.as_bytes(),
        content.as_bytes(),
        &packed,
        form.as_bytes(),
        after.as_bytes(),
    ]
    .concat()
}

/// Pages as a web archive; a coding of the transfer or the content is theirs by turns.
fn web(pages: &[Vec<u8>], coded: bool) -> Vec<u8> {
    let mut file = Vec::new();
    for (n, page) in pages.iter().take(6).enumerate() {
        let (fields, payload) = match (coded, n % 3) {
            (true, 0) => ("Content-Encoding: gzip\r\n", gz(page)),
            (true, 1) => {
                let head = format!("{:x}\r\n", page.len()).into_bytes();
                let chunked = [&head, page.as_slice(), b"\r\n0\r\n\r\n"].concat();
                ("Transfer-Encoding: chunked\r\n", chunked)
            }
            (true, _) => ("Content-Encoding: zstd\r\n", zst(page)),
            (false, _) => ("", page.clone()),
        };
        let status = if n == 4 { "301 Moved" } else { "200 OK" };
        let http = format!("HTTP/1.1 {status}\r\nContent-Type: text/html\r\n{fields}\r\n");
        let header = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://pell.example/{n}\r\n\
             WARC-Date: 2031-06-03T10:00:0{n}Z\r\nContent-Type: application/http\r\n\
             Content-Length: {}\r\n\r\n",
            http.len() + payload.len()
        );
        for part in [header.as_bytes(), http.as_bytes(), &payload, b"\r\n\r\n"] {
            file.extend_from_slice(part);
        }
    }
    file
}

/// Writing to memory cannot fail; if it did, the seed would be empty.
fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
    let written = encoder.write_all(bytes);
    written.and_then(|()| encoder.finish()).unwrap_or_default()
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn wacz(archive: &[u8]) -> Vec<u8> {
    let write = || -> zip::result::ZipResult<Vec<u8>> {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let stored = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored);
        for (name, bytes) in [
            ("archive/a.warc.gz", gz(archive)),
            ("archive/b.warc", archive.to_vec()),
            ("pages/pages.jsonl", PAGES.as_bytes().to_vec()),
        ] {
            zip.start_file(name, stored)?;
            zip.write_all(&bytes)?;
        }
        Ok(zip.finish()?.into_inner())
    };
    write().unwrap_or_default()
}

fn below(folder: &Path, seeds: &mut Vec<Vec<u8>>) -> std::io::Result<()> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        paths.push(entry?.path());
    }
    paths.sort();
    for path in paths {
        match path.is_dir() {
            true => below(&path, seeds)?,
            false => seeds.push(std::fs::read(path)?),
        }
    }
    Ok(())
}

const PAGES: &str = "{\"format\": \"json-pages-1.0\"}\n\
    {\"url\": \"https://pell.example/1\", \"title\": \"Pell\", \"ts\": \"2031-06-03T10:00:01Z\"}\n";

const RSS: &str = "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" \
    xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>Harbour Wire</title>\
    <item><title>Lamps &amp; bells</title><link>https://pell.example/1</link>\
    <pubDate>Tue, 03 Jun 2031 10:00:00 +0200</pubDate><description>Ada Quill said no.</description>\
    <content:encoded><![CDATA[<p>“No,” said <b>Ada Quill</b>.</p>]]></content:encoded></item>\
    <item><title>Oil</title><description>&lt;p&gt;None left, she said.&lt;/p&gt;</description></item></channel></rss>";

/// Two elements without their end, and an item.
const OPEN_RSS: &str = "<rss version=\"2.0\"><channel><title>Harbour Wire</title><note>\
    <item><title>Lamps</title><link>https://pell.example/1<description>Ada Quill said no &x &.</description>\
    <item><title>Oil</title><description>None left, she said.</description></item></channel></rss>";

/// More line ends between records than the standard asks for.
const BLANK: &str = "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\nWARC/";

const ATOM: &str = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Harbour Wire</title>\
    <entry><title type=\"html\">Lamps</title><link href=\"https://pell.example/1\"/><id>urn:1</id>\
    <updated>2031-06-03T10:00:00Z</updated><author><name>Edda Strand</name></author>\
    <content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Ada Quill said no.</p></div></content>\
    </entry></feed>";

const JSON_FEED: &str = "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"Harbour Wire\", \
    \"items\": [{\"id\": \"1\", \"url\": \"https://pell.example/1\", \"title\": \"Lamps\", \
    \"content_html\": \"<p>Ada Quill said no.</p>\", \"date_published\": \"2031-06-03T10:00:00Z\"}]}";

const MAIL: &str = "From: Edda Strand <edda@pell.example>\r\nTo: desk@pell.example\r\n\
    Subject: =?utf-8?q?Lamps_=E2=80=94_again?=\r\nDate: Tue, 3 Jun 2031 10:00:00 +0200\r\n\
    Message-ID: <1@pell.example>\r\nMIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n\
    Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
    Ada Quill said =E2=80=9Cno=E2=80=9D=\r\n.\r\n--b\r\nContent-Type: text/html\r\n\
    Content-Transfer-Encoding: base64\r\n\r\nPHA+Tm8uPC9wPg==\r\n--b\r\nContent-Type: image/png\r\n\
    Content-Disposition: attachment; filename=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b--\r\n";

const MBOX: &str = "From edda@pell.example Tue Jun  3 10:00:00 2031\nFrom: Edda <edda@pell.example>\n\
    Subject: Lamps\nDate: Tue, 3 Jun 2031 10:00:00 +0200\n\nAda Quill said no.\n>From here on, no more.\n\n\
    From dov@pell.example Wed Jun  4 10:00:00 2031\nFrom: Dov <dov@pell.example>\nSubject: Oil\n\nNone left, he said.\n";

const JSONL: &str = "{\"id\": \"1\", \"title\": \"Lamps\", \"text\": \"Ada Quill said no.\", \"date\": \"2031-06-03\"}\n\
    {\"id\": \"2\", \"text\": \"“None left,” \\u0048e said.\"}\n{bad\n{\"id\": \"3\", \"text\": \"Yes.\"}\n";

const CSV: &str = "id,title,text,date\r\n1,Lamps,\"Ada Quill said \"\"no\"\",\r\nand left.\",2031-06-03\r\n\
    2,Oil,None left,\r\n3,\"\",Yes he said,2031-06-04\r\n";

/// A field that is never closed, and one that another row's mark would close.
const OPEN_CSV: &str = "id,title,text\n1,Lamps,\"Ada Quill said no.\n2,Oil,\"None left, he said.\"\n\
    3,Tide,\"High at noon.\n4,Wind,It turned.\n";

const JSON: &str = "[{\"id\": \"1\", \"text\": \"Ada Quill said no.\", \"published\": \"2031-06-03\"}, \
    {\"id\": \"2\", \"text\": \"None left, he said.\", \"outlet\": \"Harbour Wire\"}]";

/// A page of one line, without the table of places that readers make anew.
const PDF: &str = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n\
    2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n\
    3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R \
    /Resources << /Font << /F1 5 0 R >> >> >>\nendobj\n\
    4 0 obj\n<< /Length 51 >>\nstream\nBT /F1 12 Tf 20 100 Td (Ada Quill said no.) Tj ET   \nendstream\nendobj\n\
    5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n\
    trailer\n<< /Root 1 0 R /Size 6 >>\nstartxref\n0\n%%EOF\n";

/// A page whose letters have two bytes each, with a table of what they are and of how wide.
const PDF_PAIRS: &str = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n\
    2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n\
    3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R \
    /Resources << /Font << /F1 5 0 R >> >> >>\nendobj\n\
    4 0 obj\n<< /Length 53 >>\nstream\nBT /F1 12 Tf 20 100 Td <004100640061002000730061> Tj ET\nendstream\nendobj\n\
    5 0 obj\n<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /ToUnicode 6 0 R \
    /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 500 \
    /W [0 65535 500 65 [600 600] 97 100 550] >>] >>\nendobj\n\
    6 0 obj\n<< /Length 170 >>\nstream\n/CIDInit /ProcSet findresource begin 12 dict begin begincmap \
    1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange \
    endcmap end end\nendstream\nendobj\n\
    trailer\n<< /Root 1 0 R /Size 7 >>\nstartxref\n0\n%%EOF\n";

/// Strings that are easily read wrongly; they are seeds, and are put into others.
pub const AWKWARD: [&str; 44] = [
    "",
    " \t\r\n",
    "\u{feff}",
    "\0",
    "\u{b}\u{c}\u{85}\u{2028}\u{2029}",
    "\u{a0}\u{202f}\u{2003}",
    "\u{200b}\u{200d}\u{2060}",
    "\u{202e}\u{2066}שלום\u{2069}",
    "e\u{301}\u{302}\u{323}",
    "İıßﬁǅ",
    "😀👩\u{200d}👩\u{200d}👧🇺🇳",
    "\u{10ffff}\u{fffd}",
    "\r\n\r\n",
    "“‘“",
    "”’”",
    "«„‚»",
    "'\"`´",
    "“The ‘so-called’ \"deal\",” he said, “is ‘dead”.",
    "——––--…",
    "...!?!?",
    "((([[[{{{",
    ")))]]]}}}",
    "U.S.A. Inc. Jr. No. p.m.",
    "he said he said he said",
    "said that said that said that",
    "“No,” said Gen. Ana Ruun, who said that Ruun said: “No.”",
    "On 31 February 2031, 29 Feb 2030, 0 May 0000, 99/99/9999",
    "last Tuesday, three days before the day after tomorrow",
    "24:61, 25th hour, 12 p.m. GMT+99:99",
    "from 18446744073709551616 to -1 million billion per cent",
    "1,0,0.0.0,00 ½ ٣ Ⅷ 1e999 $£€5bn",
    "PELL, June 3 (Harbour Wire) — ",
    "By By by BY and and, and",
    "Published: 2031-06-03T99:00:00+99:99",
    "Mr. Mrs. Dr. President of the of the of",
    "Article 5 of the Pell Accord of 1931 under the Accord",
    "if if unless not if provided that if",
    "<html><head><title>",
    "<p><p></div><b><table><td>",
    "<!--<script>--><style></script>",
    "&amp;&#0;&#x110000;&nbsp&lt;",
    "<article><h1></h1><time datetime=\"2031-13-45\">",
    "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"datePublished\":[{}]}</script>",
    "# * _ ** > | ``` [a](b) ---",
];
