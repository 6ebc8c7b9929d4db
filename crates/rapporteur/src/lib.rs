//! The library: [`annotate`] one article, [`collate`] many.

pub use rapporteur_collate::{Corrections, CorrectionsError, collate, collate_with};
pub use rapporteur_record as record;

use rapporteur_record::{Annotated, Article};

/// Reads everything in one article. A pure function: same article, same result, anywhere.
pub fn annotate(mut article: Article) -> Annotated {
    if article.language != "en" {
        return Annotated {
            article,
            ..Annotated::default()
        };
    }
    let parsed = rapporteur_parse::parse(&article);
    article.published = rapporteur_date::published(&article, &parsed);
    let times = rapporteur_date::times(&article, &parsed);
    let mut names = rapporteur_name::names(&article, &parsed);
    let mut statements = rapporteur_quote::statements(&article, &parsed, &names);
    rapporteur_name::speakers(&article, &parsed, &mut names, &mut statements);
    rapporteur_date::said(&article, &parsed, &times, &mut statements);
    rapporteur_act::acts(&article, &parsed, &mut statements);
    let figures = rapporteur_act::figures(&article, &parsed, &times, &statements);
    let commitments = rapporteur_act::commitments(&article, &parsed, &names, &times, &statements);
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
    }
}
