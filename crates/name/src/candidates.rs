//! Proper names: runs of capitals, without titles, with what the words around them say of their kind.

use crate::gazetteer;
use crate::kinds::{self, Noun};
use crate::phrases;
use crate::tagger::{self, Features, Label, Usage};
use rapporteur_parse::Parsed;
use rapporteur_parse::closed::{Class, class_of, is_temporal};
use rapporteur_record::{Article, BlockKind, ReferentKind, Span, Text};
use std::collections::BTreeSet;

/// A name where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub span: Span,
    /// The words of the name.
    pub words: Vec<String>,
    /// What it names, where something tells.
    pub kind: Option<ReferentKind>,
    /// The office before it ("Foreign Minister").
    pub role: Option<String>,
    pub gender: Option<Gender>,
    /// The name with its title and possessor: "Norrland's President Ana Corvel".
    pub full: Option<Span>,
    /// Whether its kind is beyond doubt.
    pub sure: bool,
    /// Whether a preposition of place stands before it.
    pub located: bool,
    /// Of an organisation, whose it is said to be: "norrland" of "Norrland's Foreign Ministry".
    pub owner: Option<String>,
}

/// What a title or pronoun says of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gender {
    Female,
    Male,
}

/// What the words of a title say.
pub(crate) fn gender_of<'a>(words: impl IntoIterator<Item = &'a str>) -> Option<Gender> {
    words.into_iter().find_map(|word| {
        let word = word.to_lowercase();
        if kinds::is(&word, Noun::Female) {
            Some(Gender::Female)
        } else if kinds::is(&word, Noun::Male) {
            Some(Gender::Male)
        } else {
            None
        }
    })
}

/// A token of the sentence at hand.
#[derive(Debug, Clone)]
struct Word<'a> {
    text: &'a str,
    lower: String,
    span: Span,
    /// Whether it begins a sentence, also one inside quotation marks.
    first: bool,
    /// Whether the tagger takes it for a name, for an adjective.
    proper: bool,
    adjective: bool,
    /// A weekday, a month ("Nov."), another word of time.
    temporal: bool,
    /// "No." before a number.
    numbers: bool,
}

impl Word<'_> {
    fn is_capital(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }

    fn is_number(&self) -> bool {
        self.text.starts_with(|c: char| c.is_ascii_digit())
    }

    /// A capital that can begin or go on with a name.
    fn names(&self) -> bool {
        self.is_capital()
            && !self.temporal
            && !self.numbers
            && self.lower != "i"
            && self.lower != "i'm"
    }
}

/// All names of an article, in the order of the text.
pub(crate) fn find(article: &Article, parsed: &Parsed) -> Vec<Candidate> {
    let text = &article.text;
    let seen = Seen::new(article, parsed);
    let mut model = Model::new(article, parsed);
    let mut found = Vec::new();
    for sentence in &parsed.sentences {
        let kind = article.blocks.get(sentence.block).map(|b| b.kind);
        if matches!(kind, Some(BlockKind::Links | BlockKind::Update)) {
            continue;
        }
        let tokens = parsed
            .tokens
            .get(sentence.tokens.clone())
            .unwrap_or_default();
        let words: Vec<Word<'_>> = words(text, tokens);
        // A headline in title case says nothing about which of its words are names; a byline has little else.
        let capitals = words.iter().filter(|w| w.is_capital()).count();
        let byline = matches!(kind, Some(BlockKind::Byline | BlockKind::Credit))
            || kind == Some(BlockKind::Caption) && is_credit(&words);
        let title_case =
            !byline && words.len() > 3 && capitals * 10 >= words.len() * 6 && !is_sentence(&words);
        let shouted = words.len() > 2
            && words
                .iter()
                .all(|w| w.text.chars().all(|c| !c.is_lowercase()));
        let line = Line {
            text,
            words: &words,
            seen: &seen,
            byline: kind == Some(BlockKind::Byline),
            title_case,
            shouted,
        };
        if let Some(outlet) = line.outlet(article) {
            found.push(outlet);
            continue;
        }
        let mut at = 0;
        while at < words.len() {
            let end = line.run(at);
            if end == at {
                at += 1;
                continue;
            }
            found.extend(line.candidates(at, end, &mut |run| {
                model.kind_of(sentence.tokens.clone(), run)
            }));
            at = end;
        }
    }
    found
}

/// A sentence with what is known about its capitals.
struct Line<'a, 'b> {
    text: &'a Text,
    words: &'b [Word<'a>],
    seen: &'b Seen,
    byline: bool,
    title_case: bool,
    shouted: bool,
}

/// The trained model, asked for a sentence at a time and only where something is doubtful.
struct Model<'a> {
    article: &'a Article,
    parsed: &'a Parsed,
    usage: Option<Usage>,
    sentence: Option<(std::ops::Range<usize>, Vec<Label>)>,
}

impl<'a> Model<'a> {
    fn new(article: &'a Article, parsed: &'a Parsed) -> Model<'a> {
        Model {
            article,
            parsed,
            usage: None,
            sentence: None,
        }
    }

    /// The kind that most of the words `run` of a sentence have.
    fn kind_of(
        &mut self,
        sentence: std::ops::Range<usize>,
        run: std::ops::Range<usize>,
    ) -> Option<ReferentKind> {
        if self.sentence.as_ref().is_none_or(|(of, _)| *of != sentence) {
            let labels = self.labels(&sentence);
            self.sentence = Some((sentence, labels));
        }
        let (_, labels) = self.sentence.as_ref()?;
        let mut votes = [0usize; 3];
        for label in labels.get(run.clone())? {
            let place = match label {
                Label::Outside => continue,
                Label::BeginsPerson | Label::InPerson => 0,
                Label::BeginsOrganisation | Label::InOrganisation => 1,
                Label::BeginsPlace | Label::InPlace => 2,
            };
            if let Some(votes) = votes.get_mut(place) {
                *votes += 1;
            }
        }
        const KINDS: [ReferentKind; 3] = [
            ReferentKind::Person,
            ReferentKind::Organisation,
            ReferentKind::Place,
        ];
        let (kind, most) = KINDS.iter().zip(votes).max_by_key(|(_, n)| *n)?;
        (most * 2 > run.len()).then_some(*kind)
    }

    fn labels(&mut self, sentence: &std::ops::Range<usize>) -> Vec<Label> {
        // A sentence without end would take as long; nobody writes one.
        const LONGEST: usize = 300;
        let quotes = |tokens: &[rapporteur_parse::Token]| -> Vec<&'a str> {
            tokens
                .iter()
                .take(LONGEST)
                .map(|t| self.article.text.quote(t.span))
                .collect()
        };
        let of = |range: &std::ops::Range<usize>| {
            self.parsed.tokens.get(range.clone()).unwrap_or_default()
        };
        let usage = self.usage.take().unwrap_or_else(|| {
            let mut usage = Usage::default();
            for sentence in &self.parsed.sentences {
                usage.note(&quotes(of(&sentence.tokens)));
            }
            usage
        });
        let tokens = of(sentence);
        let analyses: Vec<rapporteur_parse::Analysis> = tokens
            .iter()
            .take(LONGEST)
            .map(|t| rapporteur_parse::Analysis {
                upos: t.upos,
                xpos: t.xpos,
                head: t.head.map(|h| h.saturating_sub(sentence.start as u32)),
                relation: t.relation,
            })
            .collect();
        let features = Features::read(&quotes(tokens), &analyses, &usage);
        let labels = tagger::shipped().map(|m| m.label(&features));
        self.usage = Some(usage);
        labels.unwrap_or_default()
    }
}

/// "Photo: J. Maddern": a word, a colon and hardly more than a name.
fn is_credit(words: &[Word<'_>]) -> bool {
    words.len() <= 8 && words.get(1).is_some_and(|w| w.text == ":")
}

/// Whether words end as a sentence does and are not all capitals: few headlines do.
fn is_sentence(words: &[Word<'_>]) -> bool {
    let stops = words
        .iter()
        .rev()
        .take(2)
        .any(|w| matches!(w.text, "." | "!" | "?"));
    stops
        && words
            .iter()
            .any(|w| w.text.chars().next().is_some_and(char::is_lowercase))
}

fn words<'a>(text: &'a Text, tokens: &[rapporteur_parse::Token]) -> Vec<Word<'a>> {
    let mut first = true;
    let mut words: Vec<Word<'a>> = Vec::new();
    for (number, token) in tokens.iter().enumerate() {
        let span = token.span;
        let quote = text.quote(span);
        let lower = quote.to_lowercase().replace('’', "'");
        let opens = quote.chars().all(|c| "“‘\"«„'([•–—-·».:".contains(c));
        let next = tokens.get(number + 1).map_or("", |t| text.quote(t.span));
        words.push(Word {
            text: quote,
            temporal: is_of_time(&lower, next),
            numbers: lower == "no." && next.starts_with(|c: char| c.is_ascii_digit()),
            lower,
            span,
            first: first && !opens,
            proper: token.upos == rapporteur_parse::Upos::Propn,
            adjective: token.upos == rapporteur_parse::Upos::Adj,
        });
        first = (first && opens) || matches!(quote, "“" | "\"" | "«" | "„" | ":" | "•");
    }
    words
}

/// "Tuesday", "November"; "Nov." and, before a number, "Nov".
fn is_of_time(lower: &str, next: &str) -> bool {
    const SHORT: [&str; 12] = [
        "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
    ];
    let bare = lower.trim_end_matches('.');
    let numbered = || next.starts_with(|c: char| c.is_ascii_digit());
    is_temporal(bare) || SHORT.contains(&bare) && (bare.len() < lower.len() || numbered())
}

/// How the words of an article are written, in small letters.
struct Seen {
    /// Every capitalised word that stands inside a sentence somewhere: more likely a name when it begins one.
    inside: BTreeSet<String>,
    /// These, and what the tagger takes for a name at the beginning of a sentence.
    named: BTreeSet<String>,
    /// Capitalised words right after another: surnames.
    second: BTreeSet<String>,
    /// Words that are also written small.
    small: BTreeSet<String>,
    /// Capitalised words with no other and no hyphen beside them.
    alone: BTreeSet<String>,
}

impl Seen {
    fn new(article: &Article, parsed: &Parsed) -> Seen {
        let text = &article.text;
        let mut seen = Seen {
            inside: BTreeSet::new(),
            named: BTreeSet::new(),
            second: BTreeSet::new(),
            small: BTreeSet::new(),
            alone: BTreeSet::new(),
        };
        for sentence in &parsed.sentences {
            let tokens = parsed
                .tokens
                .get(sentence.tokens.clone())
                .unwrap_or_default();
            let words = words(text, tokens);
            let small = words.iter().filter(|w| !w.is_capital());
            for word in small.filter(|w| class_of(&w.lower) == Class::Open) {
                if !seen.small.contains(&word.lower) {
                    seen.small.insert(word.lower.clone());
                }
            }
            let capitals = words.iter().filter(|w| w.is_capital()).count();
            let kind = article.blocks.get(sentence.block).map(|b| b.kind);
            let byline = kind == Some(BlockKind::Byline);
            if !byline && capitals * 10 >= words.len() * 6 && !is_sentence(&words) {
                continue;
            }
            for word in words.iter().filter(|w| w.names()) {
                if word.first {
                    if word.proper {
                        seen.named.insert(word.lower.clone());
                    }
                } else if !seen.inside.contains(&word.lower) {
                    seen.inside.insert(word.lower.clone());
                }
            }
            let joins = |at: usize| {
                words
                    .get(at)
                    .is_some_and(|w| w.is_capital() || matches!(w.text, "-" | "–"))
            };
            for (at, word) in words.iter().enumerate().filter(|(_, w)| w.names()) {
                if !joins(at + 1)
                    && !at.checked_sub(1).is_some_and(joins)
                    && !seen.alone.contains(&word.lower)
                {
                    seen.alone.insert(word.lower.clone());
                }
            }
            for pair in words.windows(2) {
                if let [first, second] = pair
                    && first.names()
                    && class_of(&first.lower) == Class::Open
                    && second.names()
                    && !kinds::is_person_noun(&format!("{} {}", first.lower, second.lower))
                {
                    seen.second.insert(second.lower.clone());
                }
            }
        }
        seen.named.extend(seen.inside.iter().cloned());
        seen
    }
}

impl<'a> Line<'a, '_> {
    /// The line as the outlet's own name, where it is nothing else.
    fn outlet(&self, article: &Article) -> Option<Candidate> {
        let outlet = article.outlet.as_deref()?;
        let whole = self.words.first()?.span.cover(self.words.last()?.span);
        if !self.text.quote(whole).eq_ignore_ascii_case(outlet) || self.words.len() < 2 {
            return None;
        }
        let article = self.words.first().is_some_and(|w| w.lower == "the");
        let words = self.words.get(usize::from(article)..)?;
        Some(Candidate {
            span: words.first()?.span.cover(words.last()?.span),
            words: words.iter().map(|w| w.text.to_owned()).collect(),
            kind: Some(ReferentKind::Organisation),
            role: None,
            gender: None,
            full: article.then_some(whole),
            sure: true,
            located: false,
            owner: None,
        })
    }

    /// Whether a word can belong to a name here: in a line of capitals only what is a name elsewhere.
    fn names(&self, word: &Word<'_>) -> bool {
        let open = class_of(&word.lower) == Class::Open;
        word.names()
            && (!self.shouted
                || open
                    && (self.seen.inside.contains(&word.lower)
                        || is_acronym(word.text) && self.words.len() < 3))
    }

    /// Where the run of name words that begins at `at` ends (`at` where none begins).
    fn run(&self, at: usize) -> usize {
        let words = self.words;
        let Some(word) = words.get(at).filter(|w| self.names(w)) else {
            return at;
        };
        let mut end = at + 1;
        let mut governs = governs_of(word);
        let mut has_institution = is_institution(word);
        loop {
            let Some(next) = words.get(end) else {
                return end;
            };
            let adjacent = |a: usize| {
                words
                    .get(a)
                    .zip(words.get(a + 1))
                    .is_some_and(|(x, y)| x.span.end() == y.span.start())
            };
            if self.names(next) && !next.first {
                governs = governs_of(next);
                has_institution |= is_institution(next);
                end += 1;
            } else if (matches!(next.text, "-" | "–" | "&")
                || next.text == "/" && words.get(end - 1).is_some_and(|w| is_acronym(w.text)))
                && adjacent(end - 1)
                && words
                    .get(end + 1)
                    .is_some_and(|w| adjacent(end) && (w.is_capital() || w.is_number()))
            {
                end += 2;
            } else if next.is_number()
                && words
                    .get(end - 1)
                    .is_some_and(|w| kinds::is(&w.lower, Noun::Law))
            {
                end += 1;
            } else if kinds::is(&next.lower, Noun::Connector) {
                // "of", "of the", "and", "for", "on": only where an institution goes on with a capital.
                let lawful = match next.lower.as_str() {
                    "of" => governs,
                    // "the Harbour Service and the Ministry of …" are two.
                    "and" if words.get(end + 1).is_some_and(|w| w.lower == "the") => false,
                    "and" | "for" | "on" => {
                        has_institution
                            && !gazetteer::is_known_place(words.get(end - 1).map_or("", |w| w.text))
                    }
                    "the" | "y" | "e" => false,
                    _ => true,
                };
                let skip = if words.get(end + 1).is_some_and(|w| w.lower == "the") {
                    2
                } else {
                    1
                };
                let goes_on = words.get(end + skip).is_some_and(Word::names);
                if !(lawful && goes_on) {
                    return end;
                }
                end += skip;
                // "Ministry of Labour and Welfare of the Republic"
                if next.lower != "and" && !(has_institution && skip == 1) {
                    governs = false;
                }
            } else {
                return end;
            }
        }
    }

    /// Whether a word before an office may be whose it is: a name that stands by itself elsewhere, and no adjective.
    fn is_land(&self, word: &Word<'_>) -> bool {
        self.seen.alone.contains(&word.lower)
            && class_of(&word.lower) == Class::Open
            && !self.seen.small.contains(&word.lower)
            && !word.adjective
            && !is_demonym(word, &self.seen.named)
            && !phrases::is_listed("portfolio", &word.lower)
            && kinds::nouns_of(&word.lower).is_empty()
    }

    /// The names in the run `start..end`: the name itself, and a state's before an office ("Norrland Premier …").
    fn candidates(
        &self,
        start: usize,
        end: usize,
        ask: &mut dyn FnMut(std::ops::Range<usize>) -> Option<ReferentKind>,
    ) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = Vec::new();
        if let Some(main) = candidate(self, start, end, ask) {
            let first = self.words.get(start);
            let state = first.filter(|w| {
                w.span.end() < main.span.start()
                    && (matches!(
                        gazetteer::state_of(w.text),
                        Some((gazetteer::Part::Name, _))
                    ) || self.is_land(w))
            });
            found.extend(state.map(|w| Candidate {
                span: w.span,
                words: vec![w.text.to_owned()],
                kind: Some(ReferentKind::Place),
                role: None,
                gender: None,
                full: None,
                sure: true,
                located: false,
                owner: None,
            }));
            found.push(main);
        }
        found
    }
}

/// Whether "of" goes on with the name: "Strait of …", "Ministry of …".
fn governs_of(word: &Word<'_>) -> bool {
    is_institution(word) || kinds::is(&word.lower, Noun::Place)
}

fn is_institution(word: &Word<'_>) -> bool {
    [Noun::Organisation, Noun::Agreement, Noun::Law, Noun::Event]
        .iter()
        .any(|n| kinds::is(&word.lower, *n))
}

/// The name in the run `start..end`, if it is one.
fn candidate(
    line: &Line<'_, '_>,
    start: usize,
    end: usize,
    ask: &mut dyn FnMut(std::ops::Range<usize>) -> Option<ReferentKind>,
) -> Option<Candidate> {
    let Line {
        text,
        words,
        seen,
        title_case,
        ..
    } = *line;
    let mut start = start;
    // "The Orrel …", "In Upper …", "But …": words of closed classes are no part of a name's beginning.
    while start < end
        && words
            .get(start)
            .is_some_and(|w| class_of(&w.lower) != Class::Open && !w.text.contains('.'))
    {
        start += 1;
    }
    let begins_sentence = words.get(start).is_some_and(|w| w.first);
    let (name_start, role) = office_of_land(words, start, end)
        .map_or_else(|| title(words, start, end), |(at, role)| (at, Some(role)));
    let article = start
        .checked_sub(1)
        .and_then(|b| words.get(b))
        .filter(|w| w.lower == "the");
    // "the Lady Annick" sails; a lady has no article.
    if article.is_some() && role.as_deref().is_some_and(is_honorific) {
        return None;
    }
    // "Article 9" is a part of a paper.
    if end == name_start + 1
        && words.get(end).is_some_and(Word::is_number)
        && is_part_of_paper(words.get(name_start)?)
    {
        return None;
    }
    let run = words.get(name_start..end).unwrap_or_default();
    let first = run.first()?;
    let before = words
        .get(start.wrapping_sub(1))
        .map_or("", |w| w.lower.as_str());
    if run.len() == 1 {
        let common = seen.small.contains(&first.lower);
        let known = seen.inside.contains(&first.lower)
            || gazetteer::is_known_place(first.text)
            || first.proper && !title_case && !common
            || role.is_some();
        let doubtful = begins_sentence || title_case;
        if doubtful && !known && !is_acronym(first.text) {
            return None;
        }
        if is_demonym(first, &seen.named) {
            return None;
        }
        // "the President", "Cooperation among States": a noun with a capital, unless it is somebody's surname.
        let office = kinds::is_person_noun(&first.lower) || common && !has_kind_noun(run);
        let surname = seen.second.contains(&first.lower) || role.is_some();
        if office && !surname && !gazetteer::is_known_place(first.text) && !is_locative(before) {
            return None;
        }
        if !first.text.chars().any(char::is_alphabetic) || first.text.chars().count() < 2 {
            return None;
        }
    } else if title_case
        && !run
            .iter()
            .all(|w| seen.inside.contains(&w.lower) || !w.is_capital() || is_initial(w.text))
    {
        return None;
    }
    // "the Norrland-Estmark border": two, and no third place.
    if let [one, dash, other] = run
        && dash.text.chars().all(|c| matches!(c, '-' | '–'))
        && [one, other].iter().all(|w| {
            matches!(
                gazetteer::state_of(w.text),
                Some((gazetteer::Part::Name, _))
            ) || seen.alone.contains(&w.lower)
        })
    {
        return None;
    }
    let last = run.last()?;
    // "South Halvian ports", "European officials": an adjective of a place that is named otherwise.
    let before_noun = words
        .get(end)
        .is_some_and(|w| !w.is_capital() && class_of(&w.lower) == Class::Open && w.text != "-");
    let formed =
        last.adjective && has_demonym_ending(&last.lower) && !gazetteer::is_known_place(last.text);
    let adjective = formed || run.len() > 1 && is_demonym(last, &seen.named);
    if before_noun && adjective && !has_kind_noun(run) {
        return None;
    }
    let span = text.trim(first.span.cover(last.span));
    let (kind, sure) = match kind_of(run, role.is_some(), before) {
        (None | Some(ReferentKind::Person), false) if line.byline && before == "by" => {
            (Some(ReferentKind::Person), run.len() > 1)
        }
        (_, false) if run.len() > 1 && follows_office(words, start) => {
            (Some(ReferentKind::Person), true)
        }
        told => told,
    };
    // Where no word tells, the model is asked.
    let kind = if sure {
        kind
    } else {
        // Of one word alone the model knows less than the rule that it is most often a place.
        let long = run.len() > 1 && !is_hyphen_pair(run);
        long.then(|| ask(name_start..end)).flatten().or(kind)
    };
    let gender = gender_of(
        words
            .get(start..name_start)
            .unwrap_or_default()
            .iter()
            .map(|w| w.lower.as_str()),
    );
    let before_run = words
        .get(start.saturating_sub(2)..start)
        .unwrap_or_default();
    // "spokeswoman Ana Corvel", "opposition deputy Jun …": a lower-case office just before.
    let lower_role = lower_case_role(words, start)
        .filter(|_| role.is_none() && kind != Some(ReferentKind::Place));
    let gender = gender.or_else(|| {
        gender_of(
            before_run
                .iter()
                .map(|w| w.lower.as_str())
                .filter(|_| lower_role.is_some()),
        )
    });
    // "Brill, who voted against it"
    let next = |n: usize| words.get(end + n).map_or("", |w| w.text);
    let who = next(0) == "," && next(1) == "who" && !is_locative(before);
    let person = (lower_role.is_some() || who && run.len() == 1 && !is_acronym(last.text))
        && !has_kind_noun(run)
        && !gazetteer::is_known_place(first.text);
    let sure = sure || person;
    let kind = if person {
        Some(ReferentKind::Person)
    } else {
        kind
    };
    let names: Vec<String> = run.iter().map(|w| w.text.to_owned()).collect();
    let role = role
        .filter(|r| !is_honorific(r))
        .or(lower_role)
        .or_else(|| apposed_role(words, end))
        .map(|r| with_standing(words, start, &r));
    let full = wider(words, start, name_start).map(|from| from.cover(last.span));
    // "The Elm Ledger" inside a sentence: the article belongs to the name.
    let paper = phrases::same_body(&last.lower, "newspaper");
    let own = article
        .filter(|w| w.is_capital() && (!w.first || paper))
        .map(|w| w.span.cover(last.span));
    let full = full.or(own);
    let located = is_locative(before);
    Some(Candidate {
        span,
        words: names,
        kind,
        role,
        gender,
        full,
        sure,
        located,
        owner: owner(words, start).filter(|_| kind == Some(ReferentKind::Organisation)),
    })
}

/// The name that owns what begins at `start`, in small letters: "norrland" of "Norrland's Foreign Ministry".
fn owner(words: &[Word<'_>], start: usize) -> Option<String> {
    let mark = words.get(start.checked_sub(1)?)?;
    let name = words.get(start.checked_sub(2)?)?;
    let owned = matches!(mark.text, "'s" | "’s") && name.names();
    owned.then(|| name.lower.clone())
}

/// "the governor of Estmark, Ana Corvel": an office, whose it is, and a comma before the name.
fn follows_office(words: &[Word<'_>], start: usize) -> bool {
    let at = |back: usize| start.checked_sub(back).and_then(|i| words.get(i));
    let owner = (2..=5).take_while(|n| at(*n).is_some_and(Word::names));
    let of = owner.count() + 2;
    at(1).is_some_and(|w| w.text == ",")
        && of > 2
        && at(of).is_some_and(|w| w.lower == "of")
        && at(of + 1).is_some_and(|w| kinds::is(&w.lower, Noun::Office))
}

/// "Article", "Section" before a number.
fn is_part_of_paper(word: &Word<'_>) -> bool {
    matches!(
        word.lower.as_str(),
        "article" | "section" | "chapter" | "paragraph" | "annex" | "clause"
    )
}

/// "J."
fn is_initial(word: &str) -> bool {
    word.len() == 2 && word.ends_with('.')
}

/// Prepositions after which a name is a place's.
fn is_locative(word: &str) -> bool {
    matches!(
        word,
        "in" | "near"
            | "into"
            | "towards"
            | "toward"
            | "outside"
            | "across"
            | "at"
            | "through"
            | "around"
    )
}

/// "acting", "former" before a title belong to it.
fn with_standing(words: &[Word<'_>], start: usize, role: &str) -> String {
    let before = start.checked_sub(1).and_then(|b| words.get(b));
    match before.filter(|w| kinds::is(&w.lower, Noun::Standing)) {
        Some(word) if !role.to_lowercase().starts_with(&word.lower) => {
            format!("{} {role}", word.lower)
        }
        _ => role.to_owned(),
    }
}

/// Where a name with its title, and whose that is, begins: "Norrland's President Ana Corvel".
fn wider(words: &[Word<'_>], start: usize, name_start: usize) -> Option<Span> {
    if name_start == start {
        return None;
    }
    let mut from = start;
    if words
        .get(start.wrapping_sub(1))
        .is_some_and(|w| matches!(w.text, "'s" | "’s"))
    {
        let mut owner = start - 1;
        while words.get(owner.wrapping_sub(1)).is_some_and(Word::names) {
            owner -= 1;
        }
        if owner < start - 1 {
            from = owner;
        }
    }
    words.get(from).map(|w| w.span)
}

fn is_honorific(role: &str) -> bool {
    kinds::is(&role.to_lowercase(), Noun::Honorific)
        && !kinds::is(&role.to_lowercase(), Noun::Occupation)
}

/// The title with which a run begins: where the name proper starts, and the title's words.
fn title(words: &[Word<'_>], start: usize, end: usize) -> (usize, Option<String>) {
    let last_is_institution = words.get(end - 1).is_some_and(|w| {
        kinds::nouns_of(&w.lower)
            .iter()
            .any(|n| !matches!(n.kind(), None | Some(ReferentKind::Person)))
    });
    // The last office with a name after it ends the title: "Norrland Deputy Health Minister Ana Corvel".
    let mut at = start;
    for from in start..end {
        let longest = (1..=3usize).rev().find(|n| {
            from + n < end && {
                let joined: Vec<&str> = words
                    .get(from..from + n)
                    .unwrap_or_default()
                    .iter()
                    .map(|w| w.lower.as_str())
                    .collect();
                let joined = joined.join(" ");
                // Away from the beginning only an office ends a title: "Northern Concord Envoy", not "Elm Baker".
                if from == at {
                    kinds::is_person_noun(&joined)
                } else {
                    kinds::is(&joined, Noun::Office)
                }
            }
        });
        if let Some(n) = longest.filter(|n| !(last_is_institution && end - from - n < 2)) {
            at = at.max(from + n);
        }
    }
    if at == start {
        return (start, None);
    }
    // "Progress Union Secretary Ana Corvel" begins with no title; "Secretary of State" leaves nothing.
    let role: Vec<&str> = words
        .get(start..at)
        .unwrap_or_default()
        .iter()
        .map(|w| w.text)
        .collect();
    if words
        .get(at)
        .is_some_and(|w| kinds::is(&w.lower, Noun::Connector) && !w.is_capital())
    {
        return (at + 1, None);
    }
    (at, Some(role.join(" ")))
}

/// "President of Norrland Ana Corvel", whose run begins after "of": where the name proper starts, and the office.
fn office_of_land(words: &[Word<'_>], start: usize, end: usize) -> Option<(usize, String)> {
    let of = start.checked_sub(1)?;
    let noun = words.get(of.checked_sub(1)?)?;
    if words.get(of)?.lower != "of" || !kinds::is(&noun.lower, Noun::Office) {
        return None;
    }
    let text = |from: usize, to: usize, lower: bool| {
        let words = words.get(from..to).unwrap_or_default();
        let words: Vec<&str> = words
            .iter()
            .map(|w| if lower { w.lower.as_str() } else { w.text })
            .collect();
        words.join(" ")
    };
    let state = |n: &usize| {
        start + n < end
            && matches!(
                gazetteer::state_of(&text(start, start + n, false)),
                Some((gazetteer::Part::Name, _))
            )
    };
    let rest = words.get(start..end)?;
    let plain = rest.len() == 3
        && rest
            .iter()
            .all(|w| w.is_capital() && kinds::nouns_of(&w.lower).is_empty());
    // "Secretary of State Ana Corvel"
    let whole = rest.len() > 1 && kinds::is_person_noun(&text(of - 1, start + 1, true));
    let name = (1..=3usize)
        .rev()
        .find(state)
        .or_else(|| (plain || whole).then_some(1))?
        + start;
    let two = of >= 2 && kinds::is(&text(of - 2, of, true), Noun::Office);
    let from = if two { of - 2 } else { of - 1 };
    Some((name, text(from, name, false)))
}

/// "spokesman", "chief steward", "head librarian" before a name.
fn lower_case_role(words: &[Word<'_>], start: usize) -> Option<String> {
    let two = words.get(start.checked_sub(2)?..start).unwrap_or_default();
    let one = words.get(start - 1)?;
    if !kinds::is_person_noun(&one.lower) || one.is_capital() && !one.first {
        return None;
    }
    let joined: Vec<&str> = two.iter().map(|w| w.lower.as_str()).collect();
    let joined = joined.join(" ");
    Some(if kinds::is_person_noun(&joined) {
        joined
    } else {
        one.lower.clone()
    })
}

/// "Ana Corvel, the company's envoy, …", "Ana Corvel, who …" not: the last person noun of an apposition that
/// begins with an article or possessive and ends with a comma or a preposition.
fn apposed_role(words: &[Word<'_>], end: usize) -> Option<String> {
    let apposition = words
        .get(end)
        .filter(|w| w.text == ",")
        .and(words.get(end + 1..))?;
    let opens = apposition
        .first()
        .is_some_and(|w| class_of(&w.lower) == Class::Determiner || w.is_capital());
    if !opens {
        return None;
    }
    let close = |w: &Word<'_>| {
        w.text == "," || matches!(w.lower.as_str(), "of" | "at" | "for" | "in" | "to")
    };
    let stop = apposition.iter().take(9).position(close)?;
    let noun = apposition.get(stop.checked_sub(1)?)?;
    let phrase = apposition.get(..stop)?;
    let two: Vec<&str> = apposition
        .get(stop.saturating_sub(2)..stop)?
        .iter()
        .map(|w| w.lower.as_str())
        .collect();
    let two = two.join(" ");
    let known = if kinds::is_person_noun(&two) {
        two
    } else if kinds::is_person_noun(&noun.lower) {
        noun.lower.clone()
    } else {
        return None;
    };
    // "the acting prime minister": all after the article or the possessor.
    let after = phrase
        .iter()
        .rposition(|w| class_of(&w.lower) == Class::Determiner || matches!(w.text, "'s" | "’s"));
    let role: Vec<&str> = phrase
        .iter()
        .skip(after.map_or(0, |a| a + 1))
        .map(|w| w.lower.as_str())
        .collect();
    let role = role.join(" ");
    Some(if role.split(' ').count() <= 4 && role.ends_with(&known) {
        role
    } else {
        known
    })
}

fn has_kind_noun(run: &[Word<'_>]) -> bool {
    run.iter().any(|w| {
        kinds::nouns_of(&w.lower)
            .iter()
            .any(|n| !matches!(n.kind(), None | Some(ReferentKind::Person)))
    })
}

fn is_acronym(word: &str) -> bool {
    let letters = word.chars().filter(|c| *c != '.').count();
    (2..=6).contains(&letters) && word.chars().all(|c| c.is_uppercase() || c == '.')
}

/// "French", "Norrlanders": people of a place, or a word for what is theirs.
fn is_demonym(word: &Word<'_>, known: &BTreeSet<String>) -> bool {
    let plural = || word.text.strip_suffix('s').is_some_and(kinds::is_demonym);
    kinds::is_demonym(word.text)
        || plural() && !gazetteer::is_known_place(word.text)
        || is_derived_demonym(word, known)
}

/// "Estmarkian" beside an "Estmark" elsewhere.
fn is_derived_demonym(word: &Word<'_>, known: &BTreeSet<String>) -> bool {
    const ENDINGS: [&str; 9] = ["ian", "ians", "an", "ans", "ish", "ese", "i", "ic", "ite"];
    if gazetteer::is_known_place(word.text) {
        return false;
    }
    if word.lower.ends_with("er") || word.lower.ends_with("ers") || word.lower.ends_with("is") {
        let stem = word.lower.trim_end_matches('s');
        let stem = stem.strip_suffix("er").or(stem.strip_suffix('i'));
        return stem.is_some_and(|stem| stem.chars().count() >= 4 && known.contains(stem));
    }
    let Some(stem) = ENDINGS
        .iter()
        .filter_map(|e| word.lower.strip_suffix(e))
        .min_by_key(|s| s.len())
    else {
        return false;
    };
    stem.chars().count() >= 3
        && known
            .range(stem.to_owned()..)
            .take_while(|k| k.starts_with(stem))
            // "Karstan" is no demonym because "Karstani" is one.
            .any(|k| !k.starts_with(&word.lower) && k.len() <= word.lower.len() + 2)
}

/// "Ulm-Sarre": one name of two halves, a place's more often than a person's whose first name nobody gives.
fn is_hyphen_pair(run: &[Word<'_>]) -> bool {
    matches!(run, [_, dash, other] if matches!(dash.text, "-" | "–") && !other.is_number())
}

/// "-an", "-ish": endings of words for what is a place's.
fn has_demonym_ending(word: &str) -> bool {
    ["an", "ish", "ese"].iter().any(|e| word.ends_with(e))
}

/// What the words of a name and around it tell, and whether that is beyond doubt.
fn kind_of(run: &[Word<'_>], titled: bool, before: &str) -> (Option<ReferentKind>, bool) {
    if titled {
        return (Some(ReferentKind::Person), true);
    }
    let whole: Vec<&str> = run.iter().map(|w| w.text).collect();
    let whole = whole.join(" ");
    if matches!(
        gazetteer::state_of(&whole),
        Some((gazetteer::Part::Name | gazetteer::Part::Seat, _))
    ) {
        return (Some(ReferentKind::Place), true);
    }
    if gazetteer::organisation(&whole).is_some() {
        return (Some(ReferentKind::Organisation), true);
    }
    let head_first = {
        // "Ministry of …": the word before "of" is the head; else the last word is.
        let of = run
            .iter()
            .position(|w| matches!(w.lower.as_str(), "of" | "for" | "on"));
        // "Resolution 62 of the Harbour Congress" is a resolution.
        of.and_then(|at| run.get(..at)?.iter().rfind(|w| !w.is_number()))
    };
    let order = head_first
        .into_iter()
        .chain(run.last())
        .chain(run.first())
        .chain(run.iter());
    for word in order {
        if word.is_number() {
            continue;
        }
        let kind = kinds::nouns_of(&word.lower)
            .iter()
            .filter_map(|n| n.kind())
            .find(|k| *k != ReferentKind::Person);
        if kind.is_some() {
            return (kind, true);
        }
    }
    // "East Ulm", not "East Brenn Lines"
    let side = run
        .first()
        .is_some_and(|w| phrases::is_listed("side", &w.lower));
    if side && run.len() < 4 {
        return (Some(ReferentKind::Place), true);
    }
    if is_hyphen_pair(run) {
        let located = is_locative(before) || before == "from";
        return (located.then_some(ReferentKind::Place), located);
    }
    if let [only] = run {
        if is_acronym(only.text) {
            return (Some(ReferentKind::Organisation), false);
        }
        if is_locative(before) || before == "from" {
            return (Some(ReferentKind::Place), true);
        }
        let city = gazetteer::is_known_place(&whole).then_some(ReferentKind::Place);
        return (city, false);
    }
    // "NWB Online"
    let led = run
        .first()
        .is_some_and(|w| is_acronym(w.text) && w.text.len() > 2 && !w.text.contains('.'));
    if led && run.iter().skip(1).all(|w| !is_acronym(w.text)) {
        return (Some(ReferentKind::Organisation), true);
    }
    let given = run
        .first()
        .is_some_and(|w| gazetteer::given_name(&w.lower).is_some());
    if given {
        return (Some(ReferentKind::Person), true);
    }
    if gazetteer::is_known_place(&whole) {
        return (Some(ReferentKind::Place), true);
    }
    let alphabetic = run.iter().all(|w| {
        w.is_capital()
            && w.text
                .chars()
                .all(|c| c.is_alphabetic() || "-'’.".contains(c))
            || w.text == "-"
            || kinds::is(&w.lower, Noun::Connector)
    });
    if is_locative(before) {
        return (Some(ReferentKind::Place), true);
    }
    (
        (alphabetic && run.len() <= 5).then_some(ReferentKind::Person),
        false,
    )
}
