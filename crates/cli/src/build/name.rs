//! What a file is called in a record: its path as text, from which the path comes back.
//!
//! Bytes that are not UTF-8 are written `\xFF`. A backslash that would then read as the beginning of such a
//! byte is written so itself, `\x5C`; every other path stands as it is.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The name of a path. No two paths have the same.
pub fn name(path: &Path) -> String {
    let mut name = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        let mut rest = chunk.valid();
        while let Some((before, after)) = rest.split_once('\\') {
            name.push_str(before);
            name.push_str(if byte(after).is_some() { "\\x5C" } else { "\\" });
            rest = after;
        }
        name.push_str(rest);
        for byte in chunk.invalid() {
            name.push_str(&format!("\\x{byte:02X}"));
        }
    }
    name
}

/// The path of a name.
pub fn path(name: &str) -> PathBuf {
    let mut bytes = Vec::new();
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend(before.bytes());
        (rest, _) = match byte(after) {
            Some((byte, after)) => (after, bytes.push(byte)),
            None => (after, bytes.push(b'\\')),
        };
    }
    bytes.extend(rest.bytes());
    PathBuf::from(from_bytes(bytes))
}

#[cfg(unix)]
fn from_bytes(bytes: Vec<u8>) -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(bytes)
}

/// Elsewhere a name that is not Unicode does not come back, and its file is read again.
#[cfg(not(unix))]
fn from_bytes(bytes: Vec<u8>) -> OsString {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

/// `xFF…` as the byte and what follows.
fn byte(words: &str) -> Option<(u8, &str)> {
    let digits = words.strip_prefix('x')?;
    let (digits, rest) = digits.split_at_checked(2)?;
    let hex = |c: u8| c.is_ascii_digit() || (b'A'..=b'F').contains(&c);
    if !digits.bytes().all(hex) {
        return None;
    }
    Some((u8::from_str_radix(digits, 16).ok()?, rest))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn every_path_comes_back() {
        let mut names = std::collections::BTreeSet::new();
        let paths: [&[u8]; 10] = [
            b"a/b.txt",
            "é/ü.txt".as_bytes(),
            b"a\xE9.txt",
            b"a\xE8.txt",
            b"a\\xE9.txt",
            b"a\\\xE9.txt",
            b"a\\x5CxE9.txt",
            b"a\\xe9",
            b"\\x\xE9",
            b"\\",
        ];
        for bytes in paths {
            let given = PathBuf::from(from_bytes(bytes.to_vec()));
            assert_eq!(path(&name(&given)), given);
            assert!(names.insert(name(&given)), "{given:?}");
        }
        assert!(names.contains("a\\xE9.txt") && names.contains("é/ü.txt"));
    }
}
