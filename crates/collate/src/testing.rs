//! Invented articles for tests.

use rapporteur_record::{
    Annotated, Article, ArticleId, Block, BlockKind, Form, Mention, Referent, ReferentId,
    ReferentKind, Span, Text,
};

/// An article of one body block.
pub(crate) fn article(id: &str, body: &str) -> Article {
    let text = Text::new(body);
    let block = Block {
        kind: BlockKind::Body,
        span: text.all(),
    };
    Article {
        id: ArticleId(id.into()),
        source: format!("{id}.txt"),
        language: "en".into(),
        text,
        blocks: vec![block],
        ..Article::default()
    }
}

/// Sentences of invented news, always the same for a seed.
pub(crate) fn news(seed: u64, sentences: usize) -> String {
    const WHO: [&str; 8] = [
        "The council",
        "A clerk",
        "The mayor of Elm",
        "Ana Brill",
        "The board",
        "Farmers",
        "The river guard",
        "Two teachers",
    ];
    const DID: [&str; 8] = [
        "repaired", "sold", "praised", "measured", "closed", "painted", "visited", "counted",
    ];
    const WHAT: [&str; 8] = [
        "the old mill",
        "seven boats",
        "a stone bridge",
        "the market hall",
        "its archive",
        "every lamp",
        "the north road",
        "the orchard",
    ];
    const WHEN: [&str; 8] = [
        "on Monday",
        "in the rain",
        "before noon",
        "with great care",
        "for the third time",
        "without a word",
        "last spring",
        "at low water",
    ];
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut pick = |list: &[&'static str; 8]| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        list[(state % 8) as usize]
    };
    (0..sentences)
        .map(|_| {
            format!(
                "{} {} {} {}. ",
                pick(&WHO),
                pick(&DID),
                pick(&WHAT),
                pick(&WHEN)
            )
        })
        .collect()
}

/// An article with what was read in it, written by hand.
pub(crate) struct Draft(Annotated);

impl Draft {
    pub(crate) fn new(id: &str, body: &str) -> Draft {
        Draft(Annotated {
            article: article(id, body),
            ..Annotated::default()
        })
    }

    /// The place of some words.
    pub(crate) fn at(&self, words: &str) -> Span {
        self.0.article.text.find(words).unwrap()
    }

    /// A referent and the first mention of it.
    pub(crate) fn name(&mut self, name: &str, kind: ReferentKind) -> ReferentId {
        let id = ReferentId(self.0.referents.len() as u32);
        self.0.referents.push(Referent {
            name: name.into(),
            kind,
            roles: vec![],
        });
        let span = self.at(name);
        self.0.mentions.push(Mention {
            span,
            referent: Some(id),
            form: Form::Name,
        });
        id
    }

    pub(crate) fn done(self) -> Annotated {
        self.0
    }
}
