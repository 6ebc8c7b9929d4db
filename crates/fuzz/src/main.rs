//! Spoilt articles through reading, analysis and reading back: `cargo xtask fuzz [COUNT | FILE]`.
//!
//! There is a target for every reader ([`seeds::targets`]); they take turns. Every input is one of the seeds of its
//! target, spoilt ([`spoil`]) by a lot that its number decides: the same number, the same input. What is packed is
//! spoilt inside or outside, also by lot. It is read (`rapporteur_read::read_bytes`), analysed
//! (`rapporteur::annotate`), written as JSON and read back (`ArticleObject::read`, which checks every place); then its
//! JSON is spoilt as well and read. A panic, an object that cannot be read back, a text over the limit, or an input
//! that takes seconds is a finding, and so is a process that took more memory than [`LARGEST`]: the input is kept in
//! `target/fuzz/`, and with FILE it runs again alone. One that ends the whole process (a stack overflow) is left there
//! as `running`.

mod seeds;
mod spoil;

use rapporteur_read::{Settings, read_bytes};
use rapporteur_record::json::ArticleObject;
use spoil::Lot;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// So many inputs if no number is given.
const COUNT: u64 = 2000;

/// No input ([`spoil::LONGEST`]) may take longer, even on a busy machine.
const TOO_LONG: Duration = Duration::from_secs(5);

/// No document may be larger, so that packed inputs that unpack to much are quick as well.
const LIMIT: u64 = 1024 * 1024;

/// So many KiB of memory may have been in use at once.
const LARGEST: u64 = 1024 * 1024;

fn main() -> ExitCode {
    let argument = std::env::args().nth(1);
    let findings = match argument.map(|a| a.parse::<u64>().map_err(|_| a)) {
        None => many(COUNT),
        Some(Ok(count)) => many(count),
        Some(Err(file)) => again(Path::new(&file)),
    };
    match findings {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("fuzz: {error}");
            ExitCode::from(2)
        }
    }
}

/// Tries so many inputs; gives the number of findings.
fn many(count: u64) -> std::io::Result<usize> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let targets = seeds::targets(&root.join("examples"))?;
    let folder = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root.join("target"), PathBuf::from)
        .join("fuzz");
    std::fs::create_dir_all(&folder)?;
    let running = folder.join("running");
    let mut articles = vec![0; targets.len()];
    let mut findings = 0;
    let start = Instant::now();
    let turns = targets.iter().enumerate().cycle();
    for (number, (turn, target)) in (0..count).zip(turns) {
        let input = target.input(&mut Lot::new(number));
        std::fs::write(&running, &input)?;
        match tried(&input, through) {
            Ok(read) => articles
                .iter_mut()
                .skip(turn)
                .take(1)
                .for_each(|n| *n += read),
            Err(what) => {
                findings += 1;
                let kept = folder.join(format!("input-{number}"));
                std::fs::rename(&running, &kept)?;
                println!("{}: {what}", kept.display());
            }
        }
    }
    if running.exists() {
        std::fs::remove_file(&running)?;
    }
    for (target, articles) in targets.iter().zip(&articles) {
        println!(
            "{:>6}: {} seeds, {articles} articles read",
            target.name,
            target.seeds.len()
        );
    }
    let peak = peak_memory();
    if peak > LARGEST {
        findings += 1;
        println!("fuzz: {peak} KiB of memory were in use at once");
    }
    println!(
        "fuzz: {count} inputs, {} articles read, {findings} findings, {} MiB of memory at most, {:.1} s",
        articles.iter().sum::<usize>(),
        peak / 1024,
        start.elapsed().as_secs_f64()
    );
    Ok(findings)
}

/// The most memory that was in use so far, in KiB; 0 where the system does not tell.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_ascii_whitespace().next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Tries one kept input.
fn again(file: &Path) -> std::io::Result<usize> {
    match tried(&std::fs::read(file)?, through) {
        Ok(articles) => {
            println!("fuzz: nothing found, {articles} articles read");
            Ok(0)
        }
        Err(what) => {
            println!("{}: {what}", file.display());
            Ok(1)
        }
    }
}

/// Takes one input through some work: the number of articles in it, or what is wrong.
fn tried(input: &[u8], work: impl FnOnce(&[u8]) -> Result<usize, String>) -> Result<usize, String> {
    let start = Instant::now();
    // The message of a panic has been printed with its place; nothing is used again after one.
    let articles = catch_unwind(AssertUnwindSafe(|| work(input)))
        .unwrap_or_else(|_| Err("a panic".to_owned()))?;
    match start.elapsed() {
        took if took > TOO_LONG => Err(format!("took {:.1} s", took.as_secs_f64())),
        _ => Ok(articles),
    }
}

/// All stages, and back.
fn through(input: &[u8]) -> Result<usize, String> {
    // To refuse an input is as good as to read it.
    let settings = Settings {
        max_bytes: LIMIT,
        ..Settings::default()
    };
    let Ok(articles) = read_bytes(input, "fuzz", &settings) else {
        return Ok(0);
    };
    let mut read = 0;
    for article in articles.flatten() {
        // A byte of an old charset is up to three in UTF-8.
        if article.text.as_str().len() as u64 > 3 * LIMIT {
            return Err("a text over the limit".to_owned());
        }
        let annotated = rapporteur::annotate(article);
        let object = ArticleObject::from(&annotated);
        let back = object
            .read()
            .map_err(|e| format!("cannot be read back: {e}"))?;
        if back != annotated {
            return Err("what is read back is another article".to_owned());
        }
        let json = serde_json::to_vec(&object).map_err(|e| format!("cannot be written: {e}"))?;
        let spoilt = spoil::spoilt(&[json], &mut Lot::new(input.len() as u64));
        if let Ok(object) = serde_json::from_slice::<ArticleObject>(&spoilt) {
            // Right or refused, but no panic.
            drop(object.read());
        }
        read += 1;
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_finding() {
        let first = |input: &[u8]| Ok(usize::from(input[0]));
        assert_eq!(tried(&[1], first), Ok(1));
        assert_eq!(tried(&[], first), Err("a panic".to_owned()));
    }

    #[test]
    fn every_seed_reaches_its_reader() {
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
        for target in seeds::targets(&examples).unwrap_or_default() {
            let read = |seed: &Vec<u8>| read_bytes(seed, "seed", &Settings::default());
            let articles = |seed: &Vec<u8>| read(seed).map_or(0, |found| found.flatten().count());
            if ["pdf", "feed", "csv", "warc"].contains(&target.name) {
                for (number, seed) in target.seeds.iter().enumerate() {
                    assert!(articles(seed) > 0, "{} {number}", target.name);
                }
            }
        }
    }

    #[test]
    fn an_article_goes_through() {
        assert_eq!(tried(b"Ana Ruun said no.", through), Ok(1));
        assert_eq!(
            tried(b"\x89PNG", through),
            Ok(0),
            "refused, which is as good"
        );
    }
}
