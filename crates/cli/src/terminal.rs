//! Text for a terminal: its width, colour, and nothing in it that could harm.

use std::fmt::Write as _;
use std::io::Write as _;

/// Lines longer than this are hard to read.
const WIDEST: usize = 110;

/// `NO_COLOR` outranks everything (no-color.org); `CLICOLOR_FORCE` and `CLICOLOR` are `console`'s.
pub fn obey_no_color() {
    if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        console::set_colors_enabled(false);
        console::set_colors_enabled_stderr(false);
    }
}

/// A line on standard error. Nobody listening is no reason to stop.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// How many columns to fill.
pub fn width() -> usize {
    let (_, columns) = console::Term::stdout().size_checked().unwrap_or((24, 80));
    usize::from(columns).clamp(40, WIDEST)
}

/// Text from outside as it may stand in a line on a terminal: runs of white space as one blank, control
/// characters as pictures of themselves, marks that turn the direction of writing as their code.
pub fn shown(words: &str) -> String {
    let mut line = String::with_capacity(words.len());
    let mut blank = false;
    for c in words.trim().chars() {
        if c.is_whitespace() {
            blank = true;
            continue;
        }
        if std::mem::take(&mut blank) {
            line.push(' ');
        }
        match c {
            '\0'..='\u{1f}' => line.extend(char::from_u32(0x2400 + u32::from(c))),
            '\u{7f}' => line.push('\u{2421}'),
            '\u{80}'..='\u{9f}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => {
                // Writing to a string cannot fail.
                let _ = write!(line, "<U+{:04X}>", u32::from(c));
            }
            c => line.push(c),
        }
    }
    line
}

/// At most so many columns, with an ellipsis where something is left out.
pub fn cut(line: &str, columns: usize) -> String {
    console::truncate_str(line, columns, "…").into_owned()
}

/// A line broken between words, with `indent` blanks before every line.
pub fn wrap(line: &str, indent: usize, columns: usize) -> String {
    let margin = " ".repeat(indent);
    let mut text = margin.clone();
    let mut filled = indent;
    for word in line.split(' ') {
        let wide = console::measure_text_width(word);
        if filled > indent && filled + 1 + wide > columns {
            text.push('\n');
            text.push_str(&margin);
            filled = indent;
        } else if filled > indent {
            text.push(' ');
            filled += 1;
        }
        text.push_str(word);
        filled += wide;
    }
    text
}

/// `1 article`, `2 articles`; thousands parted by commas.
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// `12,345`.
pub fn number(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_can_steer_a_terminal() {
        let evil = "red \u{1b}[31m\u{7}\u{9b}2J\r\n ab\u{202e}dc\u{7f}";
        insta::assert_snapshot!(shown(evil), @"red ␛[31m␇<U+009B>2J ab<U+202E>dc␡");
        assert!(shown("a\0b\u{85}\tc").chars().all(|c| !c.is_control()));
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("one two three", 2, 9), "  one two\n  three");
        assert_eq!(wrap("averylongword b", 0, 4), "averylongword\nb");
    }

    #[test]
    fn numbers_are_readable() {
        let all = [0, 12, 999, 1_000, 1_234_567].map(number);
        assert_eq!(all, ["0", "12", "999", "1,000", "1,234,567"]);
        assert_eq!(count(1, "copy", "copies"), "1 copy");
    }
}
