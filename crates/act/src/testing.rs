//! An article for a test: one paragraph, with its sentences and words.

use rapporteur_parse::{Parsed, parse};
use rapporteur_record::{
    Article, Block, BlockKind, Mode, Said, Span, Speaker, Statement, StatementKind, Text,
};

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

/// A direct statement with this content, by somebody unknown.
pub(crate) fn statement(content: Span) -> Statement {
    Statement {
        kind: StatementKind::Direct,
        mode: Mode::Speech,
        source: Vec::new(),
        cue: Vec::new(),
        content: vec![content],
        speaker: Speaker::Unknown("a test".to_owned()),
        to: Vec::new(),
        about: Vec::new(),
        medium: None,
        venue: None,
        said: Said::default(),
        reported_in: None,
        acts: Vec::new(),
        act_evidence: Vec::new(),
        aimed_at: Vec::new(),
        answers: None,
        negated: false,
        condition: None,
        when: Vec::new(),
        confidence: 1.0,
    }
}
