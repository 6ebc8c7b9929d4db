//! What inputs are made from: the example articles, and strings that have broken programs that read text.

use std::path::Path;

/// All seeds, in the same order everywhere: every file below a folder, then [`AWKWARD`].
///
/// # Errors
/// A file cannot be read.
pub fn all(folder: &Path) -> std::io::Result<Vec<Vec<u8>>> {
    let mut seeds = Vec::new();
    below(folder, &mut seeds)?;
    seeds.extend(AWKWARD.iter().map(|words| words.as_bytes().to_vec()));
    Ok(seeds)
}

fn below(folder: &Path, seeds: &mut Vec<Vec<u8>>) -> std::io::Result<()> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        paths.push(entry?.path());
    }
    paths.sort();
    for path in paths {
        match path.is_dir() {
            true => below(&path, seeds)?,
            false => seeds.push(std::fs::read(path)?),
        }
    }
    Ok(())
}

/// Strings that are easily read wrongly; they are seeds, and are put into others.
pub const AWKWARD: [&str; 44] = [
    "",
    " \t\r\n",
    "\u{feff}",
    "\0",
    "\u{b}\u{c}\u{85}\u{2028}\u{2029}",
    "\u{a0}\u{202f}\u{2003}",
    "\u{200b}\u{200d}\u{2060}",
    "\u{202e}\u{2066}שלום\u{2069}",
    "e\u{301}\u{302}\u{323}",
    "İıßﬁǅ",
    "😀👩\u{200d}👩\u{200d}👧🇺🇳",
    "\u{10ffff}\u{fffd}",
    "\r\n\r\n",
    "“‘“",
    "”’”",
    "«„‚»",
    "'\"`´",
    "“The ‘so-called’ \"deal\",” he said, “is ‘dead”.",
    "——––--…",
    "...!?!?",
    "((([[[{{{",
    ")))]]]}}}",
    "U.S.A. Inc. Jr. No. p.m.",
    "he said he said he said",
    "said that said that said that",
    "“No,” said Gen. Ana Ruun, who said that Ruun said: “No.”",
    "On 31 February 2031, 29 Feb 2030, 0 May 0000, 99/99/9999",
    "last Tuesday, three days before the day after tomorrow",
    "24:61, 25th hour, 12 p.m. GMT+99:99",
    "from 18446744073709551616 to -1 million billion per cent",
    "1,0,0.0.0,00 ½ ٣ Ⅷ 1e999 $£€5bn",
    "PELL, June 3 (Harbour Wire) — ",
    "By By by BY and and, and",
    "Published: 2031-06-03T99:00:00+99:99",
    "Mr. Mrs. Dr. President of the of the of",
    "Article 5 of the Pell Accord of 1931 under the Accord",
    "if if unless not if provided that if",
    "<html><head><title>",
    "<p><p></div><b><table><td>",
    "<!--<script>--><style></script>",
    "&amp;&#0;&#x110000;&nbsp&lt;",
    "<article><h1></h1><time datetime=\"2031-13-45\">",
    "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"datePublished\":[{}]}</script>",
    "# * _ ** > | ``` [a](b) ---",
];
