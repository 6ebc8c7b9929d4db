//! CoNLL-U in: sentences with tags, heads and labels.

use std::path::Path;

/// A sentence of a treebank.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// Which document it is from (`newdoc id`).
    pub document: String,
    /// Whether it begins a paragraph.
    pub paragraph: bool,
    /// Its words in order.
    pub words: Vec<Word>,
}

/// A word of a treebank.
#[derive(Debug, Clone, Default)]
pub struct Word {
    /// As written.
    pub form: String,
    /// Dictionary form.
    pub lemma: String,
    /// Universal part of speech.
    pub upos: String,
    /// Penn Treebank part of speech.
    pub xpos: String,
    /// Place of the head in the sentence, from 1; 0 for the root.
    pub head: usize,
    /// Relation to the head, with its subtype.
    pub label: String,
    /// Whether a blank follows (after the whole written word).
    pub space_after: bool,
    /// Whether it is written as one with the word before.
    pub joined: bool,
    /// Which entities begin and end here, as GUM writes them (`Entity=` of the last column).
    pub entities: String,
}

/// Reads a CoNLL-U file; empty nodes are passed over.
///
/// # Errors
/// The file's name, and what could not be read.
pub fn read(path: &Path) -> Result<Vec<Tree>, String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut trees = Vec::new();
    let mut tree = Tree::default();
    // Number of the last word of a multi-word token, and whether a blank follows that token.
    let mut written = (0usize, 0usize, true);
    for (line, row) in text.lines().enumerate() {
        if row.is_empty() {
            let document = tree.document.clone();
            if !tree.words.is_empty() {
                trees.push(std::mem::take(&mut tree));
                tree.document = document;
            }
            written = (0, 0, true);
            continue;
        }
        if let Some(comment) = row.strip_prefix('#') {
            let comment = comment.trim();
            if let Some(id) = comment.strip_prefix("newdoc id =") {
                tree.document = id.trim().to_owned();
                tree.paragraph = true;
            }
            tree.paragraph |= comment.starts_with("newpar");
            continue;
        }
        let columns: Vec<&str> = row.split('\t').collect();
        let fail = |what: &str| format!("{}:{}: {what}", path.display(), line + 1);
        if columns.len() != 10 {
            return Err(fail("expected ten columns"));
        }
        let space = !columns[9].contains("SpaceAfter=No");
        if columns[0].contains('.') {
            continue;
        }
        if let Some((a, b)) = columns[0].split_once('-') {
            let number = |s: &str| s.parse().map_err(|_| fail("expected a number"));
            written = (number(a)?, number(b)?, space);
            continue;
        }
        let number: usize = columns[0]
            .parse()
            .map_err(|_| fail("expected a word's number"))?;
        let inside = (written.0..=written.1).contains(&number);
        tree.words.push(Word {
            form: columns[1].to_owned(),
            lemma: columns[2].to_owned(),
            upos: columns[3].to_owned(),
            xpos: columns[4].to_owned(),
            head: columns[6]
                .parse()
                .map_err(|_| fail("expected a head's number"))?,
            label: columns[7].to_owned(),
            space_after: if inside {
                number == written.1 && written.2
            } else {
                space
            },
            joined: inside && number > written.0,
            entities: columns[9]
                .split('|')
                .find_map(|m| m.strip_prefix("Entity="))
                .unwrap_or_default()
                .to_owned(),
        });
    }
    if !tree.words.is_empty() {
        trees.push(tree);
    }
    Ok(trees)
}

/// GUM's genres whose licence forbids commercial use: nothing that ships is trained on them.
const UNFREE: [&str; 2] = ["GUM_fiction_", "GUM_whow_"];

/// Reads the training parts that a model which ships may use.
///
/// # Errors
/// As [`read`].
pub fn read_free(folder: &Path) -> Result<Vec<Tree>, String> {
    let mut trees = read(&folder.join("en_ewt-ud-train.conllu"))?;
    trees.extend(read_free_gum(folder)?);
    Ok(trees)
}

/// Reads the training part of GUM, as far as a model which ships may use it.
///
/// # Errors
/// As [`read`].
pub fn read_free_gum(folder: &Path) -> Result<Vec<Tree>, String> {
    let mut trees = read(&folder.join("en_gum-ud-train.conllu"))?;
    trees.retain(|t| !UNFREE.iter().any(|g| t.document.starts_with(g)));
    Ok(trees)
}
