//! Every view of the server in a real browser: `tests/browser`.

use crate::{Fault, root, run as run_command, target_folder};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs the browser tests, or says in one line why they cannot be run here.
pub fn run() -> Result<(), Fault> {
    let Some(chromium) = chromium()? else {
        println!(
            "browser tests: skipped, because there is no Chromium here, nor root to install Debian's"
        );
        return Ok(());
    };
    if !answers("node") || !answers("npm") {
        println!("browser tests: skipped, because there is no Node.js with npm here");
        return Ok(());
    }
    let folder = root().join("target/browser");
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |source| Fault::File { path, source }
    };
    std::fs::create_dir_all(&folder).map_err(failed(&folder))?;
    let tests = root().join("tests/browser");
    for file in ["package.json", "package-lock.json"] {
        std::fs::copy(tests.join(file), folder.join(file)).map_err(failed(&tests.join(file)))?;
    }
    // Only the driver: the browser is the system's own.
    run_command(
        Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
            .current_dir(&folder),
    )?;
    run_command(
        Command::new("cargo")
            .args(["build", "--quiet", "-p", "rapporteur-cli"])
            .current_dir(root()),
    )?;
    run_command(
        Command::new("node")
            .arg(tests.join("views.mjs"))
            .arg(target_folder().join("debug/rapporteur"))
            .arg(root().join("examples/grain-terminal"))
            .arg(&folder)
            .arg(chromium)
            .current_dir(&folder),
    )
}

fn answers(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .output()
        .is_ok_and(|o| o.status.success())
}

/// Chromium, installed from Debian where we may.
fn chromium() -> Result<Option<PathBuf>, Fault> {
    let found = || {
        ["/usr/bin/chromium", "/usr/bin/chromium-browser"]
            .into_iter()
            .map(PathBuf::from)
            .find(|p| p.exists())
    };
    let root = Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|o| o.stdout.starts_with(b"0\n"));
    let missing = found().is_none() || !answers("node") || !answers("npm");
    if missing && root && answers("apt-get") {
        run_command(Command::new("apt-get").args([
            "install",
            "-y",
            "--no-install-recommends",
            "chromium",
            "nodejs",
            "npm",
        ]))?;
    }
    Ok(found())
}
