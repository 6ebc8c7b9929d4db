//! Files that hold several articles, and mail: what comes out of them, and what of a broken one.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]

use rapporteur_read::{Refusal, Settings, read_bytes};
use rapporteur_record::{Article, BlockKind};

fn with(bytes: &[u8], settings: &Settings) -> Vec<Result<Article, Refusal>> {
    match read_bytes(bytes, "in", settings) {
        Ok(articles) => articles.collect(),
        Err(refusal) => vec![Err(refusal)],
    }
}

fn all(bytes: impl AsRef<[u8]>) -> Vec<Result<Article, Refusal>> {
    with(bytes.as_ref(), &Settings::default())
}

fn mapped(map: &str) -> Settings {
    Settings {
        columns: map.parse().unwrap(),
        ..Settings::default()
    }
}

/// What was read, in a few lines an article.
fn shown(found: &[Result<Article, Refusal>]) -> String {
    found
        .iter()
        .map(|one| one.as_ref().map_or_else(|r| format!("! {r}\n"), card))
        .collect()
}

fn card(article: &Article) -> String {
    let day = article.published.date.map(|d| d.to_string());
    let mut lines = format!(
        "{} | {} | {} | {}\n",
        article.source,
        article.outlet.as_deref().unwrap_or("-"),
        day.as_deref().unwrap_or("-"),
        article.url.as_deref().unwrap_or("-")
    );
    for block in &article.blocks {
        lines += &format!(
            "  {:?}: {}\n",
            block.kind,
            article.text.quote(block.span).replace('\n', "⏎")
        );
    }
    for warning in &article.warnings {
        lines += &format!("  ({})\n", warning.code);
    }
    lines
}

const RSS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
  <title>Elvo Tribune &amp; Post</title>
  <link>https://elvotribune.example/</link>
  <item>
    <title>Council &amp;amp; mayor close the bridge</title>
    <link>https://elvotribune.example/bridge</link>
    <guid isPermaLink="false">tag-17</guid>
    <pubDate>Sat, 03 May 2031 10:00:00 GMT</pubDate>
    <dc:creator><![CDATA[Ana Roa]]></dc:creator>
    <description>The short one.</description>
    <content:encoded><![CDATA[<p>The council of Torvane closed the old bridge on Friday, the mayor said.</p><p>“We had no choice,” said Mira Lund.</p>]]></content:encoded>
  </item>
  <item>
    <title>Ferry late</title>
    <guid>https://elvotribune.example/ferry</guid>
    <pubDate>4/5/2031</pubDate>
    <description>The ferry was late again&nbsp;on Friday & nobody knew why, a passenger said.</description>
  </item>
  <item>
    <title>Nothing but a title</title>
    <link>https://elvotribune.example/none</link>
  </item>
</channel>
</rss>
"#;

#[test]
fn rss_two() {
    insta::assert_snapshot!(shown(&all(RSS)), @r##"
in#tag-17 | Elvo Tribune & Post | 2031-05-03 | https://elvotribune.example/bridge
  Headline: Council & mayor close the bridge
  Body: The council of Torvane closed the old bridge on Friday, the mayor said.
  Body: “We had no choice,” said Mira Lund.
in#https://elvotribune.example/ferry | Elvo Tribune & Post | - | https://elvotribune.example/ferry
  Headline: Ferry late
  Body: The ferry was late again on Friday & nobody knew why, a passenger said.
  (no-date)
! in, line 21: expected the text of an item, but found none; it was left out
"##);
}

#[test]
fn a_feed_that_is_cut_off() {
    let at = RSS.find("<title>Ferry late").unwrap();
    insta::assert_snapshot!(shown(&all(&RSS[..at + 60])), @r##"
in#tag-17 | Elvo Tribune & Post | 2031-05-03 | https://elvotribune.example/bridge
  Headline: Council & mayor close the bridge
  Body: The council of Torvane closed the old bridge on Friday, the mayor said.
  Body: “We had no choice,” said Mira Lund.
! in, line 17: expected a whole feed, but found <guid> without its end; the item before it was read
"##);
    for end in 0..RSS.len() {
        if RSS.is_char_boundary(end) {
            let _ = all(&RSS[..end]);
        }
    }
}

#[test]
fn atom() {
    let feed = r#"<feed xmlns="http://www.w3.org/2005/Atom">
<title type="text">Torvane Herald</title>
<author><name>The desk</name></author>
<entry>
  <id>urn:x:1</id>
  <title type="html">Lund &lt;em&gt;refuses&lt;/em&gt; the paper</title>
  <link rel="alternate" href="https://herald.example/a?x=1&amp;y=2"/>
  <link rel="enclosure" href="https://herald.example/a.mp3"/>
  <published>2031-05-03T09:00:00Z</published>
  <updated>2031-05-06T09:00:00Z</updated>
  <author><name>Ben Sole</name></author>
  <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Mira Lund refused to sign the paper on Friday &amp; left.</p><p>She gave no reason.</p></div></content>
</entry>
<entry>
  <id>urn:x:1</id>
  <title>Only changed</title>
  <updated>2031-05-06T09:00:00Z</updated>
  <summary>The day of the first print is not told by this entry of the feed.</summary>
</entry>
</feed>"#;
    insta::assert_snapshot!(shown(&all(feed)), @r##"
in#urn:x:1 | Torvane Herald | 2031-05-03 | https://herald.example/a?x=1&y=2
  Headline: Lund refuses the paper
  Body: Mira Lund refused to sign the paper on Friday & left.
  Body: She gave no reason.
in#urn:x:1~2 | Torvane Herald | - | -
  Headline: Only changed
  Body: The day of the first print is not told by this entry of the feed.
  (no-date)
"##);
}

#[test]
fn rss_one_and_json_feed() {
    let rdf = r#"<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="x"><title>Elvo Wire</title></channel>
<item rdf:about="https://wire.example/1"><title>Bridge closed</title><link>https://wire.example/1</link>
<dc:date>2031-05-03</dc:date><description>The bridge was closed on Friday, the mayor said.</description></item>
</rdf:RDF>"#;
    let json = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Elvo Notes", "items": [
{"id": 7, "url": "https://notes.example/7", "title": "Bridge closed", "date_published": "2031-05-03T10:00:00+02:00",
 "authors": [{"name": "Ana Roa"}], "content_html": "<p>The bridge was closed on Friday.</p><p>The mayor said so.</p>"},
{"id": "8", "content_text": "The ferry was late on Friday, a passenger said."},
{"id": "9"}]}"#;
    insta::assert_snapshot!(shown(&all(rdf)), @r##"
in#https://wire.example/1 | Elvo Wire | 2031-05-03 | https://wire.example/1
  Headline: Bridge closed
  Body: The bridge was closed on Friday, the mayor said.
"##);
    insta::assert_snapshot!(shown(&all(json)), @r##"
in#7 | Elvo Notes | 2031-05-03 | https://notes.example/7
  Headline: Bridge closed
  Body: The bridge was closed on Friday.
  Body: The mayor said so.
in#8 | Elvo Notes | - | -
  Body: The ferry was late on Friday, a passenger said.
! in#9: expected an article, but found no text in it; remove it or save it again
"##);
}

#[test]
fn a_feed_in_a_legacy_charset_and_an_empty_one() {
    let feed = "<?xml version=\"1.0\" encoding=\"windows-1252\"?><rss version=\"2.0\"><channel><title>Caf\u{e9}</title><item><title>A</title><description>The caf\u{e9} on the quay stayed open on Friday.</description></item></channel></rss>";
    let bytes: Vec<u8> = feed
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let found = all(bytes);
    assert_eq!(found[0].as_ref().unwrap().outlet.as_deref(), Some("Café"));
    let none = shown(&all(
        "<rss version=\"2.0\"><channel><title>x</title></channel></rss>",
    ));
    assert_eq!(
        none,
        "! in, line 1: expected a feed with items, but found none\n"
    );
}

#[test]
fn a_table_of_articles() {
    let rows = "id;Title;Published At;Source;Link;Body\n\
        a;Bridge closed;2031-05-03;Elvo Tribune;https://e.example/a;\"The bridge, she said, is closed.\nIt stays so; the mayor agreed.\"\n\
        b;Short row;2031-05-03\n\
        c;Page;May 4, 2031;Torvane Herald;https://t.example/c;<p>The bridge was closed on Friday.</p><p>Nobody knew why, he said.</p>\n\
        d;Empty;2031-05-03;Elvo Tribune;https://e.example/d;\n\
        a;Ferry late;1936000000;Elvo Tribune;https://e.example/e;The ferry was late again on Friday.\n";
    insta::assert_snapshot!(shown(&all(rows)), @r##"
in#a | Elvo Tribune | 2031-05-03 | https://e.example/a
  Headline: Bridge closed
  Body: The bridge, she said, is closed.
  Body: It stays so; the mayor agreed.
! in, line 4: expected as many fields as columns, but found 3, where the first line has 6; the row was left out
in#c | Torvane Herald | 2031-05-04 | https://t.example/c
  Headline: Page
  Body: The bridge was closed on Friday.
  Body: Nobody knew why, he said.
! in, line 6: expected the text of an article, but found an empty field; the row was left out
in#a~5 | Elvo Tribune | 2031-05-08 | https://e.example/e
  Headline: Ferry late
  Body: The ferry was late again on Friday.
"##);
    let wide: Vec<u8> = std::iter::once(0xFEFF)
        .chain(rows.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(shown(&all(wide)), shown(&all(rows)));
    let marked = format!("\u{feff}{rows}");
    assert_eq!(shown(&all(marked)), shown(&all(rows)));
}

#[test]
fn columns_that_the_user_names() {
    let rows = "nr,kop,verhaal\n1,Bridge closed,The bridge was closed on Friday.\n";
    insta::assert_snapshot!(shown(&with(rows.as_bytes(), &mapped("text=verhaal,headline=kop,id=nr"))), @r##"
in#1 | - | - | -
  Headline: Bridge closed
  Body: The bridge was closed on Friday.
"##);
    insta::assert_snapshot!(shown(&with(rows.as_bytes(), &mapped("text=verhaal,url=adres"))), @r##"! in: expected the column "adres" of --map, but found 3 columns: nr, kop, verhaal"##);
    insta::assert_snapshot!(shown(&all("url,title,date\nhttps://e.example,Bridge closed,2031-05-03\n")), @"! in: expected a column with the articles' text, but found 3 columns: url, title, date; name it with --map text=COLUMN");
    let object = r#"{"key": 5, "doc": {"body": "The bridge was closed on Friday.", "when": "2031-05-03"}, "tags": []}"#;
    let lines = format!("{object}\n{object}\n");
    insta::assert_snapshot!(shown(&with(lines.as_bytes(), &mapped("text=doc.body,published=doc.when,id=key"))), @r##"
in#5 | - | 2031-05-03 | -
  Body: The bridge was closed on Friday.
in#5~2 | - | 2031-05-03 | -
  Body: The bridge was closed on Friday.
"##);
}

#[test]
fn a_table_of_ten_thousand_columns() {
    let names: Vec<String> = (0..10_000).map(|n| format!("column_{n}")).collect();
    let fields = vec!["x"; 10_000];
    let rows = format!(
        "{},text\n{},The bridge was closed on Friday.\nx,y\n{},The ferry was late on Friday.\n",
        names.join(","),
        fields.join(","),
        fields.join(",")
    );
    let found = all(rows);
    assert_eq!(found.iter().filter(|one| one.is_ok()).count(), 2);
    let refusal = found[1].as_ref().unwrap_err().to_string();
    assert_eq!(
        refusal,
        "in, line 3: expected as many fields as columns, but found 2, where the first line has 10001; the row was left out"
    );
    let none = all(format!("{},url\n{},z\n", names.join(","), fields.join(",")));
    let refusal = none[0].as_ref().unwrap_err().to_string();
    assert!(
        refusal.contains("10001 columns: column_0, column_1,") && refusal.contains("and 9989 more"),
        "{refusal}"
    );
}

#[test]
fn a_quotation_mark_that_is_never_closed() {
    let settings = Settings {
        max_bytes: 200_000,
        ..Settings::default()
    };
    let row = "1,Bridge closed,The bridge was closed on Friday.\n";
    let rows = format!(
        "id,title,text\n{row}2,\"Bridge,open.\n{}",
        row.repeat(20_000)
    );
    let found = with(rows.as_bytes(), &settings);
    assert_eq!(found.len(), 20_002);
    assert!(
        found
            .iter()
            .enumerate()
            .all(|(at, one)| one.is_ok() == (at != 1)),
        "only the second row is refused"
    );
    let refusal = found[1].as_ref().unwrap_err().to_string();
    assert!(
        refusal.starts_with("in, line 3: expected a quotation mark")
            && refusal.contains("--max-size"),
        "{refusal}"
    );
    let rows = "id,text\n1,\"The bridge was\nclosed on \"\"Friday\"\".\"\n2,\"The ferry\n3,\"The ferry was late.\"\n\
                4,\"unclosed\n5,The council met on Monday.\n";
    insta::assert_snapshot!(shown(&all(rows)), @r##"
in#1 | - | - | -
  Headline: The bridge was
  Body: closed on "Friday".
! in, line 4: expected a quotation mark at the end of the field, but found none up to the end of the file or the limit (--max-size), or one inside it; the row was left out
in#3 | - | - | -
  Body: The ferry was late.
! in, line 6: expected a quotation mark at the end of the field, but found none up to the end of the file or the limit (--max-size), or one inside it; the row was left out
in#5 | - | - | -
  Body: The council met on Monday.
"##);
    // Each line opens a field that the next one closes, and opens another.
    let start = std::time::Instant::now();
    let hostile = format!(
        "id,title,text\n{}{}",
        row.repeat(6),
        "a\",b,\"c\n".repeat(100_000)
    );
    let found = all(hostile);
    assert_eq!(found.len(), 100_006);
    assert_eq!(found.iter().filter(|one| one.is_ok()).count(), 6);
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}

#[test]
fn elements_of_a_feed_without_their_end() {
    let item = |n: usize, link: &str, end: &str| {
        format!(
            "<item><title>Part {n}</title><guid isPermaLink=\"false\">g{n}</guid>{link}\
             <description>The bridge {n} was closed on Friday.</description>{end}\n"
        )
    };
    let link = "<link>https://e.example/1";
    let feed = format!(
        "<rss version=\"2.0\"><channel><title>Elvo Tribune</title><note>\n{}{}{}{}</channel></rss>",
        item(1, link, "</item>"),
        item(2, "", ""),
        item(3, "<category>", "</item>"),
        item(4, "", ""),
    );
    insta::assert_snapshot!(shown(&all(feed)), @r##"
in#g1 | Elvo Tribune | - | https://e.example/1
  Headline: Part 1
  Body: The bridge 1 was closed on Friday.
in#g2 | Elvo Tribune | - | -
  Headline: Part 2
  Body: The bridge 2 was closed on Friday.
in#g3 | Elvo Tribune | - | -
  Headline: Part 3
  Body: The bridge 3 was closed on Friday.
in#g4 | Elvo Tribune | - | -
  Headline: Part 4
  Body: The bridge 4 was closed on Friday.
"##);
    // So many marks that no end follows, and elements that nothing ends.
    let start = std::time::Instant::now();
    let marks = format!(
        "<rss><channel><item><description>{}</description></item></channel></rss>",
        "&x ".repeat(500_000)
    );
    assert_eq!(all(marks).len(), 1);
    let open: String = (0..200_000).map(|n| format!("<x{n}>")).collect();
    let _ = all(format!("<rss><channel>{open}"));
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

#[test]
fn a_mail_in_a_folder_with_a_number_sign() {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("a#b");
    std::fs::create_dir(&inside).unwrap();
    let path = inside.join("m.eml");
    std::fs::write(&path, MAIL).unwrap();
    let names: Vec<String> = rapporteur_read::read(&path, &Settings::default())
        .unwrap()
        .map(|one| one.unwrap().source)
        .collect();
    let name = path.display().to_string();
    let wanted = ["", "#page.html", "#3"].map(|part| format!("{name}{part}"));
    assert_eq!(names, wanted);
}

#[test]
fn json_lines_with_a_bad_one() {
    let lines = r#"{"id": "a", "title": "Bridge closed", "text": "The bridge was closed on Friday.", "published_at": "2031-05-03", "source": {"name": "Elvo Tribune"}, "authors": ["Ana Roa", "Ben Sole"]}
{"id": "b", "text": "The ferry

["no object"]
{"id": "d", "note": "no text"}
{"id": "e", "url": "https://e.example/e", "text": "<p>The ferry was late.</p><p>Nobody knew why on Friday.</p>", "date": "soon"}
"#;
    insta::assert_snapshot!(shown(&all(lines)), @r##"
in#a | Elvo Tribune | 2031-05-03 | -
  Headline: Bridge closed
  Body: The bridge was closed on Friday.
! in, line 2: expected JSON, but found control character (\u0000-\u001F) found while parsing a string; it was left out
! in, line 4: expected a JSON object, but found another value; it was left out
! in, line 5: expected the text of an article, but found none; it was left out
in#e | - | - | https://e.example/e
  Body: The ferry was late.
  Body: Nobody knew why on Friday.
  (no-date)
"##);
    // The first may be the bad one.
    let turned: Vec<&str> = lines.lines().rev().skip(3).collect();
    assert_eq!(
        all(turned.join("\n"))
            .iter()
            .filter(|one| one.is_ok())
            .count(),
        1
    );
}

#[test]
fn json_as_a_whole() {
    let list = r#"[
  {"title": "Bridge [closed]", "content": "The bridge \"was\" closed on Friday, }]."},
  {"title": "Broken", "content": 1 2},
  {"title": "Ferry late",
   "content": "The ferry was late on Friday."}
]"#;
    insta::assert_snapshot!(shown(&all(list)), @r##"
in#1 | - | - | -
  Headline: Bridge [closed]
  Body: The bridge "was" closed on Friday, }].
! in, line 3: expected JSON, but found expected `,` or `}`; it was left out
in#2 | - | - | -
  Headline: Ferry late
  Body: The ferry was late on Friday.
"##);
    let one = "{\n  \"headline\": \"Bridge closed\",\n  \"body\": \"The bridge was closed on Friday.\"\n}";
    insta::assert_snapshot!(shown(&all(one)), @r##"
in | - | - | -
  Headline: Bridge closed
  Body: The bridge was closed on Friday.
"##);
    let inside =
        r#"{"status": "ok", "articles": [{"content": "The bridge was closed on Friday."}]}"#;
    insta::assert_snapshot!(shown(&all(inside)), @r##"
in#1 | - | - | -
  Body: The bridge was closed on Friday.
"##);
    insta::assert_snapshot!(shown(&all("{\"a\": 1,\n \"b\": }")), @"! in, line 2: expected JSON, but found expected value");
    insta::assert_snapshot!(shown(&all("{\"type\": \"map\", \"colours\": [1, 2]}")), @"! in: expected a column with the articles' text, but found 2 columns: colours, type; name it with --map text=COLUMN");
    insta::assert_snapshot!(shown(&all(&list[..150])), @r##"
in#1 | - | - | -
  Headline: Bridge [closed]
  Body: The bridge "was" closed on Friday, }].
! in, line 3: expected JSON, but found expected `,` or `}`; it was left out
! in, line 4: expected the end of the list, but found the end of the file; what stood before it was read
"##);
}

#[test]
fn the_same_words_told_of_as_two_outlets() {
    let lines = "{\"text\": \"The bridge was closed on Friday.\", \"outlet\": \"Elvo Tribune\"}\n\
                 {\"text\": \"The bridge was closed on Friday.\", \"outlet\": \"Torvane Herald\"}\n";
    let found = all(lines);
    assert_ne!(found[0].as_ref().unwrap().id, found[1].as_ref().unwrap().id);
}

#[test]
fn articles_that_only_look_like_something_else() {
    for words in [
        "[Sic] he said, and the bridge was closed on Friday.",
        "From: the town hall\n\nThe bridge was closed on Friday.",
        "From Elvo, where the bridge was closed at 10:30 on Friday\n\nThe mayor said so.",
        "Text, title, url\n\nThe bridge was closed on Friday.",
        "Red, white, blue\n\nThe flags, the lamps, and the boats were out, she said.",
        "{unclosed, said the mayor.",
    ] {
        let found = all(words);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].as_ref().unwrap().text.as_str(), words);
    }
}

const MAIL: &str = "From: Ana Roa <ana@torvane.example>\r\n\
Subject: =?utf-8?Q?Bridge_=E2=80=9Cclosed=E2=80=9D?=\r\n\
Date: Sat, 03 May 2031 23:30:00 -0500\r\n\
Message-ID: <m1@torvane.example>\r\n\
MIME-Version: 1.0\r\n\
Content-Type: multipart/mixed; boundary=x\r\n\r\n\
--x\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
The caf=E9 by the bridge was closed on Friday, Mira Lund said.\r\n\r\n\
On Friday Ben Sole wrote:\r\n\r\n> Is the bridge closed?\r\n\r\n-- \r\nAna Roa\r\nElvo\r\n\
--x\r\nContent-Type: text/html; name=page.html\r\nContent-Disposition: attachment; filename=page.html\r\n\r\n\
<h1>Ferry late</h1><p>The ferry was late again on Friday, she said.</p>\r\n\
--x\r\nContent-Type: image/png; name=map.png\r\nContent-Disposition: attachment; filename=map.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n\
--x\r\nContent-Type: message/rfc822\r\n\r\nFrom: \"The Elvo Tribune\" <news@mail.elvotribune.example>\r\nSubject: Morning\r\n\r\nThe council meets on Monday, the paper said.\r\n\
--x--\r\n";

#[test]
fn a_mail_with_attachments() {
    insta::assert_snapshot!(shown(&all(MAIL)), @r##"
in | - | 2031-05-03 | -
  Headline: Bridge “closed”
  Body: The café by the bridge was closed on Friday, Mira Lund said.
  Other: On Friday Ben Sole wrote:
  Other: > Is the bridge closed?
  Other: --
  Other: Ana Roa
  Other: Elvo
  (attachments)
in#page.html | - | - | -
  Headline: Ferry late
  Body: The ferry was late again on Friday, she said.
in#3 | The Elvo Tribune | - | -
  Headline: Morning
  Body: The council meets on Monday, the paper said.
"##);
    for end in 0..MAIL.len() {
        let _ = all(&MAIL[..end]);
    }
}

#[test]
fn a_box_of_mails() {
    let plain = "From: Ana Roa <ana@torvane.example>\nSubject: Bridge closed\nDate: Sat, 3 May 2031 10:00:00 +0000\n\n\
                 The bridge was closed on Friday.\n\n>From Monday on it is open, she said.\n>>From here.\n";
    let box_of = format!(
        "From ana@torvane.example Sat May  3 10:00:00 2031\n{plain}\n\
         From x Sat May  3 10:00:00 2031\n{}\nFrom ana@torvane.example Sun May  4 10:00:00 2031\n{plain}",
        MAIL.replace("\r\n", "\n")
    );
    let found = all(&box_of);
    insta::assert_snapshot!(shown(&found), @r##"
in#1 | - | 2031-05-03 | -
  Headline: Bridge closed
  Body: The bridge was closed on Friday.
  Body: From Monday on it is open, she said.
  Other: >From here.
in#m1@torvane.example | - | 2031-05-03 | -
  Headline: Bridge “closed”
  Body: The café by the bridge was closed on Friday, Mira Lund said.
  Other: On Friday Ben Sole wrote:
  Other: > Is the bridge closed?
  Other: --
  Other: Ana Roa
  Other: Elvo
  (attachments)
in#m1@torvane.example/page.html | - | - | -
  Headline: Ferry late
  Body: The ferry was late again on Friday, she said.
in#m1@torvane.example/3 | The Elvo Tribune | - | -
  Headline: Morning
  Body: The council meets on Monday, the paper said.
in#3 | - | 2031-05-03 | -
  Headline: Bridge closed
  Body: The bridge was closed on Friday.
  Body: From Monday on it is open, she said.
  Other: >From here.
"##);
    let small = Settings {
        max_bytes: 600,
        ..Settings::default()
    };
    let found = with(box_of.as_bytes(), &small);
    assert_eq!(found.iter().filter(|one| one.is_ok()).count(), 2);
    assert!(
        found[1]
            .as_ref()
            .unwrap_err()
            .to_string()
            .contains("in, line 11: expected a message within the limit"),
        "{found:?}"
    );
}

#[test]
fn a_newsletter_and_a_saved_page() {
    let letter = "From: Elvo Tribune <daily@elvotribune.example>\nSubject: Bridge closed\nDate: Sat, 3 May 2031 10:00:00 +0000\n\
        MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=y\n\n--y\nContent-Type: text/plain\n\nView this in your browser.\n\
        --y\nContent-Type: text/html\n\n<html><body><p>The council of Torvane closed the bridge on Friday, the mayor said.</p>\
        <p>It will stay closed until the spring, Mira Lund told the paper.</p></body></html>\n--y--\n";
    insta::assert_snapshot!(shown(&all(letter)), @r##"
in | Elvo Tribune | 2031-05-03 | -
  Headline: Bridge closed
  Body: The council of Torvane closed the bridge on Friday, the mayor said.
  Body: It will stay closed until the spring, Mira Lund told the paper.
"##);
    let page = "From: <Saved by Blink>\nSnapshot-Content-Location: https://elvotribune.example/bridge\nSubject: Bridge closed\n\
        Date: Sat, 9 Aug 2031 10:00:00 +0000\nMIME-Version: 1.0\nContent-Type: multipart/related; type=\"text/html\"; boundary=z\n\n\
        --z\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\nContent-Location: https://elvotribune.example/bridge\n\n\
        <html><head><title>Bridge closed</title></head><body><article><h1>Bridge closed</h1><p>The bridge was closed on Friday, the m=\nayor said.</p></article></body></html>\n\
        --z\nContent-Type: image/png\nContent-Location: https://elvotribune.example/x.png\n\nx\n--z--\n";
    insta::assert_snapshot!(shown(&all(page)), @r##"
in | - | - | https://elvotribune.example/bridge
  Headline: Bridge closed
  Body: The bridge was closed on Friday, the mayor said.
"##);
}

#[test]
fn what_is_quoted_in_a_mail_is_not_its_own() {
    let mail = all(MAIL);
    let article = mail[0].as_ref().unwrap();
    let body: Vec<&str> = article
        .blocks_of(BlockKind::Body)
        .map(|span| article.text.quote(span))
        .collect();
    assert_eq!(
        body,
        ["The café by the bridge was closed on Friday, Mira Lund said."]
    );
}

#[test]
fn json_lines_of_any_length() {
    let long = "The bridge was closed on Friday, the mayor said. ".repeat(4_000);
    let line = format!("{{\"text\": \"{long}\"}}\n");
    let settings = Settings {
        max_bytes: 300_000,
        ..Settings::default()
    };
    let found = with(line.repeat(3).as_bytes(), &settings);
    assert_eq!(found.iter().filter(|one| one.is_ok()).count(), 3);
    assert_eq!(with(line.as_bytes(), &settings).len(), 1);
}
