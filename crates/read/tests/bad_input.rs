//! Input that is broken, hostile or simply not an article: each gives an article or one clear sentence.

use rapporteur_read::{Refusal, Settings, fingerprint, read, read_bytes, sources};
use rapporteur_record::Article;
use std::path::PathBuf;
use std::time::{Duration, Instant};

fn one(bytes: &[u8]) -> Result<Article, Refusal> {
    let articles = read_bytes(bytes, "input", &Settings::default())?;
    let mut found: Vec<_> = articles.collect();
    assert_eq!(found.len(), 1);
    found.remove(0)
}

#[test]
fn nothing_to_read() {
    for bytes in [
        &b""[..],
        b" \n\t\r\n ",
        b"<html><head></head><body>\n</body></html>",
        b"\xef\xbb\xbf",
    ] {
        assert!(
            matches!(one(bytes), Err(Refusal::Empty { .. })),
            "{bytes:?}"
        );
    }
}

#[test]
fn what_is_not_text_is_refused_with_its_name() {
    let refusal = one(b"\x89PNG\r\n\x1a\n").unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "input: expected text or a web page, but found a PNG picture; save it as .txt or .html"
    );
    assert!(matches!(
        one(&[0, 1, 2, 3, 255, 0, 7, 8]),
        Err(Refusal::Binary { .. })
    ));
}

#[test]
fn utf16_is_read() {
    let words = "Bridge closed\n\nThe bridge was closed on Monday, the mayor said.";
    let little: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = words.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [little, big] {
        assert_eq!(one(&bytes).unwrap().text.as_str(), words);
    }
}

#[test]
fn broken_utf8_is_read_with_a_warning() {
    let mut bytes = "“The bridge” — “the old one” — was closed on Monday, “at last”. "
        .repeat(4)
        .into_bytes();
    bytes.push(0xff);
    let article = one(&bytes).unwrap();
    assert_eq!(article.warnings[0].code, "encoding");
}

#[test]
fn over_the_limit() {
    let settings = Settings {
        max_bytes: 10,
        ..Settings::default()
    };
    let refusal = read_bytes(b"more than ten bytes", "input", &settings).unwrap_err();
    assert!(refusal.to_string().contains("--max-size"), "{refusal}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.txt");
    std::fs::write(&file, "more than ten bytes").unwrap();
    assert!(matches!(
        read(&file, &settings),
        Err(Refusal::TooLarge { limit: 10, .. })
    ));
}

#[test]
fn paths() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir_all(at("in/page_files")).unwrap();
    std::fs::create_dir_all(at("in/loose_files")).unwrap();
    std::fs::create_dir(at("empty")).unwrap();
    for name in [
        "in/b.txt",
        "in/a.txt",
        "in/.hidden",
        "in/page.html",
        "in/page_files/x.js",
        "in/loose_files/y.txt",
    ] {
        std::fs::write(at(name), "words").unwrap();
    }
    let found = sources(&[at("in"), at("in/a.txt"), at("empty"), at("missing")]);
    let names: Vec<PathBuf> = found
        .files
        .iter()
        .map(|f| f.strip_prefix(at("in")).unwrap().to_owned())
        .collect();
    assert_eq!(
        names,
        ["a.txt", "b.txt", "loose_files/y.txt", "page.html"].map(PathBuf::from)
    );
    let reasons: Vec<&str> = found.refused.iter().map(|r| r.reason.as_str()).collect();
    assert_eq!(reasons.len(), 2);
    assert!(
        reasons[0].contains("expected files in this folder, but found none"),
        "{reasons:?}"
    );
    assert!(
        reasons[1].contains("missing: expected a file or folder, but found nothing"),
        "{reasons:?}"
    );
    assert!(matches!(
        read(&at("missing"), &Settings::default()),
        Err(Refusal::NotFound { .. })
    ));
    assert!(matches!(
        read(&at("in"), &Settings::default()),
        Err(Refusal::Folder { .. })
    ));
}

#[cfg(unix)]
#[test]
fn links_that_lead_back_up_end() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.txt"), "words").unwrap();
    std::os::unix::fs::symlink(folder.path(), folder.path().join("up")).unwrap();
    let found = sources(&[folder.path().to_owned()]);
    assert_eq!(found.files.len(), 1);
    assert_eq!(found.refused.len(), 1);
    assert!(
        found.refused[0].reason.contains("leads back up"),
        "{:?}",
        found.refused
    );
}

#[cfg(unix)]
#[test]
fn no_permission() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.txt");
    std::fs::write(&file, "words").unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o0)).unwrap();
    // Root may read everything, so there is nothing to see then.
    if std::fs::read(&file).is_err() {
        assert!(matches!(
            read(&file, &Settings::default()),
            Err(Refusal::Permission { .. })
        ));
    }
}

#[test]
fn a_fingerprint_is_that_of_the_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.txt");
    std::fs::write(&file, "abc").unwrap();
    // The example of FIPS 180-4.
    assert_eq!(
        fingerprint(std::fs::File::open(&file).unwrap()).unwrap(),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    assert_eq!(one(b"abc").unwrap().id.0, "ba7816bf8f01cfea");
}

#[test]
fn a_page_cut_in_the_middle() {
    let page = "<!doctype html><html><head><title>Bridge closed</title></head><body><article><h1>Bridge closed</h1>\
                <p>The bridge was closed on Monday, the mayor said.</p><p>It will stay closed until the aut";
    let article = one(page.as_bytes()).unwrap();
    assert_eq!(
        article.text.quote(article.headline.unwrap()),
        "Bridge closed"
    );
    assert!(article.text.as_str().contains("until the aut"));
    for end in 0..page.len() {
        let _ = one(&page.as_bytes()[..end]);
    }
}

#[test]
fn ten_megabytes_on_one_line() {
    let start = Instant::now();
    let line =
        "The mayor said that the bridge (the old one) was closed, and 3 May came. ".repeat(140_000);
    assert!(line.len() > 10_000_000);
    let article = one(line.as_bytes()).unwrap();
    assert_eq!(article.blocks.len(), 1);
    let letters = "a".repeat(10_000_000);
    one(letters.as_bytes()).unwrap();
    let page = format!("<p>{line}");
    one(page.as_bytes()).unwrap();
    assert!(
        start.elapsed() < Duration::from_secs(60),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn a_hundred_thousand_elements_deep() {
    let deep = "<div>".repeat(100_000)
        + "<p>The bridge was closed on Monday, the mayor said."
        + &"</div>".repeat(100_000);
    let article = one(deep.as_bytes()).unwrap();
    assert_eq!(
        article.text.as_str(),
        "The bridge was closed on Monday, the mayor said."
    );
    let wide = "<div><p>The bridge was closed on Monday.</p></div>".repeat(100_000);
    one(wide.as_bytes()).unwrap();
    let links = format!(
        "<article>{}</article>",
        "<article><a href=x>word</a>".repeat(50_000)
    );
    let _ = one(links.as_bytes());
}

#[test]
fn other_languages_are_kept_with_a_warning() {
    let words = "Die Brücke ist gesperrt\n\nDer Rat der Stadt hat am Montag die alte Brücke für Lastwagen gesperrt, weil \
                 bei einer Prüfung Risse in zwei Pfeilern gefunden wurden, sagte die Bürgermeisterin.";
    let article = one(words.as_bytes()).unwrap();
    assert_eq!(article.language, "de");
    assert_eq!(article.warnings[0].code, "not-english");
    assert!(
        article.warnings[0]
            .message
            .contains("kept and searchable, not analysed")
    );
}
