//! The bytes that a trace names give the words, whatever the charset and however the page writes them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use encoding_rs::Encoding;
use proptest::prelude::*;
use rapporteur_read::{Settings, read_bytes};
use rapporteur_record::{Article, Span};

fn read(bytes: &[u8]) -> Option<Article> {
    let settings = Settings {
        trace: true,
        ..Settings::default()
    };
    read_bytes(bytes, "page", &settings).ok()?.next()?.ok()
}

/// Bytes of a page as a browser shows them: decoded, references resolved.
fn shown(bytes: &[u8], encoding: &'static Encoding) -> String {
    let (written, _) = encoding.decode_without_bom_handling(bytes);
    let mut words = Vec::new();
    for token in html5gum::Tokenizer::new(written.as_ref()) {
        let Ok(token) = token;
        if let html5gum::Token::String(piece) = token {
            words.extend_from_slice(&piece);
        }
    }
    String::from_utf8(words).unwrap()
}

fn without_space(words: &str) -> String {
    words.chars().filter(|c| !" \t\r\n".contains(*c)).collect()
}

/// The words of a span, read anew from the bytes that the trace names.
fn read_anew(article: &Article, span: Span, bytes: &[u8], encoding: &'static Encoding) -> String {
    let trace = article.trace.as_ref().unwrap();
    trace
        .source_of(span)
        .into_iter()
        .map(|range| shown(&bytes[range], encoding))
        .collect()
}

fn check(article: &Article, bytes: &[u8], encoding: &'static Encoding) {
    let text = &article.text;
    for block in &article.blocks {
        let words = text.quote(block.span);
        let anew = read_anew(article, block.span, bytes, encoding);
        assert_eq!(without_space(&anew), without_space(words), "{words:?}");
        // Each word alone, and each pair of neighbouring characters.
        let places: Vec<usize> = words
            .char_indices()
            .map(|(at, _)| block.span.start() + at)
            .chain([block.span.end()])
            .collect();
        for pair in places.windows(2) {
            let span = text.span(pair[0], pair[1]).unwrap();
            let anew = read_anew(article, span, bytes, encoding);
            assert!(
                without_space(&anew).contains(&without_space(text.quote(span))),
                "{:?} is not in {anew:?}",
                text.quote(span)
            );
        }
    }
}

const HEAD: &str = "<title>A bridge &amp; a ferry</title><h1>A bridge &amp; a ferry</h1>\r\n";

fn page(paragraphs: &[String]) -> String {
    let paragraphs: String = paragraphs
        .iter()
        .map(|p| format!("<p>The mayor {p} said that the ferry would sail on Monday.</p>\r\n"))
        .collect();
    format!(
        "<!DOCTYPE html><html><head>{HEAD}</head><body>{HEAD}<article>{paragraphs}</article></body></html>"
    )
}

/// Pieces as pages write them.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z ,.]{1,12}",
        Just("&amp;".to_owned()),
        Just("&eacute;".to_owned()),
        Just("&#8217;".to_owned()),
        Just("&#x2014".to_owned()),
        Just("&nbsp;".to_owned()),
        Just("&notit; ".to_owned()),
        Just("&fjlig;".to_owned()),
        Just("AT&T ".to_owned()),
        Just(" & ".to_owned()),
        Just("\r\n\t ".to_owned()),
        Just("\r".to_owned()),
        Just("<b>ju</b>st<br>".to_owned()),
        Just("<!-- no -->".to_owned()),
        Just("é".to_owned()),
        Just("ж".to_owned()),
        Just("日本".to_owned()),
        Just("’".to_owned()),
    ]
}

fn paragraphs() -> impl Strategy<Value = Vec<String>> {
    let paragraph = prop::collection::vec(piece(), 1..12).prop_map(|pieces| pieces.concat());
    prop::collection::vec(paragraph, 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn bytes_of_pages_give_their_words(
        paragraphs in paragraphs(),
        label in prop_oneof![
            Just("utf-8"), Just("windows-1252"), Just("windows-1251"), Just("shift_jis"),
            Just("gbk"), Just("gb18030"), Just("euc-kr"), Just("big5"), Just("utf-16le"), Just("utf-16be"),
        ],
    ) {
        let encoding = Encoding::for_label(label.as_bytes()).unwrap();
        let page = page(&paragraphs);
        let bytes = if label.starts_with("utf-16") {
            let unit = if label.ends_with("le") { u16::to_le_bytes } else { u16::to_be_bytes };
            std::iter::once('\u{feff}').chain(page.chars())
                .flat_map(|c| c.encode_utf16(&mut [0; 2]).to_vec())
                .flat_map(unit)
                .collect()
        } else {
            // What the charset lacks is written as a reference, as browsers do.
            let page = page.replace("<head>", &format!("<head><meta charset={label}>"));
            encoding.encode(&page).0.into_owned()
        };
        let article = read(&bytes).unwrap();
        prop_assert!(article.blocks.len() > 1);
        check(&article, &bytes, encoding);
    }

    #[test]
    fn bytes_of_texts_give_their_words(words in "[a-zé日 .\n]{1,80}", mark in any::<bool>()) {
        let mut bytes = if mark { vec![0xEF, 0xBB, 0xBF] } else { Vec::new() };
        bytes.extend_from_slice(words.as_bytes());
        if let Some(article) = read(&bytes) {
            check(&article, &bytes, encoding_rs::UTF_8);
        }
    }
}

#[test]
fn what_is_not_lawful_is_traced_too() {
    let bytes = b"The mayor of Torvane\xff said on Monday that the ferry sails; caf\xc3\xa9, \xc3\xa9t\xc3\xa9, \
        na\xc3\xafve, d\xc3\xa9j\xc3\xa0 vu, cr\xc3\xa8me, br\xc3\xbbl\xc3\xa9e, \xc3\xa9lan.";
    let article = read(bytes).unwrap();
    let place = article.text.find("\u{fffd}").unwrap();
    let sails = article.text.find("sails").unwrap();
    let trace = article.trace.unwrap();
    let torn = bytes.iter().position(|b| *b == 0xFF).unwrap();
    let word = bytes.windows(5).position(|w| w == b"sails").unwrap();
    assert_eq!(trace.source_of(place), vec![torn..torn + 1]);
    assert_eq!(trace.source_of(sails), vec![word..word + 5]);
}

#[test]
fn without_being_asked_nothing_is_kept() {
    let articles = read_bytes(b"The ferry sails.", "-", &Settings::default());
    assert!(articles.unwrap().next().unwrap().unwrap().trace.is_none());
}
