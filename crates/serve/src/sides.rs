//! Sides as the user defines them, by hand in `sides.toml` or in the page; none is built in.
//!
//! ```toml
//! [[side]]
//! name = "The quay"
//! outlets = ["Harbour Post"]
//! people = ["Ada Quill", "Port Union"]
//! ```
//!
//! The page writes the same file. It keeps the comment at its head; a file with other comments is left to be
//! changed by hand, since they would be lost.

use crate::fault::Fault;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Every side, in the user's order. The letter of a side is its place: A, B, …
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sides {
    #[serde(default, rename = "side")]
    pub all: Vec<Side>,
}

/// One side.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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

/// A change that a form asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wish {
    /// A side as it shall be: in the place of the one of that name, or a new one at the end.
    Set { was: Option<String>, side: Side },
    /// No longer a side.
    Remove { name: String },
    /// More names on a side.
    Put { side: Side },
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

    /// Makes a change. A name stands on one side only: put on another, it leaves the first.
    pub fn change(&mut self, wish: Wish) -> Result<(), Fault> {
        let gone = |name: &str| Fault::Bad(format!("There is no side called “{name}” any more."));
        match wish {
            Wish::Set { was, side } => {
                if side.name.is_empty() {
                    return Err(Fault::Bad(
                        "expected a name for the side, but found none".to_owned(),
                    ));
                }
                let same = |name: &str| side.name.eq_ignore_ascii_case(name);
                let taken = |s: &Side| same(&s.name) && was.as_deref() != Some(s.name.as_str());
                if self.all.iter().any(taken) {
                    return Err(Fault::Bad(format!(
                        "There is a side called “{}” already.",
                        side.name
                    )));
                }
                let place = match &was {
                    Some(was) => self.place(was).ok_or_else(|| gone(was))?,
                    None => self.all.len(),
                };
                self.let_go(&side);
                match self.all.get_mut(place) {
                    Some(old) => *old = side,
                    None => self.all.push(side),
                }
            }
            Wish::Remove { name } => {
                let place = self.place(&name).ok_or_else(|| gone(&name))?;
                self.all.remove(place);
            }
            Wish::Put { side } => {
                let place = self.place(&side.name).ok_or_else(|| gone(&side.name))?;
                self.let_go(&side);
                if let Some(to) = self.all.get_mut(place) {
                    to.outlets.extend(side.outlets);
                    to.people.extend(side.people);
                }
            }
        }
        Ok(())
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.all.iter().position(|s| s.name == name)
    }

    /// Takes the names of a side off all others.
    fn let_go(&mut self, side: &Side) {
        let among =
            |names: &[String], name: &str| names.iter().any(|n| n.eq_ignore_ascii_case(name));
        for other in &mut self.all {
            other.outlets.retain(|n| !among(&side.outlets, n));
            other.people.retain(|n| !among(&side.people, n));
        }
    }

    /// The file as it shall be, in the place of `before`.
    pub fn written(&self, before: &str) -> Result<String, Fault> {
        let lines = || before.lines().map(str::trim_start);
        let head = lines().take_while(|l| l.is_empty() || l.starts_with('#'));
        let head_lines = head.clone().count();
        if before.lines().skip(head_lines).any(has_comment) {
            return Err(Fault::Bad(
                "sides.toml holds comments among its sides. They would be lost if it were changed here: change it by \
                 hand, or take them out."
                    .to_owned(),
            ));
        }
        let head: String = head.map(|l| format!("{l}\n")).collect();
        let sides = toml::to_string_pretty(self).map_err(|e| Fault::Bad(e.to_string()))?;
        let between = match head.trim().is_empty() || head.ends_with("\n\n") {
            true => "",
            false => "\n",
        };
        Ok(format!("{}{between}{sides}", head.trim_start()))
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

/// Whether a line holds a comment: a `#` outside quotation marks.
fn has_comment(line: &str) -> bool {
    let mut inside = None;
    let mut escaped = false;
    for c in line.chars() {
        match (inside, c) {
            _ if escaped => escaped = false,
            (Some('"'), '\\') => escaped = true,
            (Some(mark), c) if c == mark => inside = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => inside = Some(c),
            (None, '#') => return true,
            (None, _) => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(name: &str, outlets: &[&str], people: &[&str]) -> Side {
        let owned = |list: &[&str]| list.iter().map(|n| (*n).to_owned()).collect();
        Side {
            name: name.to_owned(),
            outlets: owned(outlets),
            people: owned(people),
        }
    }

    fn set(was: Option<&str>, side: Side) -> Wish {
        Wish::Set {
            was: was.map(str::to_owned),
            side,
        }
    }

    #[test]
    fn a_name_stands_on_one_side_only() {
        let mut sides = Sides::default();
        sides
            .change(set(None, side("Quay", &["Bell"], &["Ada Quill"])))
            .unwrap();
        sides.change(set(None, side("Hill", &[], &[]))).unwrap();
        let put = side("Hill", &["bell"], &["Ben Ode"]);
        sides.change(Wish::Put { side: put }).unwrap();
        assert_eq!(sides.of(None, Some("Bell")), Some(1));
        sides
            .change(set(
                Some("Hill"),
                side("The hill", &["Bell"], &["Ada Quill"]),
            ))
            .unwrap();
        assert_eq!(
            sides.all,
            [
                side("Quay", &[], &[]),
                side("The hill", &["Bell"], &["Ada Quill"])
            ]
        );
        let quay = "Quay".to_owned();
        sides.change(Wish::Remove { name: quay.clone() }).unwrap();
        assert!(sides.change(Wish::Remove { name: quay }).is_err());
        for refused in [
            set(None, side("the HILL", &[], &[])),
            set(None, side("", &[], &[])),
            set(Some("Hill"), side("Hill", &[], &[])),
        ] {
            assert!(sides.change(refused).is_err());
        }
    }

    #[test]
    fn the_file_keeps_its_head_and_is_read_again() {
        let sides = Sides {
            all: vec![side("A \"quay\" # 1", &["Bell"], &["Ada\nQuill", "Åke"])],
        };
        let text = sides
            .written("# Mine.\n\n[[side]]\nname = \"# old\"\n")
            .unwrap();
        assert!(text.starts_with("# Mine.\n\n[[side]]\n"), "{text}");
        assert_eq!(toml::from_str::<Sides>(&text).unwrap(), sides);
        assert_eq!(sides.written(&text).unwrap(), text);
        assert!(sides.written("[[side]]\nname = \"a\" # why\n").is_err());
        let none = Sides::default().written("").unwrap();
        assert_eq!(toml::from_str::<Sides>(&none).unwrap(), Sides::default());
    }

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
