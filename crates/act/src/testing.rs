//! An article for a test: one paragraph, with its sentences and words.

use rapporteur_parse::{Parsed, parse};
use rapporteur_record::{Article, Block, BlockKind, Text};

/// The words as the body of an article, and what parsing makes of them.
pub(crate) fn read(words: impl Into<String>) -> (Article, Parsed) {
    let text = Text::new(words);
    let blocks = vec![Block {
        kind: BlockKind::Body,
        span: text.all(),
    }];
    let article = Article {
        text,
        blocks,
        language: "en".to_owned(),
        ..Article::default()
    };
    let parsed = parse(&article);
    (article, parsed)
}
