//! CoNLL-U: ten columns a word, a blank line after a sentence.
//! Format: <https://universaldependencies.org/format.html>.

use crate::{Analysis, Parsed, analyse, lemma};
use rapporteur_record::Article;
use std::fmt::Write;

/// What is wrong with a CoNLL-U file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConlluError {
    /// A line of another shape.
    #[error("line {line}: expected ten columns apart by tabs, but found {found}")]
    Columns {
        /// Which, from 1.
        line: usize,
        /// How many columns it has.
        found: usize,
    },
}

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
/// assert!(printed.contains("3\tgo\tgo\tVERB\tVB\t_\t0\troot\t"));
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
            let last = rest.get(..parts).and_then(|p| p.last()).unwrap_or(token);
            let glued = rest
                .get(parts)
                .is_some_and(|a| a.span.start() == last.span.end());
            let mut misc = if glued { "SpaceAfter=No" } else { "_" };
            if !token.joined && parts > 0 {
                let written = article.text.quote(token.span.cover(last.span));
                let _ = writeln!(
                    out,
                    "{}-{}\t{written}\t_\t_\t_\t_\t_\t_\t_\t{misc}",
                    i + 1,
                    i + 1 + parts
                );
            }
            if token.joined || parts > 0 {
                misc = "_";
            }
            let first = sentence.tokens.start as u32;
            let found = Analysis {
                upos: token.upos,
                xpos: token.xpos,
                head: token.head.map(|h| h.saturating_sub(first)),
                relation: token.relation,
            };
            line(
                &mut out,
                &(i + 1).to_string(),
                article.text.quote(token.span),
                &found,
                misc,
            );
        }
        out.push('\n');
    }
    out
}

/// One word: form and all that was found of it.
fn line(out: &mut String, number: &str, form: &str, found: &Analysis, misc: &str) {
    let Analysis {
        upos,
        xpos,
        head,
        relation,
    } = found;
    let lemma = lemma(form, *xpos);
    let head = head.map_or(0, |h| h + 1);
    let _ = writeln!(
        out,
        "{number}\t{form}\t{lemma}\t{upos}\t{xpos}\t_\t{head}\t{relation}\t_\t{misc}"
    );
}

/// Keeps the sentences and words of a CoNLL-U text and fills in lemmas, tags, heads and labels of our own.
///
/// # Errors
/// A line that has not ten columns.
///
/// ```
/// use rapporteur_parse::fill;
/// let rows = ["She", "left", "."].map(|word| format!("1\t{word}\t_\t_\t_\t_\t_\t_\t_\t_\n"));
/// let filled = fill(&(rows.concat() + "\n")).unwrap();
/// assert!(filled.starts_with("1\tShe\tshe\tPRON\tPRP\t_\t2\tnsubj\t_\t_\n"));
/// assert!(fill("1\tDogs").is_err());
/// ```
pub fn fill(text: &str) -> Result<String, ConlluError> {
    let mut out = String::with_capacity(text.len());
    let mut sentence = Vec::new();
    for (number, row) in text.lines().chain([""]).enumerate() {
        if !row.is_empty() && !row.starts_with('#') {
            let found = row.split('\t').count();
            if found != 10 {
                return Err(ConlluError::Columns {
                    line: number + 1,
                    found,
                });
            }
        }
        sentence.push(row);
        if row.is_empty() {
            fill_sentence(&sentence, &mut out);
            sentence.clear();
        }
    }
    out.pop(); // the empty line put after the last
    Ok(out)
}

fn fill_sentence(rows: &[&str], out: &mut String) {
    let is_word = |row: &&str| {
        row.split('\t')
            .next()
            .is_some_and(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()))
    };
    let form = |row: &str| row.split('\t').nth(1).unwrap_or_default().to_owned();
    let forms: Vec<String> = rows.iter().copied().filter(is_word).map(form).collect();
    let words: Vec<&str> = forms.iter().map(String::as_str).collect();
    let mut found = analyse(&words).into_iter();
    for row in rows {
        let columns: Vec<&str> = row.split('\t').collect();
        match (columns.as_slice(), is_word(row)) {
            ([number, form, .., misc], true) => {
                line(out, number, form, &found.next().unwrap_or_default(), misc)
            }
            _ => {
                out.push_str(row);
                out.push('\n');
            }
        }
    }
}
