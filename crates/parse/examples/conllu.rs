//! Prints a text's sentences and tokens as CoNLL-U: `cargo run --release --example conllu -- FILE`.
//! Blank lines part the paragraphs. With `--speed` it parses the text twenty times and prints tokens a second.

use rapporteur_parse::{conllu, segment};
use rapporteur_record::{Article, Block, BlockKind, Text};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let file = arguments.iter().find(|a| !a.starts_with("--"));
    let file = file.ok_or("expected a file, but found none: conllu FILE [--speed]")?;
    let text = Text::new(std::fs::read_to_string(file)?);
    let paragraphs = text
        .as_str()
        .split("\n\n")
        .filter_map(|p| text.span_of(p.trim()));
    let blocks = paragraphs.filter(|p| !p.is_empty());
    let blocks = blocks
        .map(|span| Block {
            kind: BlockKind::Body,
            span,
        })
        .collect();
    let article = Article {
        text,
        blocks,
        ..Article::default()
    };
    if arguments.iter().any(|a| a == "--speed") {
        let start = Instant::now();
        let tokens: usize = (0..20).map(|_| segment(&article).tokens.len()).sum();
        let rate = tokens as f64 / start.elapsed().as_secs_f64();
        println!("{rate:.0} tokens/s, sentences and tokens alone, one core");
        return Ok(());
    }
    print!("{}", conllu(&article, &segment(&article)));
    Ok(())
}
