//! `rapporteur serve`: the record in a browser.

use crate::failure::{Failure, Outcome};
use crate::terminal::say;
use rapporteur_serve::{Options, Server};
use std::net::IpAddr;
use std::path::PathBuf;

/// Look at a record in a browser, and correct it.
///
/// The pages are for this machine only, unless --host says otherwise. The record itself is only read;
/// corrections go into a file beside it (record.corrections.jsonl), which `rapporteur build` takes in. Sides
/// are yours to define, in sides.toml beside the record. Ctrl-C stops.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  rapporteur serve record.db --port 8080")]
pub struct Arguments {
    /// The record
    #[arg(value_name = "RECORD")]
    record: PathBuf,
    /// Listen on this port; without it on 7430, or the next that is free
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// Listen on this address, which others may reach; needs --token
    #[arg(long, value_name = "ADDR")]
    host: Option<IpAddr>,
    /// What must be known to open the pages from elsewhere: at least 8 characters
    #[arg(long, value_name = "T")]
    token: Option<String>,
    /// Who corrects
    #[arg(long = "as", value_name = "NAME")]
    who: Option<String>,
    /// Where your sides are defined, if not in sides.toml beside the record
    #[arg(long, value_name = "FILE")]
    sides: Option<PathBuf>,
}

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<Outcome, Failure> {
    let Arguments {
        record,
        port,
        host,
        token,
        who,
        sides,
    } = arguments;
    let user = || {
        std::env::var("USER")
            .or_else(|_| std::env::var("USERNAME"))
            .ok()
    };
    let who = who.or_else(user).filter(|w| !w.trim().is_empty());
    let server = Server::bind(Options {
        record,
        port,
        host,
        token,
        who: who.unwrap_or_else(|| "somebody".to_owned()),
        sides,
    })?;
    let stop = server.stopper();
    // Where the system lets nobody listen, Ctrl-C stops at once; what was corrected is on the disk.
    let _ = ctrlc::set_handler(move || stop.stop());
    say(&format!("Open {}   (Ctrl-C stops)", server.url()));
    server.run()?;
    say("Stopped.");
    Ok(Outcome::Done)
}
