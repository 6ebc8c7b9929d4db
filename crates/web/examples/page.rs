//! The page of a record: `cargo run -p rapporteur-web --example page record.json > page.html`.
//!
//! `record.json` is what `rapporteur export --format json` prints. Without a file, the page of the
//! invented record of this crate's tests.

#[path = "../tests/fixture/mod.rs"]
mod fixture;

use rapporteur_record::record::Record;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let record: Record = match std::env::args_os().nth(1) {
        Some(path) => serde_json::from_slice(&std::fs::read(path)?)?,
        None => fixture::record(),
    };
    print!("{}", rapporteur_web::report(&record)?);
    Ok(())
}
