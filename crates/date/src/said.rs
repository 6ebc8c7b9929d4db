//! When each statement was said.

use rapporteur_parse::Parsed;
use rapporteur_record::{Article, Statement, Time};

/// Fills in when each statement was said, from the time expressions beside it.
pub fn said(_article: &Article, _parsed: &Parsed, _times: &[Time], _statements: &mut [Statement]) {}
