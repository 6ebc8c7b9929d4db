//! What all requests share.

use crate::fault::Fault;
use crate::guard::encoded;
use crate::server::Options;
use crate::sides::{Sides, Wish};
use rapporteur_correct::{Entry, Log, Standing};
use rapporteur_store::Reader;
use std::any::Any;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

/// What is open and known while the server runs.
pub(crate) struct App {
    pub record: PathBuf,
    /// What forms of this run carry.
    pub secret: String,
    pub token: Option<String>,
    pub who: String,
    pub sides_file: PathBuf,
    pub corrections_file: PathBuf,
    host: IpAddr,
    port: u16,
    readers: Mutex<Readers>,
    corrections: Mutex<Corrections>,
    sides: Mutex<(FileState, Arc<Sides>)>,
    /// What the page changed in the file of sides in this run: the text before and after.
    sides_changed: Mutex<Vec<(String, String)>>,
}

/// How many sums are kept.
const SUMS: usize = 2_000;

/// A sum, once somebody has worked it out; who asks meanwhile waits for that.
type Slot = Mutex<Option<Arc<dyn Any + Send + Sync>>>;

/// Connections that wait for a request, and sums of the record as it is.
struct Readers {
    /// Which file it is, and SQLite's count of its changes as `watch` sees it.
    state: (FileState, i64),
    watch: Option<Reader>,
    free: Vec<Reader>,
    sums: BTreeMap<String, Arc<Slot>>,
    /// Goes up whenever the record changes, so that an old reader is not put back.
    generation: u64,
}

struct Corrections {
    file: FileState,
    log: Arc<Log>,
    standing: Arc<Standing>,
}

/// Tells one state of a file from another without reading it.
type FileState = Option<(u64, Option<SystemTime>, u64)>;

fn state_of(path: &Path) -> FileState {
    let meta = path.metadata().ok()?;
    Some((meta.len(), meta.modified().ok(), file_number(&meta)))
}

#[cfg(unix)]
fn file_number(meta: &std::fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(meta)
}

#[cfg(not(unix))]
fn file_number(_: &std::fs::Metadata) -> u64 {
    0
}

/// A reader lent to one request.
pub(crate) struct Lent {
    reader: Option<Reader>,
    pub generation: u64,
    app: Arc<App>,
}

impl std::ops::Deref for Lent {
    type Target = Option<Reader>;
    fn deref(&self) -> &Option<Reader> {
        &self.reader
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let mut readers = locked(&self.app.readers);
        if readers.generation == self.generation {
            readers.free.extend(self.reader.take());
        }
    }
}

impl App {
    pub fn open(options: Options, host: IpAddr, port: u16) -> Result<App, Fault> {
        let folder = options.record.parent().unwrap_or(Path::new(""));
        let app = App {
            sides_file: options.sides.unwrap_or_else(|| folder.join("sides.toml")),
            corrections_file: rapporteur_correct::file_beside(&options.record),
            record: options.record,
            secret: secret()?,
            token: options.token,
            who: options.who,
            host,
            port,
            readers: Mutex::new(Readers {
                state: (None, 0),
                watch: None,
                free: Vec::new(),
                sums: BTreeMap::new(),
                generation: 0,
            }),
            corrections: Mutex::new(Corrections {
                file: None,
                log: Arc::default(),
                standing: Arc::default(),
            }),
            sides: Mutex::new((None, Arc::default())),
            sides_changed: Mutex::default(),
        };
        // What is wrong is said before anybody opens a browser.
        Reader::open(&app.record)?;
        app.corrections()?;
        app.sides()?;
        Ok(app)
    }

    /// What to open in a browser.
    pub fn url(&self) -> String {
        let token = self.token.as_deref().filter(|_| !self.host.is_loopback());
        let token = token.map_or_else(String::new, |token| format!("?token={}", encoded(token)));
        let host = match self.host {
            IpAddr::V6(v6) => format!("[{v6}]"),
            v4 => v4.to_string(),
        };
        format!("http://{host}:{}/{token}", self.port)
    }

    /// Whether a `Host` header names this server. On an address that others can reach we cannot know by which
    /// name they do; there the token protects.
    pub fn is_our_host(&self, host: &str) -> bool {
        if !self.host.is_loopback() {
            return !host.is_empty();
        }
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port),
            _ => (host, "80"),
        };
        port == self.port.to_string() && ["127.0.0.1", "localhost", "[::1]"].contains(&name)
    }

    /// A reader of the record as it is now.
    pub fn reader(self: &Arc<App>) -> Result<Lent, Fault> {
        let (free, generation) = {
            let mut readers = locked(&self.readers);
            readers.refresh(&self.record)?;
            (readers.free.pop(), readers.generation)
        };
        let reader = match free {
            Some(reader) => reader,
            None => Reader::open(&self.record)?,
        };
        Ok(Lent {
            reader: Some(reader),
            generation,
            app: Arc::clone(self),
        })
    }

    /// What takes long to sum up is worked out once for each state of the record.
    pub fn sum<T: Any + Send + Sync>(
        &self,
        generation: u64,
        key: &str,
        work: impl FnOnce() -> Result<T, Fault>,
    ) -> Result<Arc<T>, Fault> {
        let slot = {
            let mut readers = locked(&self.readers);
            if readers.sums.len() >= SUMS {
                readers.sums.clear();
            }
            match readers.generation == generation {
                true => Arc::clone(readers.sums.entry(key.to_owned()).or_default()),
                false => Arc::default(), // the record has changed meanwhile
            }
        };
        let mut slot = locked(&slot);
        if let Some(known) = slot.clone().and_then(|k| k.downcast::<T>().ok()) {
            return Ok(known);
        }
        let new = Arc::new(work()?);
        *slot = Some(Arc::clone(&new) as Arc<dyn Any + Send + Sync>);
        Ok(new)
    }

    /// The corrections as they now stand in their file.
    pub fn corrections(&self) -> Result<(Arc<Log>, Arc<Standing>), Fault> {
        let mut known = locked(&self.corrections);
        let file = state_of(&self.corrections_file);
        if known.file != file {
            let log = Log::read(&self.corrections_file)?;
            *known = Corrections {
                file,
                standing: Arc::new(Standing::of(&log)),
                log: Arc::new(log),
            };
        }
        Ok((Arc::clone(&known.log), Arc::clone(&known.standing)))
    }

    /// Adds corrections; gives the id of the last.
    pub fn correct(&self, entries: Vec<Entry>) -> Result<Option<String>, Fault> {
        self.corrections()?;
        let mut known = locked(&self.corrections);
        let mut log = Log::clone(&known.log);
        let mut last = None;
        for entry in entries {
            last = Some(log.add(&self.corrections_file, entry)?.id.clone());
        }
        *known = Corrections {
            file: state_of(&self.corrections_file),
            standing: Arc::new(Standing::of(&log)),
            log: Arc::new(log),
        };
        Ok(last)
    }

    /// The user's sides as they now stand in their file.
    pub fn sides(&self) -> Result<Arc<Sides>, Fault> {
        let mut known = locked(&self.sides);
        let file = state_of(&self.sides_file);
        if known.0 != file {
            *known = (file, Arc::new(Sides::read(&self.sides_file)?));
        }
        Ok(Arc::clone(&known.1))
    }

    /// Changes the user's sides, in their file.
    pub fn change_sides(&self, wish: Wish) -> Result<(), Fault> {
        let mut changed = locked(&self.sides_changed);
        let mut sides = Sides::clone(&*self.sides()?);
        sides.change(wish)?;
        let before = self.sides_text();
        let after = sides.written(&before)?;
        if before != after {
            self.write_sides(&after)?;
            changed.push((before, after));
        }
        Ok(())
    }

    /// Whether a change of the sides in this run can be taken back.
    pub fn can_undo_sides(&self) -> bool {
        !locked(&self.sides_changed).is_empty()
    }

    /// Takes the last change of the sides back, unless somebody else has changed the file since.
    pub fn undo_sides(&self) -> Result<(), Fault> {
        let mut changed = locked(&self.sides_changed);
        let Some((before, after)) = changed.last() else {
            return Err(Fault::Bad("There is nothing to take back.".to_owned()));
        };
        if self.sides_text() != *after {
            return Err(Fault::Bad(
                "sides.toml has been changed by other hands since, so that nothing is taken back here.".to_owned(),
            ));
        }
        self.write_sides(before)?;
        changed.pop();
        Ok(())
    }

    /// A file that is not there has no text.
    fn sides_text(&self) -> String {
        std::fs::read_to_string(&self.sides_file).unwrap_or_default()
    }

    /// Whole or not at all: a reader never sees half a file.
    fn write_sides(&self, text: &str) -> Result<(), Fault> {
        let failed = |e: std::io::Error| Fault::Sides {
            path: self.sides_file.clone(),
            why: format!("it cannot be written ({e})"),
        };
        let new = self.sides_file.with_extension("toml.new");
        std::fs::write(&new, text).map_err(failed)?;
        std::fs::rename(&new, &self.sides_file).map_err(failed)
    }
}

impl Readers {
    /// Lets go of everything that is of an older state of the record.
    fn refresh(&mut self, record: &Path) -> Result<(), Fault> {
        let file = state_of(record).map(|(_, _, number)| (0, None, number));
        if self.watch.is_none() || self.state.0 != file {
            self.watch = Some(Reader::open(record)?);
            self.state = (file, -1);
        }
        let version = match &self.watch {
            Some(watch) => {
                watch.ask(|c| c.pragma_query_value(None, "data_version", |r| r.get(0)))?
            }
            None => -1,
        };
        if self.state.1 != version {
            self.state.1 = version;
            self.free.clear();
            self.sums.clear();
            self.generation += 1;
        }
        Ok(())
    }
}

/// A panic elsewhere leaves nothing half-done behind these locks.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn secret() -> Result<String, Fault> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes)
        .map_err(|e| Fault::Use(format!("the system gives no random numbers: {e}")))?;
    Ok(bytes.iter().map(|b| format!("{b:02x}")).collect())
}
