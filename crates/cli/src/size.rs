//! Sizes as people write them, and the limits that flags set.

use rapporteur_read::Settings;

/// `5000`, `200k`, `100M`, `1.5G` (powers of 1024; a final `B`, `iB` is allowed) as bytes.
///
/// # Errors
/// A sentence, for anything else.
pub fn parse(words: &str) -> Result<u64, String> {
    let wrong = || format!("expected a size such as 500k, 100M or 1G, but found {words:?}");
    let lower = words.trim().to_ascii_lowercase();
    let number = lower.trim_end_matches("ib").trim_end_matches('b');
    let (number, unit) = match number.char_indices().next_back() {
        Some((at, 'k')) => (number.get(..at), 1u64 << 10),
        Some((at, 'm')) => (number.get(..at), 1 << 20),
        Some((at, 'g')) => (number.get(..at), 1 << 30),
        _ => (Some(number), 1),
    };
    let number: f64 = number
        .and_then(|n| n.trim().parse().ok())
        .ok_or_else(wrong)?;
    let bytes = number * unit as f64;
    // Up to 4 GiB: places in a text are counted in 32 bits.
    if (1.0..=4_294_967_295.0).contains(&bytes) {
        Ok(bytes as u64)
    } else {
        Err(format!(
            "expected a size from 1 byte to just under 4G, but found {words:?}"
        ))
    }
}

/// The flags of every command that reads: what is too much.
#[derive(clap::Args)]
pub struct Limits {
    /// Refuse a document (a page, a text, a mail; unpacked) of more bytes: 500k, 100M, 1G. A file that holds
    /// documents, such as a web archive or a table, may be of any size; feeds, single JSON objects and mails are
    /// read whole, so the limit is that of the file
    #[arg(long, value_name = "N", value_parser = parse)]
    max_size: Option<u64>,
    /// Refuse what unpacks to more than N times its own size and more than --max-size (default 100): a small
    /// file made to fill the machine
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    max_ratio: Option<u64>,
}

impl Limits {
    /// The settings they make.
    pub fn settings(&self) -> Settings {
        let usual = Settings::default();
        Settings {
            max_bytes: self.max_size.unwrap_or(usual.max_bytes),
            max_ratio: self.max_ratio.unwrap_or(usual.max_ratio),
            ..usual
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn sizes() {
        for (words, bytes) in [
            ("5000", 5000),
            ("200k", 204_800),
            ("100M", 104_857_600),
            ("100MiB", 104_857_600),
            ("1.5 GB", 1_610_612_736),
        ] {
            assert_eq!(parse(words), Ok(bytes), "{words}");
        }
        for words in ["", "M", "-1", "0", "9G", "ten", "nan", "1e99", "é"] {
            assert!(parse(words).is_err(), "{words}");
        }
    }
}
