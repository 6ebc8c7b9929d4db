//! Ids that are the same at every export: UUIDs of version 8, made from a SHA-256 digest of a name as appendix B.2
//! of RFC 9562 shows it.

use sha2::Digest as _;
use sha2::Sha256;

/// The address of an article where it has one that can be an id, else an id made from the article's own.
pub fn of_article(id: &str, url: Option<&str>) -> String {
    match url.filter(|url| is_address(url)) {
        Some(url) => url.to_owned(),
        None => of(&["article", id]),
    }
}

/// The id of a part of an article.
pub fn of_part(article: &str, kind: &str, part: &str) -> String {
    of(&[kind, article, part])
}

/// Whether an address can stand as an IRI as it is.
pub fn is_address(url: &str) -> bool {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    let excluded = |c: char| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c);
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(excluded))
}

fn of(parts: &[&str]) -> String {
    let mut digest = Digest::new("rapporteur");
    parts.iter().for_each(|part| digest.add(part));
    digest.iri()
}

/// A digest of names.
pub struct Digest(Sha256);

impl Digest {
    /// Begins with a name.
    pub fn new(name: &str) -> Digest {
        let mut digest = Digest(Sha256::new());
        digest.add(name);
        digest
    }

    /// Adds a name. Its length goes before it, so that no two lists of names are one.
    pub fn add(&mut self, name: &str) {
        self.0.update((name.len() as u64).to_be_bytes());
        self.0.update(name.as_bytes());
    }

    /// `urn:uuid:…`
    pub fn iri(self) -> String {
        let mut bits = [0; 16];
        bits.iter_mut()
            .zip(self.0.finalize())
            .for_each(|(bit, byte)| *bit = byte);
        let bits = u128::from_be_bytes(bits);
        let version = 0xF << 76;
        let variant = 0x3 << 62;
        let bits = bits & !version & !variant | 0x8 << 76 | 0x2 << 62;
        let hex = format!("{bits:032x}");
        let mut iri = String::from("urn:uuid:");
        for (n, digit) in hex.chars().enumerate() {
            if matches!(n, 8 | 12 | 16 | 20) {
                iri.push('-');
            }
            iri.push(digit);
        }
        iri
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_uuid_of_version_eight_and_always_the_same() {
        let id = of_part("a1", "statement", "s1");
        assert_eq!(id, of_part("a1", "statement", "s1"));
        assert_ne!(id, of_part("a1s", "statement", "1"));
        let digits = id.strip_prefix("urn:uuid:").unwrap();
        let groups: Vec<usize> = digits.split('-').map(str::len).collect();
        assert_eq!(groups, [8, 4, 4, 4, 12]);
        assert_eq!(digits.as_bytes()[14], b'8');
        assert!(b"89ab".contains(&digits.as_bytes()[19]));
    }

    #[test]
    fn only_an_address_is_an_id() {
        assert_eq!(
            of_article("a", Some("https://bell.example/é?q=1")),
            "https://bell.example/é?q=1"
        );
        for bad in [
            "https://",
            "bell.example",
            "javascript:x",
            "https://a b",
            "https://a\"b",
        ] {
            assert!(of_article("a", Some(bad)).starts_with("urn:uuid:"), "{bad}");
        }
    }
}
