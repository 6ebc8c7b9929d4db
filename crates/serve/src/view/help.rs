//! The keys, and what the signs mean.

use crate::context::{Context, Reply, Shell, page};
use crate::fault::Fault;
use askama::Template;

#[derive(Template)]
#[template(path = "help.html")]
struct Page {
    shell: Shell,
    keys: [(&'static str, &'static str, &'static str); 16],
}

/// The page.
pub(crate) fn show(c: &Context) -> Result<Reply, Fault> {
    page(&Page {
        shell: c.shell("Keys and signs"),
        keys: [
            ("help", "?", "this page"),
            ("search", "/", "go to the search"),
            ("next", "j", "next row or card"),
            ("previous", "k", "previous row or card"),
            ("open", "Enter", "open what has the focus"),
            ("back", "Escape", "leave a field; else go back"),
            ("accept", "a", "accept and go on"),
            ("reject", "x", "reject and go on"),
            ("unsure", "u", "leave a statement open and go on"),
            ("edit", "e", "edit"),
            ("undo", "z", "take the last correction back"),
            ("swap", "s", "swap the two passages compared"),
            (
                "start-earlier",
                "Shift+ArrowLeft",
                "begin the words one word earlier",
            ),
            (
                "start-later",
                "Shift+ArrowRight",
                "begin them one word later",
            ),
            ("end-earlier", "Shift+ArrowUp", "end them one word earlier"),
            ("end-later", "Shift+ArrowDown", "end them one word later"),
        ],
    })
}
