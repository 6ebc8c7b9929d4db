//! Every line's own example, run.

use super::*;
use rapporteur_record::{Block, BlockKind, Mode, Said, Speaker, Statement, StatementKind, Text};

fn dates(words: &str, published: &str) -> Vec<String> {
    let mut article = Article {
        text: Text::new(words),
        ..Article::default()
    };
    article.published.date = published.parse().ok();
    article.blocks = vec![Block {
        kind: BlockKind::Body,
        span: article.text.all(),
    }];
    let mut statements = vec![Statement {
        kind: StatementKind::Indirect,
        mode: Mode::Speech,
        source: vec![],
        cue: vec![],
        content: vec![article.text.all()],
        speaker: Speaker::Unknown(String::new()),
        to: vec![],
        about: vec![],
        medium: None,
        venue: None,
        said: Said::default(),
        when: vec![],
        reported_in: None,
        acts: vec![],
        negated: false,
        condition: None,
        act_evidence: Vec::new(),
        aimed_at: Vec::new(),
        answers: None,
        confidence: 1.0,
    }];
    let parsed = rapporteur_parse::parse(&article);
    let times = crate::times(&article, &parsed);
    when(&article, &parsed, &times, &mut statements);
    let shown = |w: &When| {
        let role = match w.role {
            WhenRole::Happened => "happened",
            WhenRole::Due => "due",
            WhenRole::InForce => "in-force",
        };
        let day = |day: Option<Date>| day.map_or_else(String::new, |d| d.to_string());
        let words = article.text.quote(w.span);
        format!("[{words}] = {role} {}..{}", day(w.from), day(w.to))
    };
    statements.iter().flat_map(|s| &s.when).map(shown).collect()
}

#[test]
fn the_file_can_be_read() {
    assert_eq!(RULES.errors, Vec::<String>::new());
}

#[test]
fn every_line_is_read_in_its_example() {
    let lines = include_str!("../../data/when.txt").lines();
    let examples = lines
        .filter(|l| !l.starts_with('#'))
        .filter_map(|l| l.split_once(" / "));
    let mut faults = Vec::new();
    for (_, example) in examples {
        let (text, wanted) = example.rsplit_once(" = ").unwrap();
        let words = text
            .get(text.find('[').unwrap()..=text.find(']').unwrap())
            .unwrap();
        let wanted = format!("{words} = {wanted}");
        let found = dates(&text.replace(['[', ']'], ""), "2030-06-01");
        if found != [wanted.clone()] {
            faults.push(format!("{wanted}, but found {found:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
