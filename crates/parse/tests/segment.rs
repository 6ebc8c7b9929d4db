//! Where tokens and sentences end. One line a sentence, tokens apart by `|`.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

use insta::assert_snapshot;
use proptest::prelude::*;
use rapporteur_parse::{conllu, is_blank, segment};
use rapporteur_record::{Article, Block, BlockKind, Text};

fn article(words: &str, kind: BlockKind) -> Article {
    let text = Text::new(words);
    let blocks = vec![Block {
        kind,
        span: text.all(),
    }];
    Article {
        text,
        blocks,
        ..Article::default()
    }
}

fn lines_of(article: &Article) -> String {
    let parsed = segment(article);
    let lines = parsed.sentences.iter().map(|s| {
        let tokens = &parsed.tokens[s.tokens.clone()];
        let words: Vec<&str> = tokens.iter().map(|t| article.text.quote(t.span)).collect();
        words.join("|")
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn lines(words: &str) -> String {
    lines_of(&article(words, BlockKind::Body))
}

#[test]
fn abbreviations_titles_and_initials() {
    assert_snapshot!(lines("Gen. J. T. Ruun met Mrs. Abe-Lind of Halden Inc. on Sept. 4. No. 12 voted no. He left at 5 p.m. The U.S. envoy stayed in the U.S. But St. Maren Co. did not, etc."), @r#"
Gen.|J.|T.|Ruun|met|Mrs.|Abe|-|Lind|of|Halden|Inc.|on|Sept.|4|.
No.|12|voted|no|.
He|left|at|5|p.m.
The|U.S.|envoy|stayed|in|the|U.S.
But|St.|Maren|Co.|did|not|,|etc.
"#);
}

#[test]
fn numbers_money_and_times() {
    assert_snapshot!(lines("It cost US$3.5bn, or £1,200 each; 45% of 10,000 came at 7:30pm on 2031-04-05, 3-4 in the 1990s. Call 555-123-4567. A 12-year-old F-16 flew 65km in '98."), @r#"
It|cost|US$|3.5|bn|,|or|£|1,200|each|;|45|%|of|10,000|came|at|7:30|pm|on|2031-04-05|,|3|-|4|in|the|1990s|.
Call|555-123-4567|.
A|12|-|year|-|old|F|-|16|flew|65|km|in|'98|.
"#);
}

#[test]
fn contractions_and_possessives() {
    assert_snapshot!(lines("They can't, won't and cannot; I'm gonna say the ministers' plan wasn't Ruun’s, it’s James's. O'Dell o'clock rock 'n roll."), @r#"
They|ca|n't|,|wo|n't|and|can|not|;|I|'m|gon|na|say|the|ministers|'|plan|was|n't|Ruun|’s|,|it|’s|James|'s|.
O'Dell|o'clock|rock|'n|roll|.
"#);
}

#[test]
fn hyphens_and_dashes() {
    assert_snapshot!(lines("The U.S.-led cease-fire—long-awaited – was a non-starter, al-Hadi said -- twice. Re-elected vice-president's co-worker."), @r#"
The|U.S.|-|led|cease|-|fire|—|long|-|awaited|–|was|a|non-starter|,|al|-|Hadi|said|--|twice|.
Re-elected|vice|-|president|'s|co-worker|.
"#);
}

#[test]
fn quotations_close_after_the_stop() {
    assert_snapshot!(lines("“We are done.” She left. \"Why now?\" Ruun asked. \"Enough!\" He sat. ''It holds.'' Then rain. «Ne.» He wept. (No one spoke.) All rose."), @r#"
“|We|are|done|.|”
She|left|.
"|Why|now|?|"|Ruun|asked|.
"|Enough|!|"
He|sat|.
''|It|holds|.|''
Then|rain|.
«|Ne|.|»
He|wept|.
(|No|one|spoke|.|)
All|rose|.
"#);
}

#[test]
fn british_single_quotation_marks() {
    assert_snapshot!(lines("‘It’s the ministers’ plan,’ said Abe. ‘We won’t sign.’ 'The rivers' level fell,' he said. 'Good.' The '60s ended."), @r#"
‘|It|’s|the|ministers|’|plan|,|’|said|Abe|.
‘|We|wo|n’t|sign|.|’
'|The|rivers|'|level|fell|,|'|he|said|.
'|Good|.|'
The|'60s|ended|.
"#);
}

#[test]
fn ellipses_and_bracketed_insertions() {
    assert_snapshot!(lines("“We [the council] … will see... maybe,” he said. “It ended…” They left. He wrote: “[...] no.”"), @r#"
“|We|[|the|council|]|…|will|see|...|maybe|,|”|he|said|.
“|It|ended|…|”
They|left|.
He|wrote|:|“|[|...|]|no|.|”
"#);
}

#[test]
fn datelines_bullets_and_lists() {
    assert_snapshot!(lines("PORT ORREL, March 6 (NPA) — The ferry sank. • Two died. • Six swam. 1. Get up. 2. Go on."), @r#"
PORT|ORREL|,|March|6|(|NPA|)|—
The|ferry|sank|.
•|Two|died|.
•|Six|swam|.
1|.|Get|up|.
2|.|Go|on|.
"#);
    let list = "Ferry sinks\nBridge opens\nPort closed";
    assert_snapshot!(lines_of(&article(list, BlockKind::Links)), @r#"
Ferry|sinks
Bridge|opens
Port|closed
"#);
    assert_snapshot!(lines(list), @"Ferry|sinks|Bridge|opens|Port|closed");
}

#[test]
fn a_dateline_inside_a_paragraph_is_a_sentence() {
    assert_snapshot!(lines("PORT ORREL, March 6 (NPA) — The ferry sank.\n\nBrisk, Orrin - Rain fell.\n\nORRIN (NPA) -- It did.\n\nVaal — The minister — left."), @r#"
PORT|ORREL|,|March|6|(|NPA|)|—
The|ferry|sank|.
Brisk|,|Orrin|-
Rain|fell|.
ORRIN|(|NPA|)|--
It|did|.
Vaal|—|The|minister|—|left|.
"#);
}

#[test]
fn addresses_and_names_of_the_web() {
    assert_snapshot!(lines("See https://example.org/a?b=c, www.example.org or write to a.Ruun@example.org. @ruun wrote #peace. AT&T and/or B&B, c/o the M/V Orrin."), @r#"
See|https://example.org/a?b=c|,|www.example.org|or|write|to|a.Ruun@example.org|.
@ruun|wrote|#peace|.
AT&T|and|/|or|B&B|,|c/o|the|M/V|Orrin|.
"#);
}

#[test]
fn a_lost_blank_does_not_join_sentences() {
    assert_snapshot!(lines("It ended.Then they left.  A paragraph\n\nand another"), @r#"
It|ended|.
Then|they|left|.
A|paragraph
and|another
"#);
}

#[test]
fn marks_without_a_place_of_their_own() {
    assert_snapshot!(lines("\u{feff}Cafe\u{301} 👩‍🚒 👍🏽 שלום\u{200f} a\u{a0}b."), @"Café|👩‍🚒|👍🏽|שלום|a|b|.");
}

#[test]
fn a_sentence_never_crosses_a_block() {
    let text = Text::new("Ferry sinks\nTwo died");
    let blocks = vec![
        Block {
            kind: BlockKind::Headline,
            span: text.find("Ferry sinks").unwrap(),
        },
        Block {
            kind: BlockKind::Body,
            span: text.find("Two died").unwrap(),
        },
    ];
    let article = Article {
        text,
        blocks,
        ..Article::default()
    };
    let parsed = segment(&article);
    assert_eq!(
        parsed.sentences.iter().map(|s| s.block).collect::<Vec<_>>(),
        [0, 1]
    );
}

#[test]
fn conllu_groups_what_is_written_as_one_word() {
    let article = article("Ana's can't.", BlockKind::Body);
    assert_snapshot!(conllu(&article, &segment(&article)).replace('\t', " "), @r#"
# newpar
# text = Ana's can't.
1-2 Ana's _ _ _ _ _ _ _ _
1 Ana Ana _ _ _ 0 _ _ _
2 's 's _ _ _ 0 _ _ _
3-4 can't _ _ _ _ _ _ _ SpaceAfter=No
3 ca ca _ _ _ 0 _ _ _
4 n't n't _ _ _ 0 _ _ _
5 . . _ _ _ 0 _ _ _
"#);
}

#[test]
fn time_is_linear_in_awkward_text() {
    for piece in [
        "a", "'", "a'", "s' ", "-", "1-", "a.", "…”", "(", "“", "?!", "a@", "/", "1,", "No. ",
        ".\"'", "\"'", ".”", "a—", "A, ",
    ] {
        let words = piece.repeat(100_000);
        assert!(!segment(&article(&words, BlockKind::Body)).tokens.is_empty());
    }
}

/// Text with what breaks offsets and tokenizers.
fn awkward() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "😀",
            "👩‍🚒",
            "👍🏽",
            "e\u{301}",
            "\r\n",
            "\n\n",
            "שלום",
            "\u{feff}",
            "\u{200b}",
            "  ",
            "\u{a0}",
            "''",
            "``",
            "«",
            "»",
            "“",
            "”",
            "‘",
            "’",
            "'",
            "\"",
            "…",
            "...",
            ". ",
            "? ",
            "n't",
            "'s",
            "s' ",
            "U.S.",
            "Mr. ",
            "p.m.",
            "$5bn",
            "1,000",
            "7:30pm",
            "a-b",
            "http://x.y/z",
            "a@b.c",
            "—",
            "–",
            "--",
            "• ",
            "can't",
            "No. 5",
            "(",
            ")",
            "[",
            "]",
            ":)",
            "#a",
            "@b",
            "\u{200d}",
            "+5",
            ".5",
            "US$",
            "555-1234",
            "１２",
            "ß",
            "İ",
        ])
        .prop_map(str::to_owned),
        "[a-zA-Z0-9 .,'’-]{0,12}",
        any::<String>(),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|v| v.concat())
}

proptest! {
    #[test]
    fn every_character_that_is_not_blank_is_in_one_token(words in awkward()) {
        let article = article(&words, BlockKind::Body);
        let parsed = segment(&article);
        let mut covered = vec![0u8; words.len()];
        for token in &parsed.tokens {
            prop_assert!(!token.span.is_empty());
            for byte in token.span.range() {
                covered[byte] += 1;
            }
        }
        for (at, c) in words.char_indices() {
            let times = covered[at];
            prop_assert!(times <= 1);
            prop_assert!(times == 1 || is_blank(c), "{c:?} at {at} is in no token");
        }
        // No token begins or ends with a blank.
        for token in &parsed.tokens {
            let word = article.text.quote(token.span);
            prop_assert!(!word.starts_with(is_blank));
        }
    }

    #[test]
    fn sentences_hold_all_tokens_in_order(words in awkward()) {
        let article = article(&words, BlockKind::Body);
        let parsed = segment(&article);
        let mut next = 0;
        for (number, sentence) in parsed.sentences.iter().enumerate() {
            prop_assert_eq!(sentence.tokens.start, next);
            prop_assert!(!sentence.tokens.is_empty());
            next = sentence.tokens.end;
            for token in &parsed.tokens[sentence.tokens.clone()] {
                prop_assert_eq!(token.sentence as usize, number);
                prop_assert!(sentence.span.contains(token.span));
            }
        }
        prop_assert_eq!(next, parsed.tokens.len());
        prop_assert!(parsed.tokens.windows(2).all(|w| w[0].span.end() <= w[1].span.start()));
        prop_assert!(parsed.tokens.first().is_none_or(|t| !t.joined));
    }
}
