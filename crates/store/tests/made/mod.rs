//! Articles for the tests of the store, with something in every list an article has. All about people
//! and places that do not exist.

use rapporteur_record::record::{
    Account, Collated, Collation, CollationKind, Copies, Duty, Member, NameForm, SharedReferent,
    Step, StepKind, Story, Verdict,
};
use rapporteur_record::*;
use std::collections::BTreeMap;

/// What sort of thing number `n` says: each differs from the next in speaker, words, outlet and day.
pub fn article(n: usize) -> Annotated {
    let speaker = ["Ana Kovač", "Ben Oduya", "Çiğdem Ray"][n % 3];
    let headline = format!("Mill of Orsk stays shut, day {n}");
    let words = format!(
        "{headline}\n\n{speaker}, the mayor of Orsk, told Dara Lund on 5 March 2024: “We will open the mill by \
         June if the river falls 😀 below {n} metres.”\n\nThe Orsk Accord obliges the town to keep 300 jobs."
    );
    let text = Text::new(words);
    let find = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part}"));
    let day = jiff::civil::date(2024, 3, (n % 28) as i8 + 1);
    let referents = [
        (
            speaker,
            ReferentKind::Person,
            vec!["mayor of Orsk".to_owned()],
        ),
        ("Dara Lund", ReferentKind::Person, vec![]),
        ("Orsk", ReferentKind::Place, vec![]),
        ("Orsk Accord", ReferentKind::Agreement, vec![]),
    ];
    let content = find("We will open");
    let content = content.cover(find("metres."));
    Annotated {
        article: Article {
            id: ArticleId(format!("{n:016x}")),
            source: format!("set/{n:04}.txt"),
            outlet: Some(["The Orsk Bell", "River Post"][n % 2].to_owned()),
            url: Some(format!("https://example.org/{n}")),
            headline: Some(find(&headline)),
            byline: None,
            authors: vec!["Ana Roa".to_owned(), "Tor Lund".to_owned()],
            candidates: vec![Candidate {
                field: Field::Published,
                value: format!("{day}T08:00:00Z"),
                from: "json-ld datePublished".to_owned(),
                chosen: true,
            }],
            language: "en".into(),
            published: Published {
                date: Some(day),
                how: How::Metadata,
                ..Published::default()
            },
            pages: vec![],
            trace: None,
            blocks: vec![
                Block {
                    kind: BlockKind::Headline,
                    span: find(&headline),
                },
                Block {
                    kind: BlockKind::Body,
                    span: find(speaker).cover(find("metres.”")),
                },
                Block {
                    kind: BlockKind::Body,
                    span: find("The Orsk Accord").cover(find("jobs.")),
                },
            ],
            warnings: vec![Warning {
                code: "no-byline".into(),
                message: "no line names the authors".into(),
                span: None,
            }],
            text: text.clone(),
        },
        times: vec![Time::new(
            find("5 March 2024"),
            TimeKind::Date,
            TimeValue::new("2024-03-05"),
        )],
        mentions: (0..)
            .zip(&referents)
            .map(|(n, (name, ..))| Mention {
                span: find(name),
                referent: Some(ReferentId(n)),
                open: None,
                form: Form::Name,
            })
            .chain([Mention {
                span: text
                    .span(content.start(), content.start() + "We".len())
                    .unwrap(),
                referent: Some(ReferentId(0)),
                open: None,
                form: Form::Pronoun,
            }])
            .collect(),
        referents: referents
            .into_iter()
            .map(|(name, kind, roles)| Referent {
                name: name.to_owned(),
                kind,
                roles,
            })
            .collect(),
        statements: vec![Statement {
            kind: StatementKind::Direct,
            mode: Mode::Speech,
            source: vec![find(speaker)],
            cue: vec![find("told")],
            content: vec![content],
            speaker: Speaker::Known(ReferentId(0)),
            to: vec![ReferentId(1)],
            about: vec![ReferentId(2)],
            medium: None,
            venue: None,
            said: Said {
                value: TimeValue::new("2024-03-05"),
                evidence: vec![find("5 March 2024")],
            },
            when: vec![],
            reported_in: None,
            acts: vec![Act::Promise, Act::ExpressHope],
            act_evidence: Vec::new(),
            aimed_at: vec![ReferentId(1)],
            answers: None,
            negated: false,
            condition: Some(Condition {
                antecedent: find("the river falls"),
                consequent: find("open the mill"),
                polarity: Default::default(),
                otherwise: None,
            }),
            confidence: 0.75,
        }],
        figures: vec![Figure {
            span: find("300 jobs"),
            value: Some(Quantity::One(300.0)),
            unit: "jobs".into(),
            modifier: None,
            stated_in: Some(StatementId(0)),
        }],
        events: vec![Event {
            source: ReferentId(2),
            target: ReferentId(0),
            category: "AID".to_owned(),
            span: find("obliges"),
            date: TimeValue::new("2024-03-04"),
            stated_in: None,
        }],
        commitments: vec![Commitment {
            debtor: ReferentId(2),
            creditor: None,
            what: find("keep 300 jobs"),
            instrument: Some(ReferentId(3)),
            article: None,
            due: None,
            said_by: None,
            status: CommitmentStatus::Owed,
        }],
    }
}

/// A record across the articles, with something in every list.
pub fn collated(articles: &[Annotated]) -> Collated {
    let ids: Vec<ArticleId> = articles.iter().map(|a| a.article.id.clone()).collect();
    let first = ids[0].clone();
    Collated {
        referents: vec![SharedReferent {
            side: None,
            roles: vec![],
            id: "R1".into(),
            name: "Orsk".into(),
            kind: ReferentKind::Place,
            forms: vec![NameForm {
                form: "Orsk".into(),
                outlets: BTreeMap::from([("River Post".into(), 2), ("The Orsk Bell".into(), 1)]),
            }],
            members: ids
                .iter()
                .map(|id| Member {
                    article: id.clone(),
                    referent: "r3".into(),
                })
                .collect(),
        }],
        copies: vec![Copies {
            original: Some(first.clone()),
            articles: ids.clone(),
            shared: 0.93,
        }],
        stories: vec![Story {
            id: "S1".into(),
            title: "Mill of Orsk".into(),
            articles: ids.clone(),
        }],
        collations: vec![Collation {
            id: "C1".into(),
            story: "S1".into(),
            topic: "jobs kept".into(),
            kind: CollationKind::Number,
            rule: "counts-of-one-thing".into(),
            verdict: Verdict::Differ,
            accounts: articles
                .iter()
                .map(|a| {
                    let text = &a.article.text;
                    let passage = json::passage(text, text.find("300 jobs").unwrap());
                    Account {
                        article: a.article.id.clone(),
                        start: passage.start,
                        end: passage.end,
                        quote: passage.quote,
                        value: serde_json::json!([200, 300]),
                        said_by: Some("R1".into()),
                        copy_of: None,
                        evidence: vec![],
                    }
                })
                .collect(),
            silent: vec![first],
            reports: ids.len() as u32,
            independent: 1,
        }],
        duties: vec![Duty {
            id: "D1".into(),
            debtor: "R1".into(),
            creditor: None,
            instrument: None,
            what: "keep 300 jobs".into(),
            steps: (0..)
                .zip(articles)
                .map(|(n, a): (usize, _)| {
                    let text = &a.article.text;
                    let passage = json::passage(text, text.find("keep 300 jobs").unwrap());
                    Step {
                        step: [StepKind::Undertaking, StepKind::AllegedBreach][n.min(1)],
                        day: Some("2024-03-05".into()),
                        article: a.article.id.clone(),
                        start: passage.start,
                        end: passage.end,
                        quote: passage.quote,
                        said_by: None,
                        statement: None,
                        commitment: Some(0),
                        joined_by: vec!["keep".into(), "jobs".into()],
                        answers: n.checked_sub(1),
                        copy_of: None,
                    }
                })
                .collect(),
        }],
    }
}
