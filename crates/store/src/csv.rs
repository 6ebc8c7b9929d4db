//! Comma-separated values (RFC 4180): lines that end in CR LF, quotation marks only where they are needed.

use std::borrow::Cow;

/// One line.
///
/// ```
/// let line = rapporteur_store::csv::line(["Roa, Ana", "3", ""]);
/// assert_eq!(line, "\"Roa, Ana\",3,\r\n");
/// ```
pub fn line<C: AsRef<str>>(cells: impl IntoIterator<Item = C>) -> String {
    let mut line = String::new();
    for (n, cell) in cells.into_iter().enumerate() {
        if n > 0 {
            line.push(',');
        }
        line.push_str(&quoted(cell.as_ref()));
    }
    line.push_str("\r\n");
    line
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
    use super::line;

    #[test]
    fn only_what_needs_it_is_quoted() {
        assert_eq!(line(["plain", "a b"]), "plain,a b\r\n");
        assert_eq!(line(["a, \"b\"\nc"]), "\"a, \"\"b\"\"\nc\"\r\n");
        assert_eq!(line::<&str>([]), "\r\n");
    }
}
