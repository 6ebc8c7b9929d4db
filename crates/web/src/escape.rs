//! The escaper of every page: nothing from an article acts, and nothing in it hides.

use askama::filters::Escaper;
use std::fmt::{Result, Write};

/// Writes text so that HTML takes it as text, in an element or in a quoted attribute.
///
/// Beyond the five characters of markup it makes visible what would otherwise work unseen:
///
/// * control characters become their pictures (`␀`, `␛`, `␡`), as HTML forbids them;
/// * characters that force the direction of writing (U+202D, U+202E) become `[U+202E]`, since they
///   show words in another order than they stand in. Marks and isolates of right-to-left scripts
///   stay: the templates put each passage into an element of its own direction.
///
/// `askama.toml` makes it the escaper of all templates.
///
/// ```
/// use askama::filters::Escaper;
/// use rapporteur_web::escape::Visible;
/// let mut page = String::new();
/// Visible.write_escaped_str(&mut page, "<b title='x'>\u{202e}&\u{0}").unwrap();
/// assert_eq!(page, "&lt;b title=&#39;x&#39;&gt;[U+202E]&amp;␀");
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Visible;

impl Escaper for Visible {
    fn write_escaped_str<W: Write>(&self, mut dest: W, string: &str) -> Result {
        let mut rest = string;
        while let Some(at) = rest.find(special) {
            let (plain, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
            dest.write_str(plain)?;
            let mut chars = tail.chars();
            if let Some(c) = chars.next() {
                write_special(&mut dest, c)?;
            }
            rest = chars.as_str();
        }
        dest.write_str(rest)
    }
}

fn special(c: char) -> bool {
    matches!(c, '<' | '>' | '&' | '"' | '\'' | '\u{202d}' | '\u{202e}')
        || (c.is_control() && !matches!(c, '\n' | '\t'))
        || is_noncharacter(c)
}

fn write_special<W: Write>(dest: &mut W, c: char) -> Result {
    match c {
        '<' => dest.write_str("&lt;"),
        '>' => dest.write_str("&gt;"),
        '&' => dest.write_str("&amp;"),
        '"' => dest.write_str("&quot;"),
        '\'' => dest.write_str("&#39;"),
        // A carriage return is a line break like another.
        '\r' => dest.write_char(' '),
        '\u{0}'..='\u{1f}' => {
            dest.write_char(char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'))
        }
        '\u{7f}' => dest.write_char('␡'),
        _ => write!(dest, "[U+{:04X}]", u32::from(c)),
    }
}

/// The code points that Unicode keeps for no character, which HTML calls an error.
fn is_noncharacter(c: char) -> bool {
    let code = u32::from(c);
    (0xfdd0..=0xfdef).contains(&code) || code & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let mut page = String::new();
        Visible.write_escaped_str(&mut page, text).unwrap();
        page
    }

    #[test]
    fn markup_and_hidden_characters_are_shown() {
        insta::assert_snapshot!(shown("</script><img src=x onerror=\"a()\">"), @"&lt;/script&gt;&lt;img src=x onerror=&quot;a()&quot;&gt;");
        insta::assert_snapshot!(shown("a\u{1b}[31m\u{7f}\u{85}\u{ffff}"), @"a␛[31m␡[U+0085][U+FFFF]");
        insta::assert_snapshot!(shown("invoice\u{202e}txt.exe"), @"invoice[U+202E]txt.exe");
        assert_eq!(shown("one\r\ntwo\tthree"), "one \ntwo\tthree");
        assert_eq!(shown("שלום \u{200f}“Não” 😀"), "שלום \u{200f}“Não” 😀");
    }

    proptest::proptest! {
        #[test]
        fn nothing_of_markup_is_left(text in ".{0,60}") {
            let page = shown(&text);
            proptest::prop_assert!(!page.contains(['<', '>', '"', '\'']));
        }
    }
}
