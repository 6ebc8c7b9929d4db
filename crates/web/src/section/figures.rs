//! Figures: what is counted, how many, in whose voice.

use super::Limits;
use crate::index::Index;
use crate::part::{Context, Locator, Merged, More, Places, Voice};
use crate::words;
use askama::Template;
use rapporteur_record::Quantity;
use rapporteur_record::json::FigureObject;

/// The section.
#[derive(Debug, Template)]
#[template(path = "section/figures.html")]
pub struct Figures {
    /// The figures, by what they count, then by size.
    pub rows: Vec<Row>,
    /// Figures left out.
    pub more: Option<More>,
}

/// One figure.
#[derive(Debug)]
pub struct Row {
    /// What is counted.
    pub unit: String,
    /// How many: "about 300".
    pub value: String,
    /// The words around it.
    pub context: Context,
    /// Whose voice.
    pub voice: Voice,
    /// Where.
    pub at: Places,
}

/// All figures of the stories' own blocks. Figures of one unit stand together.
pub fn figures(index: &Index, limits: &Limits) -> Figures {
    let mut merged = Merged::new();
    for (n, article) in index.articles() {
        for figure in &article.object.figures {
            let range = (figure.start, figure.end);
            let Some(context) = Context::new(index, n, range, "figure") else {
                continue;
            };
            let Some(at) = Locator::new(index, n, Some(range)) else {
                continue;
            };
            merged.push(index, n, &context.key(), at, || {
                (n, figure, context.clone())
            });
        }
    }
    let mut rows = merged.into_rows();
    rows.sort_by(|((_, a, _), _), ((_, b, _), _)| {
        order(a)
            .partial_cmp(&order(b))
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    let left = rows.len().saturating_sub(limits.rows);
    rows.truncate(limits.rows);
    Figures {
        rows: rows
            .into_iter()
            .map(|((n, figure, context), at)| Row {
                unit: figure.unit.clone().unwrap_or_default(),
                value: shown(figure),
                context,
                voice: Voice::of(index, n, figure.stated_in.as_deref()),
                at,
            })
            .collect(),
        more: More::new(left, "figure", "figures"),
    }
}

/// What counts nothing named comes last.
fn order(figure: &FigureObject) -> (bool, String, f64) {
    let size = match figure.value {
        Some(Quantity::One(x) | Quantity::Range(x, _)) => x,
        None => f64::INFINITY,
    };
    let unit = figure
        .unit
        .as_deref()
        .unwrap_or_default()
        .trim()
        .to_lowercase();
    (unit.is_empty(), unit, size)
}

fn shown(figure: &FigureObject) -> String {
    let Some(value) = figure.value else {
        return "no number given".to_owned();
    };
    match figure.modifier {
        Some(modifier) => format!("{} {}", words::modifier(modifier), words::quantity(value)),
        None => words::quantity(value),
    }
}
