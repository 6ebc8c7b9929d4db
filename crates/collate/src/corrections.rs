//! What a person says about names: a file, `names.toml`, that wins over the machine and holds through every rebuild.
//!
//! ```toml
//! [[same]]                          # these are one, whatever the machine thinks
//! names = ["Vorra", "Saint Osk"]
//!
//! [[different]]                     # these are never made one across articles
//! names = ["Ana Brill", "A. Brill"]
//!
//! [[side]]                          # which side somebody stands on, as you see it
//! side = "Estmark"
//! names = ["Ana Brill", "Harbour Council"]
//!
//! [[role]]                          # who held an office, and when; both days may be left out
//! name = "Ana Brill"
//! role = "Foreign Minister"
//! from = "2031-01-05"
//! until = "2031-06-30"
//! ```
//!
//! A name is any form that the articles use, whatever its case, accents, titles. To undo an entry, take it out. Names
//! that one article uses for one referent stay one there: `different` parts only what is joined across articles.

use jiff::civil::Date;
use serde::Deserialize;

/// What a `names.toml` says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Corrections {
    /// Names of one referent, a list a referent.
    pub same: Vec<Vec<String>>,
    /// Names of which no two are one.
    pub different: Vec<Vec<String>>,
    /// A side and the names on it.
    pub sides: Vec<(String, Vec<String>)>,
    /// Offices with their holders.
    pub roles: Vec<Role>,
}

/// Who held an office, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Role {
    /// Any form of the holder's name.
    pub name: String,
    /// The office.
    pub role: String,
    /// First day; `None`: not said.
    pub from: Option<Date>,
    /// Last day; `None`: not said.
    pub until: Option<Date>,
}

/// Why a file of names cannot be taken.
#[derive(Debug, thiserror::Error)]
pub enum CorrectionsError {
    /// It is no TOML, or has keys that nothing here knows.
    #[error("expected names as in `[[same]] names = [\"A\", \"B\"]`, but found: {0}")]
    Form(String),
    /// A list too short to say anything.
    #[error("expected two names or more in [[{list}]], but found {found}")]
    Few {
        /// Which list.
        list: &'static str,
        /// How many names it has.
        found: usize,
    },
    /// A day that is none.
    #[error("expected a day such as 2031-01-05 in [[role]], but found {0:?}")]
    Day(String),
    /// Two entries that cannot both hold.
    #[error("expected {0:?} and {1:?} to be either the same or different, but found both")]
    Both(String, String),
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct File {
    same: Vec<Names>,
    different: Vec<Names>,
    side: Vec<Side>,
    role: Vec<Held>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Side {
    side: String,
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Held {
    name: String,
    role: String,
    from: Option<String>,
    until: Option<String>,
}

impl Corrections {
    /// Reads the text of a `names.toml`. An empty text says nothing.
    ///
    /// ```
    /// let text = "[[same]]\nnames = [\"Vorra\", \"Saint Osk\"]";
    /// let read = rapporteur_collate::Corrections::read(text).unwrap();
    /// assert_eq!(read.same, [["Vorra", "Saint Osk"]]);
    /// ```
    ///
    /// # Errors
    /// It is no TOML, has an unknown key, a list of one name, a day that is none, or says both of two names.
    pub fn read(text: &str) -> Result<Corrections, CorrectionsError> {
        let file: File = toml::from_str(text)
            .map_err(|e| CorrectionsError::Form(e.to_string().trim().to_owned()))?;
        let lists =
            |list: &'static str, all: Vec<Names>| -> Result<Vec<Vec<String>>, CorrectionsError> {
                all.into_iter()
                    .map(|n| match n.names.len() {
                        found @ (0 | 1) => Err(CorrectionsError::Few { list, found }),
                        _ => Ok(n.names),
                    })
                    .collect()
            };
        let day = |written: Option<String>| match written {
            None => Ok(None),
            Some(text) => match text.parse::<Date>() {
                Ok(day) => Ok(Some(day)),
                Err(_) => Err(CorrectionsError::Day(text)),
            },
        };
        let mut roles = Vec::new();
        for held in file.role {
            roles.push(Role {
                name: held.name,
                role: held.role,
                from: day(held.from)?,
                until: day(held.until)?,
            });
        }
        let corrections = Corrections {
            same: lists("same", file.same)?,
            different: lists("different", file.different)?,
            sides: file.side.into_iter().map(|s| (s.side, s.names)).collect(),
            roles,
        };
        for same in &corrections.same {
            for different in &corrections.different {
                let both: Vec<&String> = different.iter().filter(|n| same.contains(n)).collect();
                if let [a, b, ..] = both.as_slice() {
                    return Err(CorrectionsError::Both((*a).clone(), (*b).clone()));
                }
            }
        }
        Ok(corrections)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_hold_is_refused_with_a_reason() {
        for (text, reason) in [
            ("same = 1", "expected names as in"),
            (
                "[[same]]\nnames = [\"A\"]",
                "expected two names or more in [[same]], but found 1",
            ),
            ("[[sames]]\nnames = [\"A\", \"B\"]", "unknown field"),
            (
                "[[role]]\nname = \"A\"\nrole = \"mayor\"\nfrom = \"May\"",
                "expected a day",
            ),
            (
                "[[same]]\nnames = [\"A\", \"B\"]\n[[different]]\nnames = [\"B\", \"A\"]",
                "to be either the same or different",
            ),
        ] {
            let found = Corrections::read(text).unwrap_err().to_string();
            assert!(found.contains(reason), "{text}: {found}");
        }
        assert_eq!(Corrections::read("").unwrap(), Corrections::default());
    }
}
