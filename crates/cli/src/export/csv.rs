//! A view as comma-separated values (RFC 4180): UTF-8, a header, lines that end in CR LF.

use crate::failure::Failure;
use rapporteur_store::Reader;
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
        let mut line = String::new();
        for (n, cell) in cells.iter().enumerate() {
            if n > 0 {
                line.push(',');
            }
            line.push_str(&quoted(&guarded(cell, excel)));
        }
        line.push_str("\r\n");
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

/// A cell in quotation marks where it needs them.
fn quoted(cell: &str) -> Cow<'_, str> {
    match cell.contains(['"', ',', '\r', '\n']) {
        true => Cow::Owned(format!("\"{}\"", cell.replace('"', "\"\""))),
        false => Cow::Borrowed(cell),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells() {
        assert_eq!(quoted("plain"), "plain");
        assert_eq!(quoted("a, \"b\"\nc"), "\"a, \"\"b\"\"\nc\"");
        assert_eq!(guarded("=1+1", true), "'=1+1");
        assert_eq!(guarded("=1+1", false), "=1+1");
        assert_eq!(guarded("1-1", true), "1-1");
    }
}
