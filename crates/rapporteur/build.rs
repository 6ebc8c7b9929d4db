//! Gives the analysis a version of its own: the release, and a digest of the sources, word lists and models
//! from which it is built. What a record holds was read by one of them, so that a change of a word list
//! is enough to have an article read again.

use std::path::{Path, PathBuf};

/// Where the stages lie, from here; outside the workspace only this crate is there.
const STAGES: &[&str] = &[
    "../record/src",
    "../read/src",
    "../read/data",
    "../parse/src",
    "../parse/data",
    "../date/src",
    "../date/data",
    "../name/src",
    "../name/data",
    "../quote/src",
    "../quote/data",
    "../act/src",
    "../act/data",
    "../collate/src",
    "../collate/data",
    "../../models",
    "src",
];

fn main() -> std::io::Result<()> {
    let mut files = Vec::new();
    for stage in STAGES.iter().map(Path::new).filter(|stage| stage.exists()) {
        println!("cargo:rerun-if-changed={}", stage.display());
        list(stage, &mut files)?;
    }
    files.sort();
    let mut digest = Fnv::new();
    for file in files {
        digest.take(file.to_string_lossy().as_bytes());
        digest.take(&std::fs::read(&file)?);
    }
    let release = std::env::var("CARGO_PKG_VERSION").unwrap_or_default();
    println!(
        "cargo:rustc-env=RAPPORTEUR_ANALYSIS={release}+{:016x}",
        digest.0
    );
    Ok(())
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// FNV-1a of 64 bits: enough to tell two builds apart, and needs no crate.
struct Fnv(u64);

impl Fnv {
    fn new() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }

    fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
