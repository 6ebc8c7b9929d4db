//! Who said what: source, cue and content of every attribution.

use rapporteur_name::Names;
use rapporteur_parse::Parsed;
use rapporteur_record::{Article, Statement};

/// Finds statements, in the order of their content.
pub fn statements(_article: &Article, _parsed: &Parsed, _names: &Names) -> Vec<Statement> {
    Vec::new()
}
