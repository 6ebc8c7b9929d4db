//! A Markdown file to cases.

use crate::words::{Names, Words};
use jiff::civil::Date;
use rapporteur::record::{Act, Article, Block, BlockKind, How, Published, Text};
use std::path::PathBuf;

/// A file of cases.
pub struct File {
    pub path: PathBuf,
    pub name: String,
    pub cases: Vec<Case>,
    /// `file:line: expected …, but found …`
    pub errors: Vec<String>,
}

/// A few sentences of news and what must be read from them.
pub struct Case {
    pub name: String,
    /// The line of the name, from one.
    pub line: usize,
    pub article: Article,
    pub facts: Vec<Fact>,
}

/// One line of the list under a text.
pub struct Fact {
    pub line: usize,
    /// As it stands in the file.
    pub written: String,
    pub claim: Claim,
    pub known_miss: bool,
}

/// What a fact says. The fields are those of the README's table; one that is not written is `None`.
pub enum Claim {
    Says {
        source: Words,
        content: Words,
        cue: Option<Words>,
        kind: Option<String>,
        mode: Option<String>,
        speaker: Option<Names>,
        to: Option<Vec<Names>>,
        said: Option<Value>,
        medium: Option<Words>,
        venue: Option<Words>,
        reported_in: Option<Words>,
        answers: Option<Words>,
        negated: Option<bool>,
    },
    NoStatement(Words),
    Act {
        content: Words,
        acts: Vec<String>,
    },
    NoAct {
        content: Words,
        acts: Vec<String>,
    },
    Condition {
        antecedent: Words,
        consequent: Words,
        otherwise: Option<Words>,
        polarity: Option<String>,
    },
    NoCondition(Words),
    Figure {
        words: Words,
        value: Number,
        unit: Option<String>,
        modifier: Option<String>,
        by: Option<Names>,
    },
    NoFigure(Words),
    Owes {
        debtor: Names,
        what: Words,
        creditor: Option<Names>,
        under: Option<Names>,
        due: Option<Value>,
        status: Option<String>,
        by: Option<Names>,
    },
    NoDuty(Words),
    /// A step of the register that the article alone gives.
    Step {
        words: Words,
        step: String,
        of: Option<String>,
        joined: Option<String>,
        answers: Option<String>,
    },
    Time {
        words: Words,
        value: Value,
        kind: Option<String>,
        modifier: Option<String>,
        anchor: Option<String>,
        at: Option<Words>,
    },
    NoTime(Words),
    NoValue(Words),
    Dated {
        value: Value,
        how: Option<String>,
        from: Option<Value>,
        to: Option<Value>,
    },
    When {
        words: Words,
        role: String,
        value: Option<Value>,
        from: Option<Value>,
        to: Option<Value>,
        precision: Option<String>,
        shown: Option<Words>,
        within: Option<Words>,
    },
    NoWhen(Words),
    Mention {
        words: Words,
        of: Names,
        form: Option<String>,
        kind: Option<String>,
        role: Option<String>,
    },
    Same(Vec<Words>),
    Different(Vec<Words>),
    NoMention(Words),
}

/// A TIMEX3 value; `None`, written `?`, for one that the text leaves open.
pub type Value = Option<String>;

/// A number, a range, or none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    Open,
    One(f64),
    Range(f64, f64),
}

/// Every file of cases, by name.
pub fn files() -> Vec<File> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reading");
    let entries = std::fs::read_dir(folder).expect("the folder of the cases can be listed");
    let mut paths: Vec<PathBuf> = entries.map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "md") && !p.ends_with("README.md"));
    paths.sort();
    paths.into_iter().map(read).collect()
}

fn read(path: PathBuf) -> File {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let markdown = std::fs::read_to_string(&path).expect("a file of cases is UTF-8");
    let mut errors = Vec::new();
    let cases = cases(&markdown, &name, &mut errors);
    let errors = errors
        .into_iter()
        .map(|(line, e)| format!("{name}:{line}: {e}"))
        .collect();
    File {
        path,
        name,
        cases,
        errors,
    }
}

/// A line number, from one, and what is wrong there.
type Error = (usize, String);

/// What of a case has been read, and so what may come next.
#[derive(PartialEq)]
enum Part {
    Prose,
    Settings,
    Text,
    Facts,
}

/// A case as its lines come in.
struct Draft {
    name: String,
    line: usize,
    part: Part,
    published: Option<Date>,
    page: bool,
    text: Option<String>,
    facts: Vec<(usize, String)>,
}

fn cases(markdown: &str, file: &str, errors: &mut Vec<Error>) -> Vec<Case> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut topic = false;
    for (number, line) in (1..).zip(markdown.lines()) {
        let open = drafts.last_mut().filter(|d| d.part == Part::Text);
        if let Some(draft) = open {
            if line == "```" {
                draft.part = Part::Facts;
            } else {
                let text = draft.text.get_or_insert_default();
                text.push_str(line);
                text.push('\n');
            }
        } else if let Some(name) = line.strip_prefix("## ") {
            drafts.push(Draft {
                name: name.trim().to_owned(),
                line: number,
                part: Part::Prose,
                published: None,
                page: false,
                text: None,
                facts: Vec::new(),
            });
        } else if let Some(draft) = drafts.last_mut() {
            if let Err(error) = take(draft, number, line) {
                errors.push((number, error));
            }
        } else if line.starts_with("# ") && !topic {
            topic = true;
        } else if line.starts_with("# ") || !topic && !line.trim().is_empty() {
            errors.push((
                number,
                format!("expected one line `# TOPIC` first, but found {line:?}"),
            ));
        }
    }
    drafts
        .into_iter()
        .filter_map(|draft| finish(draft, file, errors))
        .collect()
}

/// One line outside the text of a case.
fn take(draft: &mut Draft, number: usize, line: &str) -> Result<(), String> {
    let unexpected = |what: &str| Err(format!("expected {what}, but found {line:?}"));
    if line.trim().is_empty() {
        return Ok(());
    }
    if draft.part == Part::Facts {
        return match line.strip_prefix("- ") {
            Some(fact) => {
                draft.facts.push((number, fact.to_owned()));
                Ok(())
            }
            None => unexpected("a fact, `- KEY: VALUE`, or the next case, `## NAME`"),
        };
    }
    if line.starts_with("```") {
        draft.part = Part::Text;
        draft.text = Some(String::new());
        return if line == "```text" {
            Ok(())
        } else {
            unexpected("a block marked ```text")
        };
    }
    match line.split_once(": ") {
        Some(("published", day)) => {
            draft.part = Part::Settings;
            match day.parse() {
                Ok(day) => draft.published = Some(day),
                Err(_) => return unexpected("a day such as 2031-03-06"),
            }
            Ok(())
        }
        Some(("as", "page")) => {
            draft.part = Part::Settings;
            draft.page = true;
            Ok(())
        }
        Some((key, _)) if key.chars().all(|c| c.is_ascii_lowercase() || c == '-') => {
            unexpected("the setting `published` or `as: page`")
        }
        _ if draft.part == Part::Settings => unexpected("the block of text after the settings"),
        _ if line.starts_with("- ") => unexpected("a block marked ```text before the facts"),
        _ => Ok(()),
    }
}

fn finish(draft: Draft, file: &str, errors: &mut Vec<Error>) -> Option<Case> {
    let line = draft.line;
    let mut complain = |error: &str| errors.push((line, format!("{error} in {:?}", draft.name)));
    if draft.part == Part::Text {
        complain("expected ``` after the text, but found the end of the file");
    }
    let text = draft.text.filter(|t| !t.trim().is_empty());
    let Some(text) = text else {
        complain("expected a block marked ```text, but found none");
        return None;
    };
    if draft.facts.is_empty() {
        complain("expected facts after the text, but found none");
    }
    // The line end before the fence is the fence's.
    let text = text.strip_suffix('\n').unwrap_or(&text);
    let source = format!("{file}:{line}");
    let article = if draft.page {
        page(text, &source)
    } else {
        Ok(body(text, &source))
    };
    let mut article = match article {
        Ok(article) => article,
        Err(refusal) => {
            complain(&format!(
                "expected a page that can be read, but found that {refusal}"
            ));
            return None;
        }
    };
    if let Some(day) = draft.published {
        article.published = Published {
            date: Some(day),
            how: How::Metadata,
            ..Published::default()
        };
    }
    let mut facts = Vec::new();
    for (line, written) in draft.facts {
        match fact(line, &written, &article.text) {
            Ok(fact) => facts.push(fact),
            Err(error) => errors.push((line, error)),
        }
    }
    Some(Case {
        name: draft.name,
        line,
        article,
        facts,
    })
}

/// A text file as the program reads it.
fn page(text: &str, source: &str) -> Result<Article, String> {
    let settings = rapporteur_read::Settings::default();
    let mut articles = rapporteur_read::read_bytes(text.as_bytes(), source, &settings)
        .map_err(|refusal| refusal.to_string())?;
    let article = articles.next().ok_or("it holds no article")?;
    article.map_err(|refusal| refusal.to_string())
}

/// Body and nothing else, a paragraph a block.
fn body(text: &str, source: &str) -> Article {
    let text = Text::new(text);
    let mut paragraphs = Vec::new();
    let mut begun: Option<usize> = None;
    let mut at = 0;
    for line in text.as_str().split_inclusive('\n') {
        if line.trim().is_empty() {
            paragraphs.extend(begun.take().and_then(|start| text.span(start, at)));
        } else {
            begun.get_or_insert(at);
        }
        at += line.len();
    }
    paragraphs.extend(begun.and_then(|start| text.span(start, at)));
    let blocks = paragraphs.into_iter().map(|paragraph| Block {
        kind: BlockKind::Body,
        span: text.trim(paragraph),
    });
    Article {
        blocks: blocks.collect(),
        text,
        source: source.to_owned(),
        language: "en".to_owned(),
        ..Article::default()
    }
}

/// The fields of a fact after the first, taken one by one.
struct Fields<'a> {
    fields: Vec<(&'a str, &'a str)>,
    text: &'a Text,
}

impl<'a> Fields<'a> {
    fn take(&mut self, key: &str) -> Option<&'a str> {
        let at = self.fields.iter().position(|(k, _)| *k == key)?;
        Some(self.fields.remove(at).1)
    }

    fn words(&mut self, key: &str) -> Result<Option<Words>, String> {
        self.take(key)
            .map(|v| Words::read(v, self.text))
            .transpose()
    }

    fn names(&mut self, key: &str) -> Result<Option<Names>, String> {
        self.take(key)
            .map(|v| Names::read(v, self.text))
            .transpose()
    }

    fn required(&mut self, key: &str) -> Result<Words, String> {
        self.words(key)?
            .ok_or_else(|| format!("expected the field `{key}`, but found none"))
    }

    /// One of a few words.
    fn one_of(&mut self, key: &str, lawful: &[&str]) -> Result<Option<String>, String> {
        self.take(key)
            .map(|value| one_of(value, lawful))
            .transpose()
    }

    fn value(&mut self, key: &str) -> Option<Value> {
        self.take(key).map(value)
    }

    /// A day, or `-` for an open end.
    fn bound(&mut self, key: &str) -> Option<Value> {
        let written = self.take(key)?;
        Some((written != "-").then(|| written.to_owned()))
    }
}

fn one_of(value: &str, lawful: &[&str]) -> Result<String, String> {
    if lawful.contains(&value) {
        Ok(value.to_owned())
    } else {
        Err(format!(
            "expected one of {}, but found {value:?}",
            lawful.join(", ")
        ))
    }
}

fn value(written: &str) -> Value {
    (written != "?").then(|| written.to_owned())
}

/// Reads one line of the list, without its dash.
pub fn fact(line: usize, written: &str, text: &Text) -> Result<Fact, String> {
    let mut pairs = Vec::new();
    for part in written.split(" | ") {
        let pair = part
            .split_once(": ")
            .map(|(key, value)| (key.trim(), value.trim()));
        pairs.push(pair.ok_or_else(|| format!("expected `key: value`, but found {part:?}"))?);
    }
    let known_miss = match pairs.iter().position(|(key, _)| *key == "known-miss") {
        None => false,
        Some(at) if at > 0 && at + 1 == pairs.len() => pairs.pop().is_some(),
        Some(_) => {
            return Err("expected `known-miss` as the last field, but found it before".into());
        }
    };
    let (key, value) = pairs.remove(0);
    let mut fields = Fields {
        fields: pairs,
        text,
    };
    let claim = claim(key, value, &mut fields, text)?;
    match fields.fields.first() {
        Some((field, _)) => Err(format!(
            "expected fields of `{key}`, each once, but found {field:?}"
        )),
        None => Ok(Fact {
            line,
            written: written.to_owned(),
            claim,
            known_miss,
        }),
    }
}

const STEPS: [&str; 7] = [
    "undertaking",
    "fulfilment",
    "alleged-breach",
    "dispute",
    "denial",
    "no-such-duty",
    "counter-charge",
];

fn claim(key: &str, written: &str, fields: &mut Fields<'_>, text: &Text) -> Result<Claim, String> {
    let words = |written: &str| Words::read(written, text);
    Ok(match key {
        "says" => Claim::Says {
            source: words(written)?,
            content: fields.required("content")?,
            cue: fields.words("cue")?,
            kind: fields.one_of("kind", &["direct", "indirect", "mixed"])?,
            mode: fields.one_of("mode", &["thought", "speech"])?,
            speaker: fields.names("speaker")?,
            to: match fields.take("to") {
                Some(list) => {
                    let names = list.split(" + ").map(|name| Names::read(name, text));
                    Some(names.collect::<Result<_, _>>()?)
                }
                None => None,
            },
            said: fields.value("said"),
            medium: fields.words("medium")?,
            venue: fields.words("venue")?,
            reported_in: fields.words("in")?,
            answers: fields.words("answers")?,
            negated: fields
                .one_of("negated", &["yes", "no"])?
                .map(|v| v == "yes"),
        },
        "no-statement" => Claim::NoStatement(words(written)?),
        "act" | "no-act" => {
            let (content, list) = equation(written)?;
            let acts = list
                .split(',')
                .map(|act| one_of(act.trim(), &Act::ALL.map(Act::name)));
            let (content, acts) = (words(content)?, acts.collect::<Result<_, _>>()?);
            if key == "act" {
                Claim::Act { content, acts }
            } else {
                Claim::NoAct { content, acts }
            }
        }
        "condition" => {
            let sides = written.split_once(" => ");
            let (antecedent, consequent) =
                sides.ok_or_else(|| format!("expected `IF => THEN`, but found {written:?}"))?;
            Claim::Condition {
                antecedent: words(antecedent)?,
                consequent: words(consequent)?,
                otherwise: fields.words("otherwise")?,
                polarity: fields.one_of("polarity", &["if", "unless"])?,
            }
        }
        "no-condition" => Claim::NoCondition(words(written)?),
        "figure" => {
            let (figure, value) = equation(written)?;
            Claim::Figure {
                words: words(figure)?,
                value: number(value)?,
                unit: fields.take("unit").map(str::to_owned),
                modifier: fields.one_of("mod", &["about", "more than", "less than", "-"])?,
                by: fields.names("by")?,
            }
        }
        "no-figure" => Claim::NoFigure(words(written)?),
        "owes" => Claim::Owes {
            debtor: Names::read(written, text)?,
            what: fields.required("what")?,
            creditor: fields.names("to")?,
            under: fields.names("under")?,
            due: fields.value("due"),
            status: fields.one_of(
                "status",
                &[
                    "owed",
                    "said-fulfilled",
                    "said-breached",
                    "denied",
                    "disputed",
                ],
            )?,
            by: fields.names("by")?,
        },
        "no-duty" => Claim::NoDuty(words(written)?),
        "step" => {
            let (told, step) = equation(written)?;
            Claim::Step {
                words: words(told)?,
                step: one_of(step, &STEPS)?,
                of: fields.take("of").map(str::to_owned),
                joined: fields.take("joined").map(str::to_owned),
                answers: fields.take("answers").map(str::to_owned),
            }
        }
        "time" => {
            let (time, of) = equation(written)?;
            Claim::Time {
                words: words(time)?,
                value: value(of),
                kind: fields.one_of("type", &["DATE", "TIME", "DURATION", "SET"])?,
                modifier: fields.take("mod").map(str::to_owned),
                anchor: fields.one_of(
                    "anchor",
                    &["itself", "published", "dateline", "spoken", "said", "-"],
                )?,
                at: fields.words("at")?,
            }
        }
        "no-time" => Claim::NoTime(words(written)?),
        "no-value" => Claim::NoValue(words(written)?),
        "dated" => Claim::Dated {
            value: value(written),
            how: fields.one_of("how", &["printed", "metadata", "inferred", "unknown"])?,
            from: fields.bound("from"),
            to: fields.bound("to"),
        },
        "when" => {
            let (date, role) = equation(written)?;
            Claim::When {
                words: words(date)?,
                role: one_of(role, &["happened", "due", "in-force"])?,
                value: fields.value("value"),
                from: fields.bound("from"),
                to: fields.bound("to"),
                precision: fields.take("precision").map(str::to_owned),
                shown: fields.words("shown")?,
                within: fields.words("in")?,
            }
        }
        "no-when" => Claim::NoWhen(words(written)?),
        "mention" => {
            let (mention, of) = equation(written)?;
            let kinds = [
                "person",
                "organisation",
                "place",
                "agreement",
                "law",
                "event",
                "group",
            ];
            Claim::Mention {
                words: words(mention)?,
                of: Names::read(of, text)?,
                form: fields.one_of("form", &["name", "description", "pronoun"])?,
                kind: fields.one_of("type", &kinds)?,
                role: fields.take("role").map(str::to_owned),
            }
        }
        "same" | "different" => {
            let mentions: Vec<Words> = written.split(" + ").map(words).collect::<Result<_, _>>()?;
            if mentions.len() < 2 {
                return Err(format!(
                    "expected two mentions, `A + B`, but found {written:?}"
                ));
            }
            if key == "same" {
                Claim::Same(mentions)
            } else {
                Claim::Different(mentions)
            }
        }
        "no-mention" => Claim::NoMention(words(written)?),
        _ => {
            return Err(format!(
                "expected a kind of fact that the README lists, but found {key:?}"
            ));
        }
    })
}

/// `WORDS = VALUE`
fn equation(written: &str) -> Result<(&str, &str), String> {
    written
        .rsplit_once(" = ")
        .ok_or_else(|| format!("expected `WORDS = VALUE`, but found {written:?}"))
}

fn number(written: &str) -> Result<Number, String> {
    let one = |digits: &str| {
        digits.parse().map_err(|_| {
            format!("expected a number, a range `200..300` or `?`, but found {written:?}")
        })
    };
    Ok(match written.split_once("..") {
        _ if written == "?" => Number::Open,
        Some((low, high)) => Number::Range(one(low)?, one(high)?),
        None => Number::One(one(written)?),
    })
}

#[test]
fn what_is_wrong_with_a_file_is_told_by_line() {
    let markdown = "\
# Wells

## A case without facts

```text
The well is dry.
```

## A case with every mistake

published: someday

as: poem

```text
The well is dry, she said.
```

- says: he | content: The well is dry
- says: she | cue: said
- says: she | content: The well is dry | kind: loud
- says: she | content: The well is dry | kind: direct | kind: direct
- whispers: she
- time: dry
- no-time: dry | known-miss: why | type: DATE
And prose at the end.
";
    let mut errors = Vec::new();
    let cases = cases(markdown, "wells.md", &mut errors);
    assert_eq!(cases.len(), 2);
    errors.sort();
    let errors: Vec<String> = errors
        .iter()
        .map(|(line, e)| format!("{line}: {e}"))
        .collect();
    insta::assert_snapshot!(errors.join("\n"), @r#"
3: expected facts after the text, but found none in "A case without facts"
11: expected a day such as 2031-03-06, but found "published: someday"
13: expected the setting `published` or `as: page`, but found "as: poem"
19: expected words of the text, but found "he", which stands there 0 times
20: expected the field `content`, but found none
21: expected one of direct, indirect, mixed, but found "loud"
22: expected fields of `says`, each once, but found "kind"
23: expected a kind of fact that the README lists, but found "whispers"
24: expected `WORDS = VALUE`, but found "dry"
25: expected `known-miss` as the last field, but found it before
26: expected a fact, `- KEY: VALUE`, or the next case, `## NAME`, but found "And prose at the end."
"#);
}
