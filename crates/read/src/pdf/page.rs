//! The runs of letters that a page shows, each with its place (ISO 32000-1, clause 9).

use super::font::Font;
use super::stream::{Over, Room, unpacked};
use hayro_syntax::content::UntypedIter;
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::{Page, Resources, Rotation};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Letters shown by one string of the page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Run {
    pub words: String,
    /// From the page's left, in points.
    pub from: f32,
    pub to: f32,
    /// The line that the letters stand on, from the page's bottom.
    pub y: f32,
    /// The size of the letters.
    pub size: f32,
    /// Whether it is read from left to right.
    pub upright: bool,
}

type Matrix = [f32; 6];

const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// `inner`, then `outer`.
fn product(inner: Matrix, outer: Matrix) -> Matrix {
    let [a, b, c, d, e, f] = inner;
    let [g, h, i, j, k, l] = outer;
    [
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + l,
    ]
}

fn moved(x: f32, y: f32) -> Matrix {
    [1.0, 0.0, 0.0, 1.0, x, y]
}

/// The state of graphics and text.
#[derive(Clone)]
struct State {
    page: Matrix,
    text: Matrix,
    line: Matrix,
    font: Option<Rc<Font>>,
    size: f32,
    letter_space: f32,
    word_space: f32,
    stretch: f32,
    leading: f32,
    rise: f32,
}

impl Default for State {
    fn default() -> State {
        State {
            page: IDENTITY,
            text: IDENTITY,
            line: IDENTITY,
            font: None,
            size: 1.0,
            letter_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

/// Reads the pages of one file.
pub(super) struct Reader {
    runs: Vec<Run>,
    /// How many glyphs nothing told the character of.
    pub unknown: usize,
    /// By the bytes of the font's dictionary.
    fonts: BTreeMap<Vec<u8>, Rc<Font>>,
    /// The content of forms, unpacked.
    contents: BTreeMap<ObjectIdentifier, Rc<Vec<u8>>>,
    /// How many forms were shown.
    forms: usize,
    /// What may still be unpacked, read as content, and held as runs: so much of each, for all pages together.
    to_unpack: Room,
    to_read: Room,
    to_show: Room,
}

/// Forms may show forms, and one may be shown again and again.
const DEEPEST: usize = 12;

/// How many forms a file may show.
const MOST_FORMS: usize = 50_000;

/// How many states are kept.
const MOST_STATES: usize = 256;

impl Reader {
    /// A reader that unpacks, reads and shows so many bytes each.
    pub(super) fn new(limit: u64) -> Reader {
        Reader {
            runs: Vec::new(),
            unknown: 0,
            fonts: BTreeMap::new(),
            contents: BTreeMap::new(),
            forms: 0,
            to_unpack: Room(limit),
            to_read: Room(limit),
            to_show: Room(limit),
        }
    }

    /// The runs of a page in the order of the file.
    pub(super) fn page(&mut self, page: &Page<'_>) -> Result<Vec<Run>, Over> {
        let turn = match page.rotation() {
            Rotation::None => IDENTITY,
            Rotation::Horizontal => [0.0, -1.0, 1.0, 0.0, 0.0, 0.0],
            Rotation::Flipped => [-1.0, 0.0, 0.0, -1.0, 0.0, 0.0],
            Rotation::FlippedHorizontal => [0.0, 1.0, -1.0, 0.0, 0.0, 0.0],
        };
        let state = State {
            page: turn,
            ..State::default()
        };
        let content = self.content(page)?;
        self.read(&content, page.resources(), state, 0)?;
        Ok(std::mem::take(&mut self.runs))
    }

    /// The content of a page: one stream, or several that are read as one.
    fn content(&mut self, page: &Page<'_>) -> Result<Vec<u8>, Over> {
        if let Some(one) = page.raw().get::<Stream<'_>>("Contents") {
            return Ok(unpacked(&one, &mut self.to_unpack)?.unwrap_or_default());
        }
        let mut content = Vec::new();
        let parts = page.raw().get::<Array<'_>>("Contents");
        for part in parts.iter().flat_map(Array::raw_iter) {
            let MaybeRef::Ref(place) = part else {
                continue;
            };
            if let Some(part) = page.xref().get::<Stream<'_>>(place.into()) {
                content.extend(unpacked(&part, &mut self.to_unpack)?.unwrap_or_default());
                content.push(b' ');
            }
        }
        Ok(content)
    }

    fn read(
        &mut self,
        content: &[u8],
        resources: &Resources<'_>,
        mut state: State,
        depth: usize,
    ) -> Result<(), Over> {
        self.to_read.take(content.len())?;
        let mut kept: Vec<State> = Vec::new();
        let mut operations = UntypedIter::new(content);
        while let Some(operation) = operations.next() {
            let operator: &[u8] = operation.operator;
            if !OPERATORS.contains(&operator) {
                continue;
            }
            let operands: Vec<Object<'_>> = operation.operands().cloned().collect();
            let n: Vec<f32> = operands
                .iter()
                .filter_map(|o| o.clone().into_f32())
                .collect();
            match (operator, n.as_slice()) {
                (b"q", _) if kept.len() < MOST_STATES => kept.push(state.clone()),
                (b"Q", _) => state = kept.pop().unwrap_or(state),
                (b"cm", [a, b, c, d, e, f]) => {
                    state.page = product([*a, *b, *c, *d, *e, *f], state.page)
                }
                (b"BT", _) => (state.text, state.line) = (IDENTITY, IDENTITY),
                (b"Tc", [n]) => state.letter_space = *n,
                (b"Tw", [n]) => state.word_space = *n,
                (b"Tz", [n]) => state.stretch = *n / 100.0,
                (b"TL", [n]) => state.leading = *n,
                (b"Ts", [n]) => state.rise = *n,
                (b"Tf", [size]) => {
                    state.size = *size;
                    state.font = operands
                        .into_iter()
                        .find_map(Object::into_name)
                        .map(|name| self.font(&name, resources))
                        .transpose()?
                        .flatten();
                }
                (b"Td", [x, y]) => state.next_line(*x, *y),
                (b"TD", [x, y]) => {
                    state.leading = -*y;
                    state.next_line(*x, *y);
                }
                (b"Tm", [a, b, c, d, e, f]) => {
                    state.line = [*a, *b, *c, *d, *e, *f];
                    state.text = state.line;
                }
                (b"T*", _) => state.next_line(0.0, -state.leading),
                (b"Tj", _) => self.show_all(&mut state, operands)?,
                (b"'", _) => {
                    state.next_line(0.0, -state.leading);
                    self.show_all(&mut state, operands)?;
                }
                (b"\"", [words, letters]) => {
                    (state.word_space, state.letter_space) = (*words, *letters);
                    state.next_line(0.0, -state.leading);
                    self.show_all(&mut state, operands)?;
                }
                (b"TJ", _) => {
                    let list = operands.into_iter().find_map(Object::into_array);
                    self.show_all(&mut state, list.iter().flat_map(Array::iter::<Object<'_>>))?;
                }
                (b"Do", _) => {
                    let name = operands.into_iter().find_map(Object::into_name);
                    let form = name.and_then(|name| resources.get_x_object(&name));
                    if let Some(form) = form {
                        self.form(&form, resources, &state, depth)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// A piece of content that a page shows as one picture.
    fn form(
        &mut self,
        form: &Stream<'_>,
        around: &Resources<'_>,
        state: &State,
        depth: usize,
    ) -> Result<(), Over> {
        let is_form = form
            .dict()
            .get::<Name<'_>>("Subtype")
            .is_some_and(|name| name.as_str() == "Form");
        if !is_form || depth >= DEEPEST {
            return Ok(());
        }
        self.forms += 1;
        if self.forms > MOST_FORMS {
            return Err(Over);
        }
        let content = match self.contents.get(&form.obj_id()) {
            Some(content) => Rc::clone(content),
            None => {
                let content = unpacked(form, &mut self.to_unpack)?.unwrap_or_default();
                let content = Rc::new(content);
                self.contents.insert(form.obj_id(), Rc::clone(&content));
                content
            }
        };
        let mut state = state.clone();
        let matrix: Vec<f32> = form
            .dict()
            .get::<Array<'_>>("Matrix")
            .iter()
            .flat_map(Array::iter::<f32>)
            .collect();
        if let [a, b, c, d, e, f] = matrix.as_slice() {
            state.page = product([*a, *b, *c, *d, *e, *f], state.page);
        }
        let own = form.dict().get::<Dict<'_>>("Resources").map(Resources::new);
        self.read(&content, own.as_ref().unwrap_or(around), state, depth + 1)
    }

    fn font(
        &mut self,
        name: &Name<'_>,
        resources: &Resources<'_>,
    ) -> Result<Option<Rc<Font>>, Over> {
        let Some(dict) = resources.get_font(name) else {
            return Ok(None);
        };
        if let Some(font) = self.fonts.get(dict.data()) {
            return Ok(Some(Rc::clone(font)));
        }
        let font = Rc::new(Font::new(&dict, &mut self.to_unpack)?);
        self.fonts.insert(dict.data().to_vec(), Rc::clone(&font));
        Ok(Some(font))
    }

    /// Shows strings; a number between them moves the next one.
    fn show_all<'o>(
        &mut self,
        state: &mut State,
        objects: impl IntoIterator<Item = Object<'o>>,
    ) -> Result<(), Over> {
        for object in objects {
            match object {
                Object::String(string) => self.show(state, string.as_bytes())?,
                object => {
                    if let Some(back) = object.into_f32() {
                        state.advance(-back / 1000.0 * state.size * state.stretch);
                    }
                }
            }
        }
        Ok(())
    }

    fn show(&mut self, state: &mut State, string: &[u8]) -> Result<(), Over> {
        let Some(font) = state.font.clone() else {
            self.unknown += string.len();
            return Ok(());
        };
        self.to_show.take(size_of::<Run>())?;
        let begin = state.place();
        let mut words = String::new();
        for glyph in font.glyphs(string) {
            match &glyph.words {
                Some(known) => {
                    self.to_show.take(known.len())?;
                    words.push_str(known);
                }
                None => self.unknown += 1,
            }
            let space = if glyph.is_space {
                state.word_space
            } else {
                0.0
            };
            state.advance((glyph.width * state.size + state.letter_space + space) * state.stretch);
        }
        let end = state.place();
        let [a, b, c, d, x, y] = begin;
        let upright = a.abs() >= b.abs() && a >= 0.0;
        let size = state.size.abs() * (c * c + d * d).sqrt();
        if !words.is_empty() && [x, y, size].iter().all(|n| n.is_finite()) {
            let [.., to, _] = end;
            self.runs.push(Run {
                words,
                from: x,
                to: if to.is_finite() { to.max(x) } else { x },
                y,
                size,
                upright,
            });
        }
        Ok(())
    }
}

impl State {
    fn next_line(&mut self, x: f32, y: f32) {
        self.line = product(moved(x, y), self.line);
        self.text = self.line;
    }

    fn advance(&mut self, by: f32) {
        self.text = product(moved(by, 0.0), self.text);
    }

    /// From text to page, at the next letter.
    fn place(&self) -> Matrix {
        product(moved(0.0, self.rise), product(self.text, self.page))
    }
}

/// The operators that show or move text.
const OPERATORS: &[&[u8]] = &[
    b"q", b"Q", b"cm", b"BT", b"Tc", b"Tw", b"Tz", b"TL", b"Ts", b"Tf", b"Td", b"TD", b"Tm", b"T*",
    b"Tj", b"'", b"\"", b"TJ", b"Do",
];
