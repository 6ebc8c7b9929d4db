//! A folder for one test, articles to put in it, and the command run there.

use rapporteur_record::record::Record;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// The command under test.
pub const RAPPORTEUR: &str = env!("CARGO_BIN_EXE_rapporteur");

/// A folder that goes with the test.
pub struct Folder {
    folder: tempfile::TempDir,
}

/// How a run ended.
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Folder {
    pub fn new() -> Folder {
        Folder {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// With so many articles in `articles/`.
    pub fn with_articles(count: usize) -> Folder {
        let folder = Folder::new();
        for n in 0..count {
            folder.write(&format!("articles/{n:04}.txt"), article(n));
        }
        folder
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// The command with these words, as a script would run it.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(RAPPORTEUR);
        command.args(arguments);
        self.settle(command)
    }

    /// Any command in this folder, without what the environment says of colours.
    pub fn settle(&self, mut command: Command) -> Command {
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        for name in [
            "NO_COLOR",
            "CLICOLOR",
            "CLICOLOR_FORCE",
            "RAYON_NUM_THREADS",
        ] {
            command.env_remove(name);
        }
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        ran(self.command(arguments).output().unwrap())
    }

    /// A run that must end well.
    #[track_caller]
    pub fn done(&self, arguments: &[&str]) -> Ran {
        let ran = self.run(arguments);
        assert_eq!(ran.code, Some(0), "{arguments:?}\n{}", ran.err);
        ran
    }

    /// A run fed with bytes.
    pub fn fed(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let mut child = self.piped(arguments);
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_vec();
        let feeder = std::thread::spawn(move || stdin.write_all(&input));
        let output = child.wait_with_output().unwrap();
        let _ = feeder.join().unwrap();
        ran(output)
    }

    pub fn piped(&self, arguments: &[&str]) -> Child {
        self.command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// The record object of `record.db`.
    pub fn record(&self) -> Record {
        self.record_of("record.db")
    }

    pub fn record_of(&self, name: &str) -> Record {
        rapporteur_store::Reader::open(&self.path(name))
            .unwrap()
            .record()
            .unwrap()
    }

    /// Lets everybody in: for commands run as another user.
    pub fn open_to_all(&self) {
        use std::os::unix::fs::PermissionsExt;
        let everybody = std::fs::Permissions::from_mode(0o777);
        std::fs::set_permissions(self.folder.path(), everybody).unwrap();
    }
}

pub fn ran(output: Output) -> Ran {
    let ran = Ran {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    };
    // On no input whatever.
    for words in ["panicked", "RUST_BACKTRACE", "fault in the program"] {
        assert!(!ran.err.contains(words), "{}", ran.err);
    }
    ran
}

/// An article about the invented lighthouse of Pell: each number gives another text, day and outlet.
pub fn article(n: usize) -> String {
    let outlet = ["The Pell Courier", "Harbour Wire", "Morning Skerry"][n % 3];
    let speaker = ["Ada Quill", "Bertrand Moss", "Chiara Vale", "Dov Harker"][n % 4];
    let day = n % 28 + 1;
    let mut words = Words(n as u64 + 1);
    let mut text = format!(
        "{outlet}\n\nKeepers of Pell refuse {} offer number {n}\n\nBy Edda Strand\n{day} June 2031\n\n\
         PELL, June {day} — The keepers of the lighthouse of Pell refused {} on Tuesday, {speaker} said.\n\n",
        words.next(),
        words.some(6),
    );
    for part in 0..4 {
        let _ = write!(
            text,
            "“We have counted {} lamps and {}, and we will count them again,” {speaker}, the head keeper, told \
             reporters on {day} June 2031. The harbour office denied that {} had ever been withdrawn, \
             and warned that {} if no answer came by {} July.\n\n\
             Under the Pell Accord the office must pay {} crowns a year, said Fenna Oort, a lawyer of {}.\n\n",
            n * 7 + part,
            words.some(8),
            words.some(5),
            words.some(9),
            part + 1,
            (n + 1) * 100 + part,
            words.some(4),
        );
    }
    text
}

/// Words by lot, the same for the same article, so that no two articles are copies of one another.
struct Words(u64);

impl Words {
    fn next(&mut self) -> &'static str {
        const ALL: [&str; 32] = [
            "rope", "grey", "lantern", "slow", "oil", "winter", "boat", "stair", "glass", "salt",
            "new", "tower", "bell", "red", "wall", "night", "quay", "long", "paper", "stone",
            "key", "fog", "iron", "ladder", "wind", "chart", "old", "wheel", "door", "gull",
            "clock", "small",
        ];
        // Marsaglia's xorshift: enough for a lot.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ALL[(self.0 % 32) as usize]
    }

    fn some(&mut self, count: usize) -> String {
        let words: Vec<&str> = (0..count).map(|_| self.next()).collect();
        format!("the {}", words.join(" "))
    }
}

/// The same as a page.
pub fn page(n: usize) -> String {
    let body: String = article(n)
        .split("\n\n")
        .skip(4)
        .map(|paragraph| format!("<p>{}</p>\n", paragraph.trim()))
        .collect();
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>Keepers refuse page {n}</title></head>\
         <body><article><h1>Keepers refuse page {n}</h1>\n{body}</article></body></html>"
    )
}

/// Whether a program is there; says what is skipped where it is not.
pub fn has(program: &str, for_what: &str) -> bool {
    let there = std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|p| p.join(program).exists()));
    if !there {
        println!("skipped: {for_what}: there is no program {program}");
    }
    there
}

/// Whether this test runs as the superuser, whom no permission holds back.
pub fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    Path::new("/proc/self")
        .metadata()
        .is_ok_and(|m| m.uid() == 0)
}
