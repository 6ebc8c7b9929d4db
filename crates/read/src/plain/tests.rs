//! Whole articles in the layouts of different outlets, all invented.

use super::article;
use rapporteur_record::{Article, BlockKind, Field};

/// What was found, one block a line; long paragraphs cut.
fn read(words: &str) -> String {
    let article = article(words.to_owned());
    check(&article);
    let quote = |span| article.text.quote(span);
    let mut out = format!(
        "outlet {:?} published {} {:?} by {:?}\n",
        article.outlet.as_deref().unwrap_or("-"),
        article
            .published
            .date
            .map_or("-".to_owned(), |d| d.to_string()),
        article.published.how,
        article.byline.map_or("-", quote),
    );
    for block in &article.blocks {
        let words: String = quote(block.span).chars().take(48).collect();
        let kind = format!("{:?}", block.kind);
        out.push_str(&format!("{kind:<10} {}\n", words.replace('\n', "/")));
    }
    out
}

/// Blocks are in order, apart, and hold all that is not blank; the day's evidence lies in the text.
fn check(article: &Article) {
    let mut from = 0;
    for block in &article.blocks {
        assert!(from <= block.span.start(), "blocks overlap");
        let between = article.text.span(from, block.span.start()).unwrap();
        assert!(
            article.text.quote(between).trim().is_empty(),
            "words outside all blocks"
        );
        from = block.span.end();
    }
    let rest = article.text.span(from, article.text.len()).unwrap();
    assert!(
        article.text.quote(rest).trim().is_empty(),
        "words behind all blocks"
    );
    if let Some(headline) = article.headline {
        assert_eq!(article.kind_at(headline), Some(BlockKind::Headline));
    }
}

const PROSE: &str = "The council of Torvane closed the old bridge to lorries on Monday after a survey found cracks in two \
                     of its piers, the mayor said.\n\n“We could wait for it to fall, or not,” said Mayor Ilka Brandvold.\n";

#[test]
fn wire_copy() {
    insta::assert_snapshot!(read(&format!(
        "TORVANE NEWS AGENCY\nWorld | Rivers\n\nBridge Closed to Lorries After Survey\n\nBy Mira Oduya and Tor Lund\n\
         Published May 3, 2031, 9:05 a.m.\n\nELVO, May 3 (TNA) — {PROSE}\nRead more: How the bridge was built\n\
         • Ferry fares rise\n© 2031 Torvane News Agency. All rights reserved.\n"
    )), @r#"
    outlet "Torvane News Agency" published 2031-05-03 Printed by "By Mira Oduya and Tor Lund"
    Other      TORVANE NEWS AGENCY
    Other      World | Rivers
    Headline   Bridge Closed to Lorries After Survey
    Byline     By Mira Oduya and Tor Lund
    Dateline   Published May 3, 2031, 9:05 a.m.
    Dateline   ELVO, May 3 (TNA) —
    Body       The council of Torvane closed the old bridge to 
    Body       “We could wait for it to fall, or not,” said May
    Links      Read more: How the bridge was built
    Links      • Ferry fares rise
    Credit     © 2031 Torvane News Agency. All rights reserved.
    "#);
}

#[test]
fn dateline_with_a_year_fixes_the_day() {
    insta::assert_snapshot!(read(&format!(
        "Bridge closed to lorries after survey\n\nELVO, Torvane, May 3, 2031 /TNA/ - {PROSE}"
    )), @r#"
    outlet "-" published 2031-05-03 Printed by "-"
    Headline   Bridge closed to lorries after survey
    Dateline   ELVO, Torvane, May 3, 2031 /TNA/ -
    Body       The council of Torvane closed the old bridge to 
    Body       “We could wait for it to fall, or not,” said May
    "#);
    let without = read(&format!(
        "Bridge closed to lorries after survey\n\nELVO, May 3 (TNA) - {PROSE}"
    ));
    assert!(without.contains("published - Unknown"), "{without}");
}

#[test]
fn piped_line_of_day_desk_and_place() {
    insta::assert_snapshot!(read(&format!(
        "OTV Online – the voice of the valley\nPolitics\n\nBrandvold: The bridge will not open before autumn\n\n\
         03.05.2031, 18:20 | OTV/Desk | Elvo\nThe bridge on Monday. Picture: OTV Archive\n\n{PROSE}\n\
         Last updated: 04.05.2031, 08:00\nMore on the topic:\n» Gallery: Two hundred years of a bridge\n© OTV 2031\n"
    )), @r#"
    outlet "OTV Online" published 2031-05-03 Printed by "OTV/Desk"
    Other      OTV Online – the voice of the valley
    Other      Politics
    Headline   Brandvold: The bridge will not open before autum
    Byline     03.05.2031, 18:20 | OTV/Desk | Elvo
    Caption    The bridge on Monday. Picture: OTV Archive
    Body       The council of Torvane closed the old bridge to 
    Body       “We could wait for it to fall, or not,” said May
    Update     Last updated: 04.05.2031, 08:00
    Links      More on the topic:
    Links      » Gallery: Two hundred years of a bridge
    Credit     © OTV 2031
    "#);
}

#[test]
fn update_on_top_and_the_day_beside_the_author() {
    insta::assert_snapshot!(read(&format!(
        "Last update: June 1, 2031 00:53\n\nSite logo\n\nBridge Closes in Torvane\n\nBy Mira Oduya May 3, 2031\n\n\
         Mayor Ilka Brandvold inspects the bridge in Elvo, Torvane, May 2, 2031 / Town Hall\n\n{PROSE}\nWaiting for money\n\n{PROSE}"
    )), @r#"
    outlet "-" published 2031-05-03 Printed by "By Mira Oduya"
    Update     Last update: June 1, 2031 00:53
    Other      Site logo
    Headline   Bridge Closes in Torvane
    Byline     By Mira Oduya May 3, 2031
    Caption    Mayor Ilka Brandvold inspects the bridge in Elvo
    Body       The council of Torvane closed the old bridge to 
    Body       “We could wait for it to fall, or not,” said May
    Body       Waiting for money
    Body       The council of Torvane closed the old bridge to 
    Body       “We could wait for it to fall, or not,” said May
    "#);
}

#[test]
fn an_update_alone_is_the_day() {
    insta::assert_snapshot!(read(&format!(
        "The Elvo Gazette\nHome › Local\n\nLorries Lose Their Bridge\n\nTNA\nLast updated: May 4, 2031\n\
         Photo: The bridge in March. (File/TNA)\n\nELVO, May 3 (TNA) — {PROSE}\n\
         This story was supplied by Torvane News Agency and has not been edited by The Elvo Gazette.\n"
    )), @r#"
    outlet "The Elvo Gazette" published 2031-05-04 Printed by "TNA"
    Other      The Elvo Gazette
    Other      Home › Local
    Headline   Lorries Lose Their Bridge
    Byline     TNA
    Update     Last updated: May 4, 2031
    Caption    Photo: The bridge in March. (File/TNA)
    Dateline   ELVO, May 3 (TNA) —
    Body       The council of Torvane closed the old bridge to 
    Body       “We could wait for it to fall, or not,” said May
    Credit     This story was supplied by Torvane News Agency a
    "#);
}

#[test]
fn a_blog() {
    insta::assert_snapshot!(read(&format!(
        "River Mud\na diary of bridges, boats and bread\n\nFive things about the bridge\n\n\
         posted by mudlark_7 on 3 May 2031 at 07:52 | filed under: bridges, mud\n\n{PROSE}\n\
         1. Who pays? The council says the province will, and the province says nothing at all.\n\n\
         I'll be back on Sunday, if the road is open.\n\nLinks: TNA | Gazette | my posts of 2030\n14 comments\nOlder: Why is mud brown?\n"
    )), @r#"
    outlet "River Mud" published 2031-05-03 Printed by "posted by mudlark_7"
    Other      River Mud
    Other      a diary of bridges, boats and bread
    Headline   Five things about the bridge
    Byline     posted by mudlark_7 on 3 May 2031 at 07:52 | fil
    Body       The council of Torvane closed the old bridge to 
    Body       “We could wait for it to fall, or not,” said May
    Body       1. Who pays? The council says the province will,
    Body       I'll be back on Sunday, if the road is open.
    Links      Links: TNA | Gazette | my posts of 2030
    Links      14 comments
    Links      Older: Why is mud brown?
    "#);
}

#[test]
fn an_opinion_with_the_author_in_a_sentence() {
    insta::assert_snapshot!(read(&format!(
        "VALLEY REVIEW\nAnalysis · Roads · Rivers\n\nTwo readings of one survey\n\nMay 5, 2031\n\
         Dr. Anselm Roth is a senior fellow at the Elvo Institute.\n\n{PROSE}\n\
         The views expressed are the author's own.\nRead next: Bridges that were never built\n\
         Subscribe to the Valley Review — free, every Monday\n"
    )), @r#"
    outlet "Valley Review" published 2031-05-05 Printed by "Dr. Anselm Roth is a senior fellow at the Elvo Institute."
    Other      VALLEY REVIEW
    Other      Analysis · Roads · Rivers
    Headline   Two readings of one survey
    Dateline   May 5, 2031
    Byline     Dr. Anselm Roth is a senior fellow at the Elvo I
    Body       The council of Torvane closed the old bridge to 
    Body       “We could wait for it to fall, or not,” said May
    Other      The views expressed are the author's own.
    Links      Read next: Bridges that were never built
    Links      Subscribe to the Valley Review — free, every Mon
    "#);
}

#[test]
fn a_question_for_a_headline() {
    insta::assert_snapshot!(read(&format!(
        "Who will pay for the bridge that nobody in Torvane wanted to build?\n\nMira Oduya\n3 May 2031 · 6 min read\n\n{PROSE}"
    )), @r#"
    outlet "-" published 2031-05-03 Printed by "Mira Oduya"
    Headline   Who will pay for the bridge that nobody in Torva
    Byline     Mira Oduya
    Dateline   3 May 2031 · 6 min read
    Body       The council of Torvane closed the old bridge to 
    Body       “We could wait for it to fall, or not,” said May
    "#);
}

#[test]
fn a_standfirst_between_headline_and_author() {
    insta::assert_snapshot!(read(&format!(
        "Bridge closed to lorries\n\nA survey of the old piers has found what the drivers have been saying for years.\n\n\
         By Mira Oduya, Roads Correspondent\nSaturday, 3 May 2031\n\n{PROSE}\nCorrection, 4 May: An earlier version of this article named the wrong pier.\n"
    )), @r#"
    outlet "-" published 2031-05-03 Printed by "By Mira Oduya, Roads Correspondent"
    Headline   Bridge closed to lorries
    Body       A survey of the old piers has found what the dri
    Byline     By Mira Oduya, Roads Correspondent
    Dateline   Saturday, 3 May 2031
    Body       The council of Torvane closed the old bridge to 
    Body       “We could wait for it to fall, or not,” said May
    Correction Correction, 4 May: An earlier version of this ar
    "#);
}

#[test]
fn related_titles_between_the_paragraphs() {
    insta::assert_snapshot!(read(&format!(
        "Brandvold: bridge to stay closed through the summer\n\nMay 3 2031\n\n    Torvane Voice, Elvo\n\n{PROSE}\n\
         \u{20} • Ferry fares rise for the third time\n  • Op-ed: why no one mends a bridge\n\n{PROSE}\n\
         The council has three plans:\n\n• a new pier, which costs most;\n• a lighter road;\n• no lorries at all.\n\n{PROSE}"
    )), @r#"
    outlet "-" published 2031-05-03 Printed by "Torvane Voice, Elvo"
    Headline   Brandvold: bridge to stay closed through the sum
    Dateline   May 3 2031
    Byline     Torvane Voice, Elvo
    Body       The council of Torvane closed the old bridge to 
    Body       “We could wait for it to fall, or not,” said May
    Links      • Ferry fares rise for the third time
    Links      • Op-ed: why no one mends a bridge
    Body       The council of Torvane closed the old bridge to 
    Body       “We could wait for it to fall, or not,” said May
    Body       The council has three plans:
    Body       • a new pier, which costs most;
    Body       • a lighter road;
    Body       • no lorries at all.
    Body       The council of Torvane closed the old bridge to 
    Body       “We could wait for it to fall, or not,” said May
    "#);
}

#[test]
fn markdown_with_a_header() {
    insta::assert_snapshot!(read(&format!(
        "---\ntitle: \"Bridge closed\"\noutlet: Elvo Daily\nauthor: Mira Oduya\ndate: 2031-05-03\n---\n\n# Bridge closed\n\n{PROSE}\n\
         ## What comes next\n\n![The bridge](bridge.jpg)\n\n{PROSE}"
    )), @r#"
    outlet "Elvo Daily" published 2031-05-03 Metadata by "Mira Oduya"
    Other      ---
    Headline   title: "Bridge closed"
    Other      outlet: Elvo Daily
    Byline     author: Mira Oduya
    Dateline   date: 2031-05-03
    Other      ---
    Other      # Bridge closed
    Body       The council of Torvane closed the old bridge to 
    Body       “We could wait for it to fall, or not,” said May
    Body       ## What comes next
    Caption    ![The bridge](bridge.jpg)
    Body       The council of Torvane closed the old bridge to 
    Body       “We could wait for it to fall, or not,” said May
    "#);
}

#[test]
fn sentences_alone() {
    insta::assert_snapshot!(read(PROSE), @r#"
    outlet "-" published - Unknown by "-"
    Body       The council of Torvane closed the old bridge to 
    Body       “We could wait for it to fall, or not,” said May
    "#);
    insta::assert_snapshot!(read("Bridge closed"), @r#"
    outlet "-" published - Unknown by "-"
    Body       Bridge closed
    "#);
}

#[test]
fn reporting_line_and_a_dated_caption_give_no_day() {
    insta::assert_snapshot!(read(&format!(
        "The Valley Observer\nFounded by its readers\n\nLorries must take the long way; drivers ask ‘until when?’\n\n\
         Reporting by Mira Oduya; editing by T. Lund\n\n\
         Ilka Brandvold leaves the town hall in Elvo on Monday, May 3, 2031. Photo: Mira Oduya\n\n{PROSE}\n\
         Most read\n1. Herring is cheap again\n2. What is a pier?\n"
    )), @r#"
    outlet "The Valley Observer" published - Unknown by "Reporting by Mira Oduya; editing by T. Lund"
    Other      The Valley Observer
    Other      Founded by its readers
    Headline   Lorries must take the long way; drivers ask ‘unt
    Byline     Reporting by Mira Oduya; editing by T. Lund
    Caption    Ilka Brandvold leaves the town hall in Elvo on M
    Body       The council of Torvane closed the old bridge to 
    Body       “We could wait for it to fall, or not,” said May
    Links      Most read
    Links      1. Herring is cheap again
    Links      2. What is a pier?
    "#);
}

#[test]
fn lines_wrapped_by_hand() {
    insta::assert_snapshot!(read(
        "Bridge closed to lorries\nBy Mira Oduya\n3 May 2031\n\nThe council of Torvane closed the old bridge to lorries on\n\
         Monday after a survey found cracks in two of its piers, and\nthe mayor said that it would stay so until the autumn.\n\n\
         “We could wait for it to fall, or not,” said Mayor Ilka\nBrandvold, who took office in spring and has not had one\nquiet week since then.\n"
    ), @r#"
    outlet "-" published 2031-05-03 Printed by "By Mira Oduya"
    Headline   Bridge closed to lorries
    Byline     By Mira Oduya
    Dateline   3 May 2031
    Body       The council of Torvane closed the old bridge to 
    Body       “We could wait for it to fall, or not,” said May
    "#);
}

#[test]
fn windows_line_ends_stay() {
    let words = "Bridge closed to lorries\r\n\r\nBy Mira Oduya\r\n3 May 2031\r\n\r\nThe council closed the old bridge to lorries on Monday.\r\n";
    let article = article(words.to_owned());
    check(&article);
    assert_eq!(article.text.as_str(), words);
    assert_eq!(article.text.quote(article.byline.unwrap()), "By Mira Oduya");
    assert_eq!(article.published.date.unwrap().to_string(), "2031-05-03");
}

proptest::proptest! {
    #[test]
    fn blocks_hold_every_text(lines in proptest::collection::vec("[ A-Za-z0-9:.,•“”|©#-]{0,60}", 0..30)) {
        check(&article(lines.join("\n")));
    }

    #[test]
    fn any_text_is_read(words in "\\PC{0,400}") {
        check(&article(words));
    }
}

#[test]
fn a_short_first_paragraph_is_no_headline() {
    let said = "Ana Roa said: “We will stay here.”";
    let article = article(format!("Talks collapse again\n\n{said}\n\n{PROSE}"));
    check(&article);
    let headline = article.headline.map(|span| article.text.quote(span));
    assert_eq!(headline, Some("Talks collapse again"));
    assert_eq!(article.outlet, None);
    let mut body = article.blocks.iter().filter(|b| b.kind == BlockKind::Body);
    assert_eq!(body.next().map(|b| article.text.quote(b.span)), Some(said));
}

/// As [`read`], with who wrote it and what else the text says of its day and outlet.
fn imprint(words: &str) -> String {
    let article = article(words.to_owned());
    let mut out = read(words);
    out.push_str(&format!("authors {}\n", article.authors.join(" + ")));
    for c in article
        .candidates
        .iter()
        .filter(|c| c.field != Field::Author)
    {
        let field = format!("{:?}", c.field);
        let chosen = if c.chosen { "" } else { ", not chosen" };
        out.push_str(&format!("{field:<10} {} ({}{chosen})\n", c.value, c.from));
    }
    out
}

#[test]
fn a_page_printed_with_its_buttons() {
    insta::assert_snapshot!(imprint(&format!(
        "The Elvo Daily\nHome  News  Sport  Weather  Shop\nSign in\nPrint this page\n\nBridge closed to lorries after survey\n\n\
         Survey finds cracks in bridge piers, mayor of Torvane closes it.\n\n\
         UPDATED: 09:10 4 May 2031 | PUBLISHED: 12:45 3 May 2031\n\nMira Oduya\n\n{PROSE}\nADVERTISEMENT\n\n© 2031 Torvane Media. All rights reserved.\n"
    )), @r#"
    outlet "The Elvo Daily" published 2031-05-03 Printed by "Mira Oduya"
    Other      The Elvo Daily
    Other      Home  News  Sport  Weather  Shop
    Links      Sign in
    Other      Print this page
    Headline   Bridge closed to lorries after survey
    Other      Survey finds cracks in bridge piers, mayor of To
    Update     UPDATED: 09:10 4 May 2031 | PUBLISHED: 12:45 3 M
    Byline     Mira Oduya
    Body       The council of Torvane closed the old bridge to 
    Body       “We could wait for it to fall, or not,” said May
    Links      ADVERTISEMENT
    Credit     © 2031 Torvane Media. All rights reserved.
    authors Mira Oduya
    Published  3 May 2031 (date line)
    Modified   4 May 2031 (update line)
    Outlet     The Elvo Daily (line above the headline)
    Outlet     Torvane Media (line of rights, not chosen)
    "#);
}

#[test]
fn agency_copy_under_its_working_title() {
    insta::assert_snapshot!(imprint(&format!(
        "TN-TORVANE-BRIDGE\nBridge closed to lorries\n\nBy MIRA ODUYA and TOR LUND\nTorvane Press\n\nELVO (TP) — {PROSE}\n\
         Copyright 2031 Torvane Press. All rights reserved. This material may not be published, broadcast, rewritten or redistributed.\n"
    )), @r#"
    outlet "Torvane Press" published - Unknown by "By MIRA ODUYA and TOR LUND"
    Other      TN-TORVANE-BRIDGE
    Headline   Bridge closed to lorries
    Byline     By MIRA ODUYA and TOR LUND
    Other      Torvane Press
    Dateline   ELVO (TP) —
    Body       The council of Torvane closed the old bridge to 
    Body       “We could wait for it to fall, or not,” said May
    Credit     Copyright 2031 Torvane Press. All rights reserve
    authors MIRA ODUYA + TOR LUND
    Outlet     Torvane Press (line of rights)
    Outlet     Torvane Press (line under the headline)
    "#);
}

#[test]
fn pasted_from_a_page_with_its_menu() {
    insta::assert_snapshot!(imprint(&format!(
        "Skip to main content\nMenu\nLog in\nElvo Today\nNews\nMore\nBridge closed to lorries after survey\nMira Oduya\n\
         Published 3 May 2031, 12:45 CEST\nUpdated 3 hours ago\nShare\nSave\nWorkers on the bridge in Elvo on Monday\n\
         Image: Tor Lund/Torvane Press\n{PROSE}More on this story\nFerry fares rise again\nAbout the author\n\
         Mira Oduya covers the roads for Elvo Today.\nComments (12)\n"
    )), @r#"
    outlet "Elvo Today" published 2031-05-03 Printed by "Mira Oduya"
    Other      Skip to main content
    Other      Menu
    Links      Log in
    Other      Elvo Today
    Other      News
    Links      More
    Headline   Bridge closed to lorries after survey
    Byline     Mira Oduya
    Dateline   Published 3 May 2031, 12:45 CEST
    Update     Updated 3 hours ago
    Links      Share
    Other      Save
    Caption    Workers on the bridge in Elvo on Monday
    Caption    Image: Tor Lund/Torvane Press
    Body       The council of Torvane closed the old bridge to 
    Body       “We could wait for it to fall, or not,” said May
    Links      More on this story
    Links      Ferry fares rise again
    Other      About the author
    Other      Mira Oduya covers the roads for Elvo Today.
    Links      Comments (12)
    authors Mira Oduya
    Published  3 May 2031 (date line)
    Outlet     Elvo Today (line above the headline)
    "#);
}

#[test]
fn correspondents_in_two_towns_and_an_amendment() {
    insta::assert_snapshot!(imprint(&format!(
        "Bridge closed: what we know\nBy Mira Oduya and Tor Lund in Elvo and Ana Roa in Port Elvo\nSat 3 May 2031 12.45 CEST\n\
         Last modified on Sun 4 May 2031 08.00 CEST\n\n{PROSE}\n\
         This article was amended on 4 May 2031. An earlier version said that the bridge had fallen.\n"
    )), @r#"
    outlet "-" published 2031-05-03 Printed by "By Mira Oduya and Tor Lund in Elvo and Ana Roa in Port Elvo"
    Headline   Bridge closed: what we know
    Byline     By Mira Oduya and Tor Lund in Elvo and Ana Roa i
    Dateline   Sat 3 May 2031 12.45 CEST
    Update     Last modified on Sun 4 May 2031 08.00 CEST
    Body       The council of Torvane closed the old bridge to 
    Body       “We could wait for it to fall, or not,” said May
    Correction This article was amended on 4 May 2031. An earli
    authors Mira Oduya + Tor Lund + Ana Roa
    Published  3 May 2031 (date line)
    Modified   4 May 2031 (update line)
    "#);
}

#[test]
fn a_day_and_an_agency_mark_and_no_headline() {
    insta::assert_snapshot!(imprint(&format!("03.05.2031 12:45\nElvo, May 3. /TNA/. {PROSE}")), @r#"
    outlet "-" published 2031-05-03 Printed by "-"
    Dateline   03.05.2031 12:45
    Dateline   Elvo, May 3. /TNA/.
    Body       The council of Torvane closed the old bridge to 
    Body       “We could wait for it to fall, or not,” said May
    authors 
    Published  03.05.2031 (date line)
    "#);
}

#[test]
fn a_header_with_both_days() {
    insta::assert_snapshot!(imprint(&format!(
        "---\ntitle: Bridge closed\nauthor: Mira Oduya, Tor Lund\ndate: 2031-05-03T12:45:00+02:00\nupdated: 2031-05-04\npublisher: The Elvo Daily\n---\n\n{PROSE}"
    )), @r#"
    outlet "The Elvo Daily" published 2031-05-03 Metadata by "Mira Oduya, Tor Lund"
    Other      ---
    Headline   title: Bridge closed
    Byline     author: Mira Oduya, Tor Lund
    Dateline   date: 2031-05-03T12:45:00+02:00
    Other      updated: 2031-05-04
    Other      publisher: The Elvo Daily
    Other      ---
    Body       The council of Torvane closed the old bridge to 
    Body       “We could wait for it to fall, or not,” said May
    authors Mira Oduya + Tor Lund
    Published  2031-05-03T12:45:00+02:00 (header)
    Modified   2031-05-04 (header)
    Outlet     The Elvo Daily (header)
    "#);
}
