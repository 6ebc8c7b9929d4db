//! Place, day and agency before the first sentence: "PORT ELVO, March 6 (TNA) —", "/TANA/", "(ABC) –".

use crate::day;
use crate::lists;
use regex::{Regex, RegexBuilder};
use std::sync::LazyLock;

static AFTER_PLACE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let month = day::months_pattern();
    let date = format!(
        r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?:{month}\s+\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)?\s+{month}|\d{{1,2}}\.\d{{1,2}}\.?)(?:,?\s*\d{{4}}|\d{{4}})?"
    );
    let agency = r"(?:\([^()\n]{2,40}\)|/[^/\s][^/\n]{1,38}/)";
    let dash = r"(?:—|–|--|\B-)";
    RegexBuilder::new(&format!(
        r"^(?<place>[^()/\n—–:;.?!“”]{{0,60}}?)(?:(?<date>,?\s*\b{date})[,.]?\s*(?<a1>{agency})?\.?\s*(?<d1>{dash})?|\s*(?<a2>{agency})\.?\s*(?<d2>{dash})?|\s*(?<d3>{dash}))(?:\s+|$|[“‘])"
    ))
    .case_insensitive(true)
    .build()
    .ok()
});

/// How many bytes of a paragraph are its dateline. A place alone before a dash counts only in capitals,
/// or in the article's first paragraph with the day or the agency.
pub(crate) fn length(paragraph: &str, first: bool) -> Option<usize> {
    let head = lists::head(paragraph, 200);
    let found = AFTER_PLACE.as_ref()?.captures(head)?;
    let all = found.get(0)?;
    let place = found
        .name("place")
        .map_or("", |m| m.as_str())
        .trim()
        .trim_end_matches(',');
    let one_of = |names: &[&str]| names.iter().find_map(|name| found.name(name));
    let (date, agency) = (found.name("date").is_some(), one_of(&["a1", "a2"]));
    let dash = one_of(&["d1", "d2", "d3"]).is_some();
    let end = one_of(&["d1", "d2", "d3", "a1", "a2", "date"])?.end();
    if !place.is_empty() && !is_place(place) {
        return None;
    }
    let capitals = is_capitals(place);
    let marked = agency.is_some_and(|m| is_agency(m.as_str()));
    if agency.is_some() && !marked {
        return None;
    }
    let lawful = match (place.is_empty(), date, marked, dash) {
        (true, _, true, true) => true,
        (true, _, true, false) => first && agency.is_some_and(|m| m.as_str().starts_with('/')),
        (true, _, _, _) => false,
        (false, true, true, _) => true,
        (false, _, true, true) => first || capitals,
        (false, _, true, false) => capitals && first,
        (false, true, false, true) => first || capitals,
        (false, true, false, false) => false,
        (false, false, false, dash) => dash && capitals && place.chars().count() > 2,
    };
    // The full stop behind "/TNA/." is the dateline's.
    let stop = usize::from(
        paragraph
            .get(end..)
            .is_some_and(|rest| rest.starts_with('.')),
    );
    let end = end + stop;
    // Something must stand behind it.
    let rest = paragraph.get(all.end().max(end)..)?;
    (lawful && !rest.trim().is_empty()).then_some(end)
}

/// One to six words that all begin with a capital, "PORT ELVO" or "Port Elvo, Torvane".
fn is_place(place: &str) -> bool {
    let words: Vec<&str> = place.split_whitespace().collect();
    words.len() <= 6
        && words.iter().all(|w| {
            w.starts_with(char::is_uppercase)
                || matches!(*w, "of" | "de" | "la" | "the" | "al" | "am" | "/")
        })
}

fn is_capitals(place: &str) -> bool {
    place.chars().any(char::is_uppercase)
        && !place
            .split(',')
            .next()
            .unwrap_or_default()
            .chars()
            .any(char::is_lowercase)
}

/// "(TNA)", "/TANA/", "(Torvane News)": short and with a capital.
fn is_agency(mark: &str) -> bool {
    let name = mark.trim_matches(['(', ')', '/']);
    name.starts_with(char::is_uppercase)
        && name.split_whitespace().count() <= 4
        && name
            .split_whitespace()
            .all(|w| w.starts_with(char::is_uppercase) || w == "of" || w.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines() {
        for (dateline, rest) in [
            ("PORT ELVO, March 6 (TNA) —", " A ferry turned back."),
            ("PORT ELVO (TNA) -", " A ferry turned back."),
            ("ELVO —", " A ferry turned back."),
            ("Elvo, 6 March. /TNA/.", " A ferry turned back."),
            ("Elvo, March 6, 2031 /TNA/ -", " A ferry turned back."),
            ("(TNA) –", " A ferry turned back."),
            ("/TNA/", " A ferry turned back."),
            ("ELVO, Torvane, March 6 --", " A ferry turned back."),
            ("Elvo, March 6 —", " A ferry turned back."),
        ] {
            let length = length(&format!("{dateline}{rest}"), true);
            let want = dateline.len();
            assert_eq!(length, Some(want), "{dateline}");
        }
    }

    #[test]
    fn sentences_with_dashes_have_none() {
        for line in [
            "The bridge — the only one — is closed.",
            "Brandvold: “They shot first.”",
            "On March 6 the bridge was closed.",
            "Talks (the third round) went on.",
            "“Torvane will keep sailing.”",
            "Elvo and Torvane – two towns – share it.",
            "(She also wants them to go.) He does not.",
        ] {
            assert_eq!(length(line, true), None, "{line}");
        }
    }
}
