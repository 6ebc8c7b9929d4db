//! Invented articles for tests.

use rapporteur_record::{
    Annotated, Article, ArticleId, Block, BlockKind, Figure, FigureMod, Form, Mention, Mode,
    Quantity, Referent, ReferentId, ReferentKind, Said, Span, Speaker, Statement, StatementKind,
    Text, Time, TimeKind, TimeValue,
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

/// News of story `i / 10`: mostly words of its own, some of everybody's.
pub(crate) fn mixed_news(i: usize) -> String {
    let story = i / 10;
    let word = |n: usize| {
        let mut x = (n as u64 + 7).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        x ^= x >> 29;
        let letters = (0..7).map(|k| char::from(b'a' + ((x >> (5 * k)) % 26) as u8));
        letters.collect::<String>()
    };
    let mut state = i as u64 + 1;
    let mut lot = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize % below
    };
    let mut text = String::new();
    for n in 0..120 {
        let own = lot(3) == 0;
        let word = if own {
            word(1_000_000 + story * 50 + lot(50))
        } else {
            word(lot(2000).min(lot(2000)))
        };
        text.push_str(&word);
        text.push_str(if n % 12 == 11 { ". " } else { " " });
    }
    text
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

    /// A referent, mentioned wherever its name stands.
    pub(crate) fn name(&mut self, name: &str, kind: ReferentKind) -> ReferentId {
        let id = ReferentId(self.0.referents.len() as u32);
        self.0.referents.push(Referent {
            name: name.into(),
            kind,
            roles: vec![],
        });
        let text = self.0.article.text.clone();
        for (at, _) in text.as_str().match_indices(name) {
            let span = text.span(at, at + name.len()).unwrap();
            self.0.mentions.push(Mention {
                span,
                referent: Some(id),
                open: None,
                form: Form::Name,
            });
        }
        self.0.mentions.sort_by_key(|m| m.span);
        id
    }

    /// A time expression.
    pub(crate) fn time(&mut self, words: &str, value: &str) -> &mut Draft {
        let span = self.at(words);
        let kind = if value.contains('T') {
            TimeKind::Time
        } else {
            TimeKind::Date
        };
        let value = TimeValue::new(value);
        self.0.times.push(Time::new(span, kind, value));
        self
    }

    /// A figure.
    pub(crate) fn figure(&mut self, words: &str, value: f64, unit: &str) -> &mut Draft {
        let modifier = match words.split_whitespace().next() {
            Some("about" | "some") => Some(FigureMod::About),
            Some("over") => Some(FigureMod::MoreThan),
            _ => None,
        };
        let value = Some(Quantity::One(value));
        let (span, unit) = (self.at(words), unit.to_owned());
        self.0.figures.push(Figure {
            span,
            value,
            unit,
            modifier,
            stated_in: None,
        });
        self
    }

    /// Something said.
    pub(crate) fn says(&mut self, speaker: ReferentId, cue: &str, content: &str) -> &mut Draft {
        let (cue, content) = (vec![self.at(cue)], self.at(content));
        self.0.statements.push(Statement {
            kind: StatementKind::Indirect,
            mode: Mode::Speech,
            source: vec![],
            cue,
            content: vec![content],
            speaker: Speaker::Known(speaker),
            to: vec![],
            about: vec![],
            medium: None,
            venue: None,
            said: Said::default(),
            when: vec![],
            reported_in: None,
            acts: vec![],
            act_evidence: Vec::new(),
            aimed_at: Vec::new(),
            answers: None,
            negated: false,
            condition: None,
            confidence: 1.0,
        });
        self
    }

    /// What follows each `mark` up to the full stop, said by one speaker.
    pub(crate) fn says_each(&mut self, speaker: ReferentId, cue: &str, mark: &str) -> &mut Draft {
        let text = self.0.article.text.clone();
        let places: Vec<(usize, usize)> = text
            .as_str()
            .match_indices(mark)
            .filter_map(|(at, _)| {
                let from = at + mark.len();
                let length = text.as_str().get(from..)?.find('.')?;
                Some((from, from + length))
            })
            .collect();
        let Some((from, to)) = places.first().copied() else {
            return self;
        };
        let first = text.as_str().get(from..to).unwrap().to_owned();
        self.says(speaker, cue, &first);
        let one = self.0.statements.pop().unwrap();
        for (from, to) in places {
            let mut statement = one.clone();
            statement.content = vec![text.span(from, to).unwrap()];
            self.0.statements.push(statement);
        }
        self
    }

    pub(crate) fn outlet(&mut self, name: &str, date: &str) -> &mut Draft {
        self.0.article.outlet = Some(name.into());
        self.0.article.published.date = date.parse().ok();
        self
    }

    pub(crate) fn done(self) -> Annotated {
        self.0
    }
}
