//! Whole pages, all invented: what is believed of them, and what else they say.

use super::article;
use crate::Settings;
use rapporteur_record::BlockKind;

/// Day, outlet, authors and headline; every candidate that is not believed; and the blocks, long ones cut.
fn read(page: &str) -> String {
    let article = article(page, &Settings::default());
    let quote = |span| article.text.quote(span);
    let mut out = format!(
        "{} {:?} | {} | {} | {}\n",
        article
            .published
            .date
            .map_or("-".to_owned(), |d| d.to_string()),
        article.published.how,
        article.outlet.as_deref().unwrap_or("-"),
        article.authors.join(" + "),
        article.headline.map_or("-", quote),
    );
    for c in &article.candidates {
        let mark = if c.chosen { "+" } else { "-" };
        let field = format!("{:?}", c.field);
        out.push_str(&format!("{mark} {field:<9} {} ({})\n", c.value, c.from));
    }
    for block in &article.blocks {
        let words: String = quote(block.span).chars().take(40).collect();
        let kind = format!("{:?}", block.kind);
        out.push_str(&format!("{kind:<10} {}\n", words.replace('\n', "/")));
    }
    out
}

const PROSE: &str = "<p>The council of Torvane closed the old bridge to lorries on Monday after a survey found cracks \
    in two of its piers, the mayor said.</p><p>“We could wait for it to fall, or not,” said Mayor Ilka Brandvold.</p>";

#[test]
fn places_that_disagree_are_all_kept() {
    insta::assert_snapshot!(read(&format!(
        r#"<html lang=en-GB><head><title>Bridge closed to lorries | The Elvo Daily</title>
        <meta property="og:site_name" content="elvodaily.example"><meta name="twitter:site" content="@elvodaily">
        <meta property="article:published_time" content="2031-05-04T00:10:00+02:00">
        <meta property="article:modified_time" content="2031-05-06"><meta name="author" content="Elvo Daily">
        <link rel=canonical href="https://elvodaily.example/2031/05/03/bridge">
        <script type="application/ld+json">{{"@type":"NewsArticle","headline":"Bridge closed to lorries","datePublished":
        "2031-05-03T22:10:00Z","author":[{{"@type":"Person","name":"Mira Oduya"}}],"publisher":{{"name":"The Elvo Daily"}}}}</script>
        </head><body><article><h1>Bridge closed to lorries</h1><p class=byline>By Mira Oduya and Tor Lund, The Elvo Daily</p>
        <time datetime="2031-05-03">3 May 2031</time>{PROSE}</article></body>"#
    )), @r#"
    2031-05-03 Printed | The Elvo Daily | Mira Oduya + Tor Lund | Bridge closed to lorries
    + Published 2031-05-03T22:10:00Z (json-ld datePublished)
    - Published 2031-05-04T00:10:00+02:00 (meta article:published_time)
    + Published 2031-05-03 (time)
    + Published 3 May 2031 (date line)
    + Published https://elvodaily.example/2031/05/03/bridge (address)
    + Modified  2031-05-06 (meta article:modified_time)
    + Headline  Bridge closed to lorries (headline)
    + Headline  Bridge closed to lorries (json-ld headline)
    - Headline  Bridge closed to lorries | The Elvo Daily (title)
    + Url       https://elvodaily.example/2031/05/03/bridge (link rel=canonical)
    + Outlet    The Elvo Daily (json-ld publisher)
    - Outlet    elvodaily.example (meta og:site_name)
    + Outlet    The Elvo Daily (title)
    + Author    Mira Oduya (json-ld author)
    + Author    Mira Oduya (byline)
    + Author    Tor Lund (byline)
    Headline   Bridge closed to lorries
    Byline     By Mira Oduya and Tor Lund, The Elvo Dai
    Dateline   3 May 2031
    Body       The council of Torvane closed the old br
    Body       “We could wait for it to fall, or not,”
    "#);
}

#[test]
fn days_that_are_not_the_day_of_publication() {
    insta::assert_snapshot!(read(&format!(
        r#"<html lang=en-US><head><title>Bridge closed to lorries</title><meta name=date content="2031-05-09"></head><body>
        <div class=article-body><h1>Bridge closed to lorries</h1><p class=updated>Updated 4/6/2031</p><p class=posted>Posted 4/5/2031</p>
        {PROSE}</div><div class=comments><time datetime="2031-05-11">11 May 2031</time><p>A good thing too, if you ask me at all.</p></div>
        <footer>© 2029–2031 The Elvo Daily. All rights reserved.</footer></body>"#
    )), @r#"
    2031-04-05 Printed | The Elvo Daily |  | Bridge closed to lorries
    + Published Posted 4/5/2031 (p posted)
    + Published 4/5/2031 (date line)
    - Published 2031-05-09 (meta date)
    + Modified  4/6/2031 (update line)
    + Modified  Updated 4/6/2031 (p updated)
    + Headline  Bridge closed to lorries (headline)
    + Headline  Bridge closed to lorries (title)
    + Outlet    The Elvo Daily (line of rights)
    Headline   Bridge closed to lorries
    Update     Updated 4/6/2031
    Dateline   Posted 4/5/2031
    Body       The council of Torvane closed the old br
    Body       “We could wait for it to fall, or not,”
    "#);
}

#[test]
fn microformats() {
    insta::assert_snapshot!(read(&format!(
        r#"<title>Bridge closed to lorries</title><div class=hentry><h1 class=entry-title>Bridge closed to lorries</h1>
        <abbr class="published" title="2031-05-03T08:00:00Z">on Saturday</abbr> <abbr class="updated" title="2031-05-04">Sunday</abbr>
        <span class="author vcard"><a rel=author href=/mira>Mira Oduya</a></span><div class=entry-content>{PROSE}</div></div>"#
    )), @r#"
    2031-05-03 Metadata | - | Mira Oduya | Bridge closed to lorries
    + Published 2031-05-03T08:00:00Z (abbr published)
    + Modified  2031-05-04 (abbr updated)
    + Headline  Bridge closed to lorries (headline)
    + Headline  Bridge closed to lorries (title)
    + Author    Mira Oduya (rel author)
    + Author    Mira Oduya (byline)
    Headline   Bridge closed to lorries
    Other      on Saturday Sunday Mira Oduya
    Body       The council of Torvane closed the old br
    Body       “We could wait for it to fall, or not,”
    "#);
}

#[test]
fn a_check_of_a_claim() {
    insta::assert_snapshot!(read(&format!(
        r#"<title>No, the bridge has not fallen</title><h1>No, the bridge has not fallen</h1><p class=author>By Mira Oduya</p>
        <div itemscope itemtype="https://schema.org/ClaimReview"><div itemprop=itemReviewed itemscope>
        <span itemprop=author itemscope><span itemprop=name>Tor Lund</span></span></div></div>{PROSE}
        <script type="application/ld+json">{{"@type":"ClaimReview","datePublished":"2031-05-03","author":{{"name":"Elvo Facts"}},
        "itemReviewed":{{"author":{{"name":"Tor Lund"}}}}}}</script>"#
    )), @r#"
    - Unknown | - | Mira Oduya | No, the bridge has not fallen
    + Headline  No, the bridge has not fallen (headline)
    + Headline  No, the bridge has not fallen (title)
    + Author    Mira Oduya (byline)
    Headline   No, the bridge has not fallen
    Byline     By Mira Oduya
    Body       Tor Lund
    Body       The council of Torvane closed the old br
    Body       “We could wait for it to fall, or not,”
    "#);
}

#[test]
fn what_is_not_body_is_told_apart() {
    insta::assert_snapshot!(read(&format!(
        r#"<article><h1>Bridge closed to lorries</h1><p>Drivers ask why nobody listened to them for all these years.</p>
        <p>3 May 2031</p><figure><img src=x><figcaption>The bridge on Monday. Photo: Tor Lund</figcaption></figure>{PROSE}
        <ul><li><h4><a href=/a>Ferry fares rise for the third time</a></h4></li></ul>
        <div class=social-media-embed><blockquote><p>It is closed. All of it, from today on, and it will stay so.</p>— Ilka Brandvold (@ilka) 3 May 2031</blockquote></div>
        <p>Correction: An earlier version of this article named the wrong pier.</p>
        <p>Sign up for our letter. It comes every weekend and tells you what happened in the valley.</p></article>"#
    )), @r#"
    2031-05-03 Printed | - |  | Bridge closed to lorries
    + Headline  Bridge closed to lorries (headline)
    Headline   Bridge closed to lorries
    Body       Drivers ask why nobody listened to them 
    Dateline   3 May 2031
    Caption    The bridge on Monday. Photo: Tor Lund
    Body       The council of Torvane closed the old br
    Body       “We could wait for it to fall, or not,” 
    Links      Ferry fares rise for the third time
    Body       It is closed. All of it, from today on, 
    Body       — Ilka Brandvold (@ilka) 3 May 2031
    Correction Correction: An earlier version of this a
    Links      Sign up for our letter. It comes every w
    "#);
}

#[test]
fn adversarial_pages_take_linear_time() {
    let many = 15_000;
    let pages = [
        "<div class=teaser>".repeat(many) + PROSE,
        format!(
            "<div>{}</div>{PROSE}",
            "<div><h3><a href=x>Ferry</a></h3></div>".repeat(many)
        ),
        format!("<p{}>x</p>{PROSE}", " class=a data-x=1".repeat(many)),
        format!(
            "{}{PROSE}",
            "<meta name=author content=\"A B\"><meta name=date content=2031-05-03>".repeat(many)
        ),
        format!(
            "<h1>Bridge closed</h1>{}{PROSE}",
            "<p>The council met again on the bridge today, it said.</p>".repeat(many)
        ),
        format!(
            "<p>{}</p>{PROSE}",
            "<a href=x>y</a><span><a>z</a><a>z</a><a>z</a></span>".repeat(many)
        ),
        format!(
            "<time datetime=2031-05-03>x{}{PROSE}",
            "<time datetime=2031-05-03>x</time>".repeat(many)
        ),
        format!(
            "<span itemprop=author>{}{PROSE}",
            "<span itemprop=author>".repeat(many)
        ),
        format!(
            "<script type=\"application/ld+json\">{}{{\"@type\":\"Article\"}}{}</script>{PROSE}",
            "[".repeat(100),
            "]".repeat(100)
        ),
    ];
    for (at, page) in pages.iter().enumerate() {
        let start = std::time::Instant::now();
        let article = article(page, &Settings::default());
        let body = article.blocks.iter().any(|b| b.kind == BlockKind::Body);
        assert!(body, "page {at} has a body");
        // Quadratic time would be minutes; a build without optimisation takes seconds.
        assert!(
            start.elapsed().as_secs() < 20,
            "page {at}: {:?}",
            start.elapsed()
        );
    }
}

#[test]
fn many_names_and_long_titles_take_no_longer_than_their_length() {
    let reading = |page: String| move || drop(article(&page, &Settings::default()));
    let linked = |object: String| {
        format!(
            "<script type=\"application/ld+json\">{object}</script><h1>Bridge closed</h1>{PROSE}"
        )
    };
    let author = |n| format!("{{\"name\":\"Mira Oduya{}\"}}", "x".repeat(n % 50));
    crate::effort::is_linear(4_000, |n| {
        let authors: Vec<String> = (0..n).map(author).collect();
        let object = format!(
            "{{\"@type\":\"NewsArticle\",\"author\":[{}]}}",
            authors.join(",")
        );
        reading(linked(object))
    });
    crate::effort::is_linear(2_000, |n| {
        let objects: Vec<String> = (0..n)
            .map(|at| {
                format!(
                    "{{\"@type\":\"NewsArticle\",\"headline\":\"Bridge {at}\",\"author\":\"Tor Lund {at}\",\
                     \"publisher\":\"Daily {at}\",\"datePublished\":\"2031-05-03T10:00:{at}\"}}"
                )
            })
            .collect();
        reading(linked(format!("[{}]", objects.join(","))))
    });
    crate::effort::is_linear(1_000, |n| {
        let title = "bridge ".repeat(n * 20);
        let paragraphs = "<p>The bridge is closed today".repeat(n);
        reading(format!(
            "<title>{title}</title><h1>Bridge</h1>{PROSE}{paragraphs}"
        ))
    });
}

#[test]
fn of_long_lists_the_first_are_read() {
    let names: Vec<String> = (b'a'..=b'z')
        .flat_map(|a| (b'a'..=b'z').map(move |b| format!("\"Mira O{}{}\"", a as char, b as char)))
        .collect();
    let page = format!(
        "<title>{}</title><script type=\"application/ld+json\">{{\"@type\":\"NewsArticle\",\"author\":[{}]}}</script>\
         <p>{PROSE}",
        "ö".repeat(2_000),
        names.join(",")
    );
    let article = article(&page, &Settings::default());
    assert_eq!(article.authors.len(), 40);
    assert_eq!(article.authors[0], "Mira Oaa");
    let headline = article.text.quote(article.headline.unwrap());
    assert_eq!(headline, "ö".repeat(500));
}
