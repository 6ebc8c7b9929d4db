//! Sides as the user defines them; none is built in.
//!
//! ```toml
//! [[side]]
//! name = "The quay"
//! outlets = ["Harbour Post"]
//! people = ["Ada Quill", "Port Union"]
//! ```

use crate::fault::Fault;
use serde::Deserialize;
use std::path::Path;

/// Every side, in the user's order. The letter of a side is its place: A, B, …
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sides {
    #[serde(default, rename = "side")]
    pub all: Vec<Side>,
}

/// One side.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Side {
    pub name: String,
    /// Outlets by name.
    #[serde(default)]
    pub outlets: Vec<String>,
    /// People, bodies, states: any name under which the record keeps them.
    #[serde(default)]
    pub people: Vec<String>,
}

impl Sides {
    /// Reads a file. One that is not there defines no side.
    pub fn read(path: &Path) -> Result<Sides, Fault> {
        let fault = |why: String| Fault::Sides {
            path: path.to_owned(),
            why,
        };
        match std::fs::read_to_string(path) {
            Ok(text) => toml::from_str(&text).map_err(|e| fault(e.to_string())),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Sides::default()),
            Err(e) => Err(fault(e.to_string())),
        }
    }

    /// The side of a voice: the speaker's, where the user put them on one, else the outlet's.
    pub fn of(&self, speaker: Option<&str>, outlet: Option<&str>) -> Option<usize> {
        let find = |name: &str, list: fn(&Side) -> &Vec<String>| {
            self.all
                .iter()
                .position(|s| list(s).iter().any(|n| n.eq_ignore_ascii_case(name)))
        };
        match speaker {
            Some(name) => find(name, |s| &s.people),
            None => find(outlet?, |s| &s.outlets),
        }
    }

    /// "A" for the first, and so on; after Z numbers.
    pub fn letter(place: usize) -> String {
        let letter = u8::try_from(place).ok().filter(|n| *n < 26);
        letter.map_or_else(
            || (place + 1).to_string(),
            |n| char::from(b'A' + n).to_string(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_is_what_the_user_says() {
        let sides: Sides = toml::from_str(
            "[[side]]\nname = \"Quay\"\noutlets = [\"Bell\"]\npeople = [\"Ada Quill\"]\n\n[[side]]\nname = \"Hill\"\noutlets = [\"Post\"]\n",
        )
        .unwrap();
        assert_eq!(sides.of(None, Some("post")), Some(1));
        assert_eq!(sides.of(Some("Ada Quill"), Some("Post")), Some(0));
        assert_eq!(
            sides.of(Some("Nobody"), Some("Post")),
            None,
            "a speaker is not the outlet that quotes them"
        );
        assert_eq!(Sides::letter(1), "B");
        assert!(toml::from_str::<Sides>("[[side]]\nname = 1\n").is_err());
    }
}
