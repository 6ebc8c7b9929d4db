//! The library: [`annotate`] one article, [`collate`] many.

pub use rapporteur_collate::{
    Corrections, CorrectionsError, collate, collate_with, copies_and_stories, rules,
};
pub use rapporteur_quote::{Extent, Settings as Statements};
pub use rapporteur_record as record;

use rapporteur_record::{Annotated, Article, Time, Warning};

/// What an annotation shall hold.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Settings {
    /// Which statements are kept, and how far their words reach.
    pub statements: Statements,
    /// How it was read: of every time expression the name of its rule.
    pub explain: bool,
}

/// Which analysis this is: the release, and a digest of the stages' sources, word lists and models. Two programs
/// of one analysis read an article alike.
pub const ANALYSIS: &str = env!("RAPPORTEUR_ANALYSIS");

/// Reads everything in one article. A pure function: same article, same result, anywhere.
pub fn annotate(article: Article) -> Annotated {
    annotate_with(article, &Settings::default())
}

/// The same, with what the settings ask for beside it.
pub fn annotate_with(mut article: Article, settings: &Settings) -> Annotated {
    if article.language != "en" {
        return Annotated {
            article,
            ..Annotated::default()
        };
    }
    let parsed = rapporteur_parse::parse(&article);
    article.published = rapporteur_date::published(&article, &parsed);
    let readings = rapporteur_date::readings(&article, &parsed);
    let warnings = readings.iter().filter_map(|r| r.warning(&article.text));
    let warnings: Vec<Warning> = warnings.collect();
    article.warnings.extend(warnings);
    let times = readings.into_iter().map(|r| r.into_time(settings.explain));
    let mut times: Vec<Time> = times.collect();
    let mut names = rapporteur_name::names(&article, &parsed);
    let mut statements =
        rapporteur_quote::statements(&article, &parsed, &names, &settings.statements);
    rapporteur_name::speakers(&article, &parsed, &mut names, &mut statements);
    rapporteur_date::said(&article, &parsed, &times, &mut statements);
    rapporteur_date::quoted(&article, &parsed, &mut times, &mut statements);
    rapporteur_date::when(&article, &parsed, &times, &mut statements);
    rapporteur_act::acts(&article, &parsed, &names, &mut statements);
    let figures = rapporteur_act::figures(&article, &parsed, &times, &statements);
    let commitments = rapporteur_act::commitments(&article, &parsed, &names, &times, &statements);
    let events = rapporteur_act::events(&article, &parsed, &names, &times, &statements);
    let rapporteur_name::Names {
        referents,
        mentions,
        ..
    } = names;
    Annotated {
        article,
        times,
        referents,
        mentions,
        statements,
        figures,
        commitments,
        events,
    }
}
