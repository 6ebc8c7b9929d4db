//! PDF files, written here as small as they can be.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]

use rapporteur_read::{Refusal, Settings, read_bytes};
use rapporteur_record::{Article, BlockKind};

/// A line of a page: from the left, from the bottom, size, words.
type Line<'w> = (u32, u32, u32, &'w str);

/// A file of objects, with the table of their places; `more` stands in its trailer.
fn file(objects: &[Vec<u8>], more: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = String::new();
    for (number, object) in (1..).zip(objects) {
        places += &format!("{:010} 00000 n \n", bytes.len());
        bytes.extend(format!("{number} 0 obj\n").bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let (count, table) = (objects.len() + 1, bytes.len());
    bytes.extend(format!("xref\n0 {count}\n0000000000 65535 f \n{places}trailer\n<< /Size {count} /Root 1 0 R {more} >>\nstartxref\n{table}\n%%EOF\n").bytes());
    bytes
}

fn stream(words: &str) -> Vec<u8> {
    format!("<< /Length {} >>\nstream\n{words}\nendstream", words.len()).into_bytes()
}

/// A string in the font's code: one byte a letter, or two.
fn string(words: &str, wide: bool) -> String {
    let codes: String = words
        .chars()
        .map(|c| match (wide, c) {
            (true, c) => format!("{:04X}", u32::from(c)),
            (false, '“') => "93".to_owned(),
            (false, '”') => "94".to_owned(),
            (false, c) => format!("{:02X}", u32::from(c)),
        })
        .collect();
    format!("<{codes}>")
}

/// A file of pages. `wide` writes two bytes a letter, and a table of what they are.
fn pdf(pages: &[&[Line<'_>]], wide: bool, more: &str) -> Vec<u8> {
    let font = match wide {
        false => {
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
        }
        true => {
            "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /ToUnicode 4 0 R /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 500 >>] >>"
        }
    };
    let table = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end";
    let numbers: Vec<usize> = (0..pages.len()).map(|n| 5 + 2 * n).collect();
    let kids: String = numbers.iter().map(|n| format!("{n} 0 R ")).collect();
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Count {} /Kids [{kids}] >>", pages.len()).into_bytes(),
        font.into(),
        stream(table),
    ];
    for (number, lines) in numbers.iter().zip(pages) {
        let content = number + 1;
        objects.push(format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {content} 0 R /Resources << /Font << /F1 3 0 R >> >> >>").into_bytes());
        let words: String = lines
            .iter()
            .map(|(x, y, size, words)| {
                format!(
                    "BT /F1 {size} Tf {x} {y} Td {} Tj ET\n",
                    string(words, wide)
                )
            })
            .collect();
        objects.push(stream(&words));
    }
    file(&objects, more)
}

fn read(bytes: &[u8]) -> Result<Article, Refusal> {
    let mut found: Vec<_> = read_bytes(bytes, "a.pdf", &Settings::default())?.collect();
    assert_eq!(found.len(), 1);
    found.remove(0)
}

const ONE: &[Line<'_>] = &[
    (50, 780, 8, "Torvane Herald"),
    (50, 740, 20, "Council closes the old bridge"),
    (50, 715, 10, "By Ana Roa"),
    (50, 700, 10, "3 May 2031"),
    (
        50,
        676,
        10,
        "The council of Torvane closed the old bridge on Friday, because two of its pil-",
    ),
    (
        50,
        664,
        10,
        "lars are cracked, the mayor of the town said. “We had no choice,” said Mira",
    ),
    (50, 652, 10, "Lund."),
    (
        50,
        628,
        10,
        "The bridge will stay closed until the spring, when the council hopes to find the",
    ),
    (
        50,
        616,
        10,
        "money that the repair of the pillars will take, and the ferry is to sail until",
    ),
    (290, 20, 8, "1"),
];

const TWO: &[Line<'_>] = &[
    (50, 780, 8, "Torvane Herald"),
    (50, 740, 10, "then, the mayor said."),
    (290, 20, 8, "2"),
];

#[test]
fn pages_paragraphs_and_what_runs_along() {
    for wide in [false, true] {
        let article = read(&pdf(&[ONE, &[], TWO], wide, "")).unwrap();
        let blocks: String = article
            .blocks
            .iter()
            .map(|b| {
                format!(
                    "{:?} p.{}: {}\n",
                    b.kind,
                    article.page_at(b.span).unwrap(),
                    article.text.quote(b.span)
                )
            })
            .collect();
        insta::allow_duplicates! {
            insta::assert_snapshot!(blocks, @r##"
Headline p.1: Council closes the old bridge
Byline p.1: By Ana Roa
Dateline p.1: 3 May 2031
Body p.1: The council of Torvane closed the old bridge on Friday, because two of its pillars are cracked, the mayor of the town said. “We had no choice,” said Mira Lund.
Other p.1: Torvane Herald
Other p.1: 1
Body p.1: The bridge will stay closed until the spring, when the council hopes to find the money that the repair of the pillars will take, and the ferry is to sail until then, the mayor said.
Other p.3: Torvane Herald
Other p.3: 2
"##);
        }
        assert_eq!(article.pages.len(), 3);
        assert!(
            article
                .text
                .quote(article.pages[2])
                .starts_with("then, the mayor said.")
        );
        assert_eq!(article.published.date.unwrap().to_string(), "2031-05-03");
        assert_eq!(
            article.text.quote(article.headline.unwrap()),
            "Council closes the old bridge"
        );
        assert!(article.blocks_of(BlockKind::Other).count() >= 4);
    }
}

#[test]
fn the_day_a_file_was_made_is_not_the_day_of_publication() {
    let lines: &[Line<'_>] = &[(
        50,
        700,
        10,
        "The bridge was closed on Friday, the mayor said.",
    )];
    let made = "/Info << /CreationDate (D:20310809101010Z) /Title (draft7.doc) >>";
    let article = read(&pdf(&[lines], false, made)).unwrap();
    assert_eq!(article.published.date, None);
    assert_eq!(
        article.text.as_str(),
        "The bridge was closed on Friday, the mayor said."
    );
}

#[test]
fn files_without_a_text_layer_and_encrypted_ones() {
    let refusal = read(&pdf(&[&[]], false, "")).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "a.pdf: expected a PDF file with text, but found no text layer; read it with an OCR program first"
    );
    let key = "0123456789abcdef".repeat(4);
    let locked = format!(
        "/ID [<{key}> <{key}>] /Encrypt << /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >>"
    );
    let refusal = read(&pdf(&[ONE], false, &locked)).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "a.pdf: expected a PDF file that opens without a password, but found an encrypted one; save it without"
    );
}

#[test]
fn a_font_without_a_table_of_characters() {
    let file = pdf(&[ONE], true, "");
    let words = String::from_utf8(file)
        .unwrap()
        .replace("/ToUnicode", "/ToNothing");
    let refusal = read(words.as_bytes()).unwrap_err().to_string();
    assert!(refusal.contains("letters without the table"), "{refusal}");
}

#[test]
fn broken_files_are_refused_or_read_and_nothing_fails() {
    let refusal = read(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n").unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "a.pdf: expected a PDF file, but found one that is broken; save it again"
    );
    let file = pdf(&[ONE, TWO], true, "");
    for end in (0..file.len()).step_by(7) {
        let _ = read(&file[..end]);
    }
    // A byte after the other is another one.
    let mut spoilt = file.clone();
    for at in (0..file.len()).step_by(11) {
        spoilt[at] = spoilt[at].wrapping_mul(31).wrapping_add(7);
        let _ = read(&spoilt);
        if at % 3 == 0 {
            spoilt[at] = file[at];
        }
    }
}

#[test]
fn who_asks_for_the_bytes_behind_the_words_is_told_that_there_are_none() {
    let line = "The council of Torvane closed the old bridge on Friday, the mayor said.";
    let bytes = pdf(&[&[(72, 700, 12, line)]], false, "");
    let codes = |trace| -> Vec<String> {
        let settings = Settings {
            trace,
            ..Settings::default()
        };
        let mut articles = read_bytes(&bytes, "in", &settings).unwrap();
        let article = articles.next().unwrap().unwrap();
        assert_eq!(article.trace, None);
        article.warnings.into_iter().map(|w| w.code).collect()
    };
    assert!(!codes(false).contains(&"no-trace".to_owned()));
    assert!(codes(true).contains(&"no-trace".to_owned()));
}

/// A form of many letters, shown so often, in a file whose limit is a mebibyte.
fn shown_often(form: Vec<u8>, times: usize) -> Result<Article, Refusal> {
    let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
    let content = format!(
        "BT /F1 10 Tf 50 700 Td (The bridge was closed on Friday.) Tj ET {}",
        "/X Do ".repeat(times)
    );
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> /XObject << /X 6 0 R >> >> >>".to_vec(),
        stream(&content),
        font.into(),
        form,
    ];
    let settings = Settings {
        max_bytes: 1 << 20,
        ..Settings::default()
    };
    read_bytes(&file(&objects, ""), "a.pdf", &settings)?
        .next()
        .unwrap()
}

/// A form packed so many times, one over the other.
fn packed_form(content: &[u8], times: usize) -> Vec<u8> {
    use std::io::Write;
    let packed = (0..times).fold(content.to_vec(), |bytes, _| {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(&bytes).unwrap();
        encoder.finish().unwrap()
    });
    let filters = "/FlateDecode ".repeat(times);
    let mut form = format!("<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] /Filter [{filters}] /Length {} >>\nstream\n", packed.len()).into_bytes();
    form.extend(packed);
    form.extend(b"\nendstream");
    form
}

#[test]
fn a_form_is_unpacked_and_shown_within_the_limit() {
    let words = b"BT /F1 10 Tf 50 600 Td (It stays closed until the spring, she said.) Tj ET ";
    let article = shown_often(packed_form(words, 2), 1).unwrap();
    assert!(
        article
            .text
            .as_str()
            .contains("until the spring, she said."),
        "{:?}",
        article.text
    );
    // What unpacks to more than all of it may, and what is small but shown again and again.
    let long = [words.to_vec(), vec![b' '; 200 << 20]].concat();
    for (form, times) in [
        (packed_form(&long[..4 << 20], 1), 1),
        (packed_form(&long, 2), 1),
        (packed_form(&long[..100 << 10], 1), 1000),
    ] {
        let start = std::time::Instant::now();
        let refusal = shown_often(form, times).unwrap_err();
        assert!(
            matches!(refusal, Refusal::Bomb { limit: 100, .. }),
            "{refusal}"
        );
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }
}

#[test]
fn widths_that_are_told_again_and_again() {
    let words = String::from_utf8(pdf(&[ONE], true, "")).unwrap();
    let again = format!(
        "/W [{} 4294967295 [500 500]] /DW 500",
        "0 65535 500 ".repeat(20_000)
    );
    let start = std::time::Instant::now();
    // The table of places is made anew where it is wrong.
    let article = read(words.replace("/DW 500", &again).as_bytes()).unwrap();
    assert_eq!(article.text, read(words.as_bytes()).unwrap().text);
    let simple = String::from_utf8(pdf(&[ONE], false, "")).unwrap();
    let beyond = simple.replace(
        "/Subtype /Type1",
        "/Subtype /Type1 /FirstChar 4294967295 /Widths [500 500]",
    );
    read(beyond.as_bytes()).unwrap();
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
