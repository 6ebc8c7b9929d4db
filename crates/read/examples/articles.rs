//! Reads files and folders and prints their articles as JSON: `cargo run --example articles -- PATH…`
//!
//! What could not be read goes to standard error, one sentence a line.

use rapporteur_read::{Settings, read, sources};
use rapporteur_record::{Annotated, json::ArticleObject};

fn main() {
    let paths: Vec<std::path::PathBuf> = std::env::args_os().skip(1).map(Into::into).collect();
    let sources = sources(&paths);
    let mut articles = Vec::new();
    for refused in &sources.refused {
        eprintln!("{}", refused.reason);
    }
    for file in &sources.files {
        match read(file, &Settings::default()) {
            Ok(found) => {
                for article in found {
                    match article {
                        Ok(article) => articles.push(ArticleObject::from(&Annotated {
                            article,
                            ..Annotated::default()
                        })),
                        Err(refusal) => eprintln!("{refusal}"),
                    }
                }
            }
            Err(refusal) => eprintln!("{refusal}"),
        }
    }
    match serde_json::to_string(&serde_json::json!({ "articles": articles })) {
        Ok(json) => println!("{json}"),
        Err(error) => eprintln!("{error}"),
    }
}
