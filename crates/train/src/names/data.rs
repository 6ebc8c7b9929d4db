//! Sentences with annotated names.

use rapporteur_name::tagger::Label;

/// A sentence: its words, and for each a label.
#[derive(Debug, Clone, Default)]
pub struct Sentence {
    /// As written.
    pub forms: Vec<String>,
    /// One a word.
    pub labels: Vec<Label>,
}

/// The sentences of a text.
pub type Document = Vec<Sentence>;

impl Sentence {
    /// Its words.
    pub fn words(&self) -> Vec<&str> {
        self.forms.iter().map(String::as_str).collect()
    }
}

/// Reads IOB2 with a tab between number, word and label; `# newdoc` parts documents. Labels of other kinds count as none.
pub fn documents(text: &str) -> Vec<Document> {
    let mut all: Vec<Document> = vec![vec![]];
    let mut sentence = Sentence::default();
    for line in text.lines().chain([""]) {
        if line.starts_with("# newdoc") {
            all.push(vec![]);
        } else if line.is_empty() && !sentence.forms.is_empty() {
            all.last_mut().unwrap().push(std::mem::take(&mut sentence));
        } else if !line.starts_with('#') {
            let mut columns = line.split('\t').skip(1);
            if let (Some(word), Some(label)) = (columns.next(), columns.next()) {
                let label = label_of(label, sentence.labels.last());
                sentence.forms.push(word.to_owned());
                sentence.labels.push(label);
            }
        }
    }
    all
}

fn label_of(written: &str, before: Option<&Label>) -> Label {
    let label = match written {
        "B-PER" => Label::BeginsPerson,
        "I-PER" => Label::InPerson,
        "B-ORG" => Label::BeginsOrganisation,
        "I-ORG" => Label::InOrganisation,
        "B-LOC" => Label::BeginsPlace,
        "I-LOC" => Label::InPlace,
        _ => Label::Outside,
    };
    if label.may_follow(before.copied()) {
        label
    } else {
        Label::Outside
    }
}

/// The label of a later word of a name, from that of its first.
pub fn going_on(begins: Label) -> Label {
    match begins {
        Label::BeginsPerson => Label::InPerson,
        Label::BeginsOrganisation => Label::InOrganisation,
        Label::BeginsPlace => Label::InPlace,
        other => other,
    }
}

/// The names that labels tell: first word, one past the last, the label of the first.
pub fn names(labels: &[Label]) -> Vec<(usize, usize, Label)> {
    let mut found: Vec<(usize, usize, Label)> = Vec::new();
    for (at, label) in labels.iter().enumerate() {
        match label {
            Label::Outside => {}
            Label::BeginsPerson | Label::BeginsOrganisation | Label::BeginsPlace => {
                found.push((at, at + 1, *label));
            }
            _ => {
                if let Some(last) = found.last_mut() {
                    last.1 = at + 1;
                }
            }
        }
    }
    found
}
