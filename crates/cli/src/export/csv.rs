//! A view as comma-separated values (RFC 4180): UTF-8, a header, lines that end in CR LF.

use crate::failure::Failure;
use rapporteur_store::{Reader, csv};
use std::borrow::Cow;
use std::io::Write;

/// Writes a table or view. `excel` adds what spreadsheets need and other programs do not.
///
/// # Errors
/// The record cannot be read, or the output written.
pub fn table(reader: &Reader, view: &str, excel: bool, out: &mut dyn Write) -> Result<(), Failure> {
    if excel {
        out.write_all("\u{feff}".as_bytes())
            .map_err(|e| Failure::stdout(&e))?;
    }
    reader.rows(view, |cells| {
        let line = csv::line(cells.iter().map(|cell| guarded(cell, excel)));
        out.write_all(line.as_bytes())
            .map_err(|e| Failure::stdout(&e))
    })
}

/// A cell that a spreadsheet would take for a formula, with an apostrophe before it.
fn guarded(cell: &str, excel: bool) -> Cow<'_, str> {
    match excel && cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => Cow::Owned(format!("'{cell}")),
        false => Cow::Borrowed(cell),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_for_spreadsheets_are_formulas_disarmed() {
        assert_eq!(guarded("=1+1", true), "'=1+1");
        assert_eq!(guarded("=1+1", false), "=1+1");
        assert_eq!(guarded("1-1", true), "1-1");
    }
}
