//! A web archive of any size through the program: how long, and how much memory at most.
//!
//! The archive is made on the way and never stored: pages of about 900 words, and between them what crawlers take
//! along, so that one byte in fifty is a page's. It goes through a pipe to `rapporteur annotate -`, which reads and
//! analyses every page and prints it; what it prints is counted and thrown away.

use crate::{Fault, root, run as run_command};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// So much is sent if nothing is said: enough to see that memory does not grow with it.
const GIGABYTES: f64 = 0.2;

/// No more memory may be in use at once, in KiB.
const MEMORY: u64 = 512 * 1024;

/// Bytes of what is no page between two pages.
const BETWEEN: usize = 400 * 1024;

/// Sends so many gigabytes.
pub fn run(words: &[&str]) -> Result<(), Fault> {
    let gigabytes = match words.first().map(|word| (word, word.parse())) {
        None => GIGABYTES,
        Some((_, Ok(number))) => number,
        Some((word, Err(_))) => {
            return Err(Fault::Line {
                path: "cargo xtask stream".to_owned(),
                line: 1,
                expected: "a number of gigabytes",
                found: (*word).to_owned(),
            });
        }
    };
    run_command(
        Command::new("cargo")
            .args(["build", "--release", "--quiet", "-p", "rapporteur-cli"])
            .current_dir(root()),
    )?;
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let program = target.join("release/rapporteur");
    let fault = |source| Fault::File {
        path: program.display().to_string(),
        source,
    };
    let start = Instant::now();
    let mut child = Command::new(&program)
        .args(["annotate", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(fault)?;
    let bytes = (gigabytes * 1e9) as u64;
    let stdin = child.stdin.take();
    let sender = std::thread::spawn(move || stdin.map(|mut pipe| send(&mut pipe, bytes)));
    let status_file = format!("/proc/{}/status", child.id());
    let looker = std::thread::spawn(move || memory(&status_file));
    let articles = child
        .stdout
        .take()
        .map(|pipe| BufReader::new(pipe).lines().count());
    let articles = articles.unwrap_or_default();
    let sent = sender.join().ok().flatten();
    let status = child.wait().map_err(fault)?;
    let memory = looker.join().unwrap_or_default();
    let pages = match sent {
        Some(Ok(pages)) => pages,
        Some(Err(source)) => return Err(fault(source)),
        None => 0,
    };
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "stream: {gigabytes} GB, {pages} pages sent, {articles} read, {seconds:.0} s, {} MiB of memory at most, {status}",
        memory / 1024
    );
    if memory > MEMORY || articles as u64 != pages || !status.success() {
        return Err(Fault::Stream);
    }
    Ok(())
}

/// The most memory a process had in use, in KiB, looked at until it has gone; 0 where the system does not tell.
fn memory(status_file: &str) -> u64 {
    let mut most = 0;
    while let Ok(status) = std::fs::read_to_string(status_file) {
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let number = line.and_then(|line| line.split_ascii_whitespace().next());
        match number.and_then(|number| number.parse().ok()) {
            Some(now) => most = most.max(now),
            // It has ended, and nobody has asked how yet.
            None => break,
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    most
}

/// Sends a web archive of so many bytes; gives the number of pages in it.
fn send(pipe: &mut impl Write, bytes: u64) -> std::io::Result<u64> {
    let mut lot = Lot(1);
    let (mut sent, mut pages) = (0, 0);
    while sent < bytes {
        pages += 1;
        let page = page(pages, &mut lot);
        sent += record(
            pipe,
            pages,
            "page",
            "200 OK",
            "text/html; charset=utf-8",
            page.as_bytes(),
        )?;
        let between = lot.below(BETWEEN * 2);
        let picture: Vec<u8> = (0..between / 8)
            .flat_map(|_| lot.next().to_le_bytes())
            .collect();
        sent += record(pipe, pages, "picture.jpg", "200 OK", "image/jpeg", &picture)?;
        sent += record(
            pipe,
            pages,
            "old",
            "301 Moved Permanently",
            "text/html",
            b"",
        )?;
    }
    pipe.flush()?;
    Ok(pages)
}

/// Writes a capture; gives its length.
fn record(
    pipe: &mut impl Write,
    number: u64,
    name: &str,
    status: &str,
    kind: &str,
    payload: &[u8],
) -> std::io::Result<u64> {
    let http = format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n");
    let header = format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://pell.example/{number}/{name}\r\n\
         WARC-Date: 2031-06-03T10:00:00Z\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n",
        http.len() + payload.len()
    );
    let mut length = 0;
    for part in [header.as_bytes(), http.as_bytes(), payload, b"\r\n\r\n"] {
        pipe.write_all(part)?;
        length += part.len() as u64;
    }
    Ok(length)
}

/// A page of about 900 words, another for each number.
fn page(number: u64, lot: &mut Lot) -> String {
    const WORDS: [&str; 24] = [
        "rope", "lantern", "winter", "boat", "glass", "tower", "bell", "wall", "quay", "paper",
        "stone", "key", "fog", "ladder", "wind", "chart", "wheel", "door", "clock", "grey", "slow",
        "new", "long", "old",
    ];
    let mut some = |count: usize| {
        let words = (0..count).filter_map(|_| WORDS.get(lot.below(WORDS.len())).copied());
        words.collect::<Vec<_>>().join(" ")
    };
    let paragraphs: String = (0..16)
        .map(|_| {
            format!(
                "<p>“We have counted the {},” Ada Quill, the head keeper, told reporters on 3 June 2031. The \
                 harbour office denied that the {} had been withdrawn, and warned that the {} if no answer came. \
                 Under the Pell Accord it must pay {number} crowns, said Fenna Oort.</p>\n",
                some(6),
                some(8),
                some(8)
            )
        })
        .collect();
    format!(
        "<!DOCTYPE html><html lang=en><head><title>Keepers refuse offer {number}</title></head><body><article>\
         <h1>Keepers refuse offer {number}</h1>{paragraphs}</article></body></html>"
    )
}

/// Numbers by lot, the same every time (SplitMix64).
struct Lot(u64);

impl Lot {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    /// A number below this one; 0 for 0.
    fn below(&mut self, end: usize) -> usize {
        self.next().checked_rem(end as u64).unwrap_or(0) as usize
    }
}
