//! JSONL in, JSONL out, in the same order, on all cores, with bounded memory.
//!
//! One thread reads lines into a queue of bounded length. We take what is there, up to a batch, analyse it
//! on all cores, write it, flush, and take the next. A caller who sends a line and waits for its answer
//! gets it at once; one who sends a million keeps all cores busy.

use crate::failure::{Failure, Outcome};
use crate::guard::guarded;
use crate::output;
use rapporteur_read::{Columns, Given, Settings};
use rapporteur_record::json::ArticleObject;
use rayon::prelude::*;
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// How many lines wait at most, and how many are taken at once.
const LINES: usize = 128;

/// So many bytes of lines are taken at once, and one line more.
const BYTES: usize = 16 * 1024 * 1024;

/// A line of the input.
enum Line {
    Whole(Vec<u8>),
    TooLong,
    /// The input cannot be read any further.
    Failed(std::io::Error),
}

/// Answers every line.
pub fn run(
    file: Option<&Path>,
    settings: &Settings,
    reading: &rapporteur::Settings,
) -> Result<Outcome, Failure> {
    let input: Box<dyn BufRead + Send> = match file {
        None => Box::new(BufReader::new(std::io::stdin())),
        Some(path) => match File::open(path) {
            Ok(file) => Box::new(BufReader::new(file)),
            Err(error) => {
                crate::terminal::say(&format!(
                    "{}: expected to read it, but found: {error}",
                    path.display()
                ));
                return Ok(Outcome::SomeRefused);
            }
        },
    };
    let limit = usize::try_from(settings.max_bytes).unwrap_or(usize::MAX);
    let (sender, receiver) = sync_channel(LINES);
    // The thread ends with the input, or with us when nobody reads our output any more.
    std::thread::spawn(move || read_lines(input, limit, &sender));
    let mut outcome = Outcome::Done;
    output::to(None, |out| {
        while let Some(batch) = take(&receiver) {
            let answers: Vec<Option<Answer>> = batch
                .into_par_iter()
                .map(|line| answer(line, &settings.columns, reading))
                .collect();
            for answer in answers.into_iter().flatten() {
                match answer {
                    Answer::Article(line) => write(out, &line)?,
                    Answer::Error(line) => {
                        outcome = Outcome::SomeRefused;
                        write(out, &line)?;
                    }
                    Answer::Failed(error) => return Err(Failure::stdin(&error)),
                }
            }
            out.flush().map_err(|e| Failure::stdout(&e))?;
        }
        Ok(())
    })?;
    Ok(outcome)
}

fn write(out: &mut dyn Write, line: &str) -> Result<(), Failure> {
    out.write_all(line.as_bytes())
        .and_then(|()| out.write_all(b"\n"))
        .map_err(|e| Failure::stdout(&e))
}

/// Waits for a line, then takes what else is there; `None` at the end.
fn take(receiver: &Receiver<Line>) -> Option<Vec<Line>> {
    let mut batch = vec![receiver.recv().ok()?];
    let mut bytes = 0;
    while batch.len() < LINES && bytes < BYTES {
        let Ok(line) = receiver.try_recv() else { break };
        if let Line::Whole(words) = &line {
            bytes += words.len();
        }
        batch.push(line);
    }
    Some(batch)
}

/// Sends every line until the input ends or nobody listens.
fn read_lines(mut input: Box<dyn BufRead + Send>, limit: usize, sender: &SyncSender<Line>) {
    loop {
        let line = match read_line(&mut input, limit) {
            Ok(None) => return,
            Ok(Some(line)) => line,
            Err(error) => Line::Failed(error),
        };
        let ends = matches!(line, Line::Failed(_));
        if sender.send(line).is_err() || ends {
            return;
        }
    }
}

/// The next line without its end; one over the limit is skipped without being held.
fn read_line(input: &mut dyn BufRead, limit: usize) -> std::io::Result<Option<Line>> {
    let mut line = Vec::new();
    let mut too_long = false;
    let mut any = false;
    loop {
        let part = match input.fill_buf() {
            Ok(part) => part,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if part.is_empty() {
            break;
        }
        any = true;
        let end = part.iter().position(|b| *b == b'\n');
        let words = part.get(..end.unwrap_or(part.len())).unwrap_or_default();
        too_long |= line.len() + words.len() > limit;
        match too_long {
            true => line = Vec::new(),
            false => line.extend_from_slice(words),
        }
        let used = words.len() + usize::from(end.is_some());
        input.consume(used);
        if end.is_some() {
            break;
        }
    }
    Ok(any.then_some(match too_long {
        true => Line::TooLong,
        false => Line::Whole(line),
    }))
}

enum Answer {
    Article(String),
    Error(String),
    Failed(std::io::Error),
}

/// The answer to a line; `None` for a blank one.
fn answer(line: Line, columns: &Columns, reading: &rapporteur::Settings) -> Option<Answer> {
    let words = match line {
        Line::Failed(error) => return Some(Answer::Failed(error)),
        Line::TooLong => {
            let why =
                "expected a shorter line, but found one over the limit; raise it with --max-size";
            return Some(error(Value::Null, why));
        }
        Line::Whole(words) if words.iter().all(u8::is_ascii_whitespace) => return None,
        Line::Whole(words) => words,
    };
    Some(match serde_json::from_slice::<Value>(&words) {
        Err(wrong) => error(
            Value::Null,
            &format!("expected a JSON object, but found: {wrong}"),
        ),
        Ok(mut value) => {
            columns.rename(&mut value);
            let id = value.get("id").cloned().unwrap_or(Value::Null);
            match article(value, reading) {
                Ok(line) => Answer::Article(line),
                Err(why) => error(id, &why),
            }
        }
    })
}

fn error(id: Value, why: &str) -> Answer {
    let why = Value::from(why);
    Answer::Error(format!("{{\"id\":{id},\"error\":{why}}}"))
}

fn article(value: Value, reading: &rapporteur::Settings) -> Result<String, String> {
    if !value.is_object() {
        return Err(
            "expected a JSON object with \"id\" and \"text\", but found another value".to_owned(),
        );
    }
    let given: Given = serde_json::from_value(value)
        .map_err(|wrong| format!("expected \"id\" and \"text\" as strings, but found: {wrong}"))?;
    let id = given.id.clone();
    let article = rapporteur_read::given(given).map_err(|e| e.to_string())?;
    let annotated = guarded(|| rapporteur::annotate_with(article, reading))
        .map_err(|why| crate::guard::fault(&id, &why))?;
    serde_json::to_string(&ArticleObject::from(&annotated)).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(input: &str, limit: usize) -> Vec<String> {
        let mut input = BufReader::with_capacity(3, input.as_bytes());
        let mut all = Vec::new();
        while let Some(line) = read_line(&mut input, limit).unwrap() {
            all.push(match line {
                Line::Whole(words) => String::from_utf8(words).unwrap(),
                Line::TooLong => "too long".to_owned(),
                Line::Failed(error) => error.to_string(),
            });
        }
        all
    }

    #[test]
    fn lines_are_cut_at_their_ends_and_never_held_beyond_the_limit() {
        assert_eq!(lines("ab\n\ncdef", 9), ["ab", "", "cdef"]);
        assert_eq!(lines("ab\n", 9), ["ab"]);
        assert_eq!(lines("", 9), Vec::<String>::new());
        assert_eq!(lines("abcdefghij\nabc\n", 4), ["too long", "abc"]);
    }
}
