//! What a statement does; figures; commitments.

use rapporteur_name::Names;
use rapporteur_parse::Parsed;
use rapporteur_record::{Article, Commitment, Figure, Statement, Time};

/// Fills in acts, negation and conditions of statements.
pub fn acts(_article: &Article, _parsed: &Parsed, _names: &Names, _statements: &mut [Statement]) {}

/// Quantities, with whose they are.
pub fn figures(
    _article: &Article,
    _parsed: &Parsed,
    _times: &[Time],
    _statements: &[Statement],
) -> Vec<Figure> {
    Vec::new()
}

/// Who is said to owe whom what.
pub fn commitments(
    _article: &Article,
    _parsed: &Parsed,
    _names: &Names,
    _times: &[Time],
    _statements: &[Statement],
) -> Vec<Commitment> {
    Vec::new()
}
