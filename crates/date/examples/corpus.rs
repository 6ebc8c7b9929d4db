//! Reads a corpus of texts with their days of writing and prints the time expressions found, for a scorer.
//!
//! `cargo run --release -p rapporteur-date --example corpus -- CORPUS.jsonl > PRED.jsonl`
//! In: one `{"id", "dct", "text"}` a line. Out: one `{"id", "timex": [{"start", "end", "type",
//! "value", "mod", "rule"}]}` a line; offsets in Unicode scalar values; an open value is "".

use rapporteur_record::Text;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("expected a corpus file")?;
    let (mut words, mut spent) = (0, std::time::Duration::ZERO);
    for line in std::fs::read_to_string(path)?.lines() {
        let document: Value = serde_json::from_str(line)?;
        let field = |name: &str| document.get(name).and_then(Value::as_str);
        let created = field("dct")
            .and_then(|d| d.get(..10))
            .and_then(|d| d.parse().ok());
        let text = Text::new(field("text").unwrap_or_default());
        let begun = std::time::Instant::now();
        let readings = rapporteur_date::read(&text, created);
        spent += begun.elapsed();
        words += text.as_str().split_whitespace().count();
        let timex: Vec<Value> = readings
            .iter()
            .map(|r| {
                let place = text.chars_of(r.time.span);
                json!({
                    "start": place.start,
                    "end": place.end,
                    "type": serde_json::to_value(r.time.kind).unwrap_or_default(),
                    "value": r.time.value.as_ref().map_or("", |v| v.as_str()),
                    "mod": serde_json::to_value(r.time.modifier).unwrap_or_default(),
                    "rule": r.rule,
                    "text": text.quote(r.time.span),
                })
            })
            .collect();
        println!("{}", json!({"id": field("id"), "timex": timex}));
    }
    let speed = words as f64 / spent.as_secs_f64();
    eprintln!("{words} words, {speed:.0} words/s");
    Ok(())
}
