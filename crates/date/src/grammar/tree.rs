//! All patterns of one pass as one tree, so that trying two hundred rules at a place costs little more than one.

use super::Slot;
use crate::lex::{Gap, Token};
use crate::lexicon::{Bits, Class, WordId, has};

/// What a token must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Symbol {
    Word(WordId),
    Class(Class),
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub symbol: Symbol,
    pub glued: bool,
    pub slot: Option<Slot>,
}

/// The places of the slots of a sequence: which token fills which.
pub(crate) type Places = Vec<(Slot, u8)>;

#[derive(Debug, Default)]
struct Node {
    edges: Vec<(Symbol, bool, u32)>,
    accepts: Vec<(u16, Places)>,
}

/// All sequences of one stage.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
    /// First words, by id.
    first_words: Vec<Vec<u32>>,
    /// First classes.
    first_classes: Vec<(Class, u32)>,
    first_bits: Bits,
}

/// A candidate: how many tokens, by which rule, with which slots.
pub(crate) struct Match<'t> {
    pub len: usize,
    pub rule: u16,
    pub places: &'t Places,
}

impl Tree {
    pub(super) fn new() -> Tree {
        Tree {
            nodes: vec![Node::default()],
            ..Tree::default()
        }
    }

    /// Calls `found` for every sequence that fits at the beginning of `tokens`.
    pub fn matches<'t>(&'t self, tokens: &[Token], found: &mut dyn FnMut(Match<'t>)) {
        let Some(first) = tokens.first() else { return };
        if first.word != 0 {
            let nodes = self.first_words.get(first.word as usize);
            for node in nodes.into_iter().flatten() {
                self.walk(*node, tokens, 1, found);
            }
        }
        if first.bits & self.first_bits != 0 {
            for (class, node) in &self.first_classes {
                if first.is(*class) {
                    self.walk(*node, tokens, 1, found);
                }
            }
        }
    }

    fn walk<'t>(
        &'t self,
        node: u32,
        tokens: &[Token],
        len: usize,
        found: &mut dyn FnMut(Match<'t>),
    ) {
        let Some(node) = self.nodes.get(node as usize) else {
            return;
        };
        for (rule, places) in &node.accepts {
            let rule = *rule;
            found(Match { len, rule, places });
        }
        let Some(token) = tokens.get(len) else { return };
        if token.gap == Gap::Break {
            return;
        }
        for (symbol, glued, next) in &node.edges {
            let fits = match symbol {
                Symbol::Word(word) => token.word == *word,
                Symbol::Class(class) => has(token.bits, *class),
            };
            if fits && (!glued || token.gap == Gap::Glued) {
                self.walk(*next, tokens, len + 1, found);
            }
        }
    }

    pub(super) fn insert(&mut self, steps: &[Step], rule: u16) {
        let mut at = 0u32;
        let mut places = Places::new();
        for (i, step) in steps.iter().enumerate() {
            at = self.edge(at, step);
            if let Some(slot) = step.slot {
                places.push((slot, i as u8));
            }
        }
        if let Some(node) = self.nodes.get_mut(at as usize) {
            node.accepts.push((rule, places));
        }
    }

    fn edge(&mut self, at: u32, step: &Step) -> u32 {
        let next = self.nodes.len() as u32;
        let Some(node) = self.nodes.get_mut(at as usize) else {
            return at;
        };
        let known = node
            .edges
            .iter()
            .find(|(s, g, _)| *s == step.symbol && *g == step.glued);
        if let Some((_, _, to)) = known {
            return *to;
        }
        node.edges.push((step.symbol, step.glued, next));
        self.nodes.push(Node::default());
        next
    }

    /// Sorts the first steps by what they ask for.
    pub(super) fn index(&mut self, words: usize) {
        self.first_words = vec![Vec::new(); words];
        let first = self.nodes.first().map(|n| n.edges.clone());
        for (symbol, _, next) in first.unwrap_or_default() {
            match symbol {
                Symbol::Word(word) => {
                    if let Some(list) = self.first_words.get_mut(word as usize) {
                        list.push(next);
                    }
                }
                Symbol::Class(class) => {
                    self.first_bits |= 1 << class;
                    self.first_classes.push((class, next));
                }
            }
        }
    }
}
