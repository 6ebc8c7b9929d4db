//! CoNLL-U: ten columns a word, a blank line after a sentence.
//! Format: <https://universaldependencies.org/format.html>.

use crate::Parsed;
use rapporteur_record::Article;
use std::fmt::Write;

/// Prints an article's sentences as CoNLL-U. Words written as one (`don't`) come as a multi-word token.
///
/// ```
/// use rapporteur_parse::{conllu, parse};
/// use rapporteur_record::{Article, Block, BlockKind, Text};
/// let text = Text::new("Don't go.");
/// let blocks = vec![Block { kind: BlockKind::Body, span: text.all() }];
/// let article = Article { text, blocks, ..Article::default() };
/// let printed = conllu(&article, &parse(&article));
/// assert!(printed.starts_with("# newpar\n# text = Don't go.\n1-2\tDon't\t"));
/// assert_eq!(printed.lines().filter(|l| l.starts_with("4\t.\t")).count(), 1);
/// ```
pub fn conllu(article: &Article, parsed: &Parsed) -> String {
    let mut out = String::new();
    let mut block = None;
    for sentence in &parsed.sentences {
        if block != Some(sentence.block) {
            block = Some(sentence.block);
            out.push_str("# newpar\n");
        }
        out.push_str("# text = ");
        let words = article.text.quote(sentence.span);
        out.extend(words.chars().map(|c| if c.is_control() { ' ' } else { c }));
        out.push('\n');
        let tokens = parsed
            .tokens
            .get(sentence.tokens.clone())
            .unwrap_or_default();
        for (i, token) in tokens.iter().enumerate() {
            let rest = tokens.get(i + 1..).unwrap_or_default();
            let parts = rest.iter().take_while(|t| t.joined).count();
            // What follows the written word, not its piece.
            let after = rest.get(if token.joined { 0 } else { parts });
            let last = rest.get(..parts).and_then(|p| p.last()).unwrap_or(token);
            let glued = after.is_some_and(|a| a.span.start() == last.span.end());
            let misc = if glued { "SpaceAfter=No" } else { "_" };
            let number = i + 1;
            if !token.joined && parts > 0 {
                let written = article.text.quote(token.span.cover(last.span));
                let _ = writeln!(
                    out,
                    "{number}-{}\t{written}\t_\t_\t_\t_\t_\t_\t_\t{misc}",
                    number + parts
                );
            }
            let misc = if token.joined || parts > 0 { "_" } else { misc };
            let form = article.text.quote(token.span);
            let _ = writeln!(out, "{number}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{misc}");
        }
        out.push('\n');
    }
    out
}
