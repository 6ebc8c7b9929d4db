//! The output that the README shows is what the program prints.

use crate::folder::RAPPORTEUR;
use std::path::Path;
use std::process::Command;

const OPENING: &str = "<!-- output: rapporteur build examples/grain-terminal -->\n```text\n";

/// With `README_ACCEPT=1` in the environment the README is rewritten instead.
#[test]
fn the_readme_shows_what_the_program_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(RAPPORTEUR);
    command
        .current_dir(&root)
        .args(["build", "examples/grain-terminal", "-o"]);
    let output = command
        .arg(folder.path().join("record.db"))
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let printed = printed.trim_end();

    let path = root.join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let start = readme
        .find(OPENING)
        .expect("the README has the output's place")
        + OPENING.len();
    let length = readme[start..]
        .find("\n```")
        .expect("the output's end in the README");
    if std::env::var_os("README_ACCEPT").is_some() {
        let rewritten = format!("{}{printed}{}", &readme[..start], &readme[start + length..]);
        std::fs::write(&path, rewritten).unwrap();
        return;
    }
    assert_eq!(
        readme[start..start + length].trim_end(),
        printed,
        "README.md shows other output than the program prints; README_ACCEPT=1 rewrites it"
    );
}
