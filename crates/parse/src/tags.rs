//! Names of parts of speech and of relations, one byte each.

/// Makes an enum of names with `as_str` and `from_str`.
macro_rules! names {
    ($(#[$doc:meta])* $name:ident, $other:ident: $($variant:ident $text:literal $what:literal,)*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub enum $name {
            $(
                #[doc = concat!("`", $text, "`: ", $what, ".")]
                $variant,
            )*
            /// None was given: the article was only segmented.
            #[default]
            Unknown,
        }

        impl $name {
            /// All names but `Unknown`.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// As the treebanks write it; `_` for `Unknown`.
            pub fn as_str(self) -> &'static str {
                match self {
                    $($name::$variant => $text,)*
                    $name::Unknown => "_",
                }
            }

            /// The name written so; what the list lacks becomes the name for what fits nowhere.
            pub fn of(text: &str) -> $name {
                match text {
                    $($text => $name::$variant,)*
                    "_" => $name::Unknown,
                    _ => $name::$other,
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

names! {
    /// Universal parts of speech. Source: <https://universaldependencies.org/u/pos/>.
    Upos, X:
    Adj "ADJ" "adjective",
    Adp "ADP" "preposition",
    Adv "ADV" "adverb",
    Aux "AUX" "auxiliary, copula, modal verb",
    Cconj "CCONJ" "coordinating conjunction",
    Det "DET" "determiner",
    Intj "INTJ" "interjection",
    Noun "NOUN" "noun",
    Num "NUM" "number",
    Part "PART" "particle: to, not, 's",
    Pron "PRON" "pronoun, possessives too",
    Propn "PROPN" "proper noun",
    Punct "PUNCT" "punctuation",
    Sconj "SCONJ" "subordinating conjunction",
    Sym "SYM" "symbol",
    Verb "VERB" "verb",
    X "X" "what fits nowhere",
}

names! {
    /// Parts of speech of the Penn Treebank, with the additions of the English Web Treebank.
    /// Source: <https://catalog.ldc.upenn.edu/docs/LDC99T42/tagguid1.pdf>.
    Xpos, Xx:
    Add "ADD" "web or mail address",
    Afx "AFX" "prefix",
    Cc "CC" "coordinating conjunction",
    Cd "CD" "number",
    Dt "DT" "determiner",
    Ex "EX" "existential there",
    Fw "FW" "foreign word",
    Gw "GW" "piece of a word wrongly split",
    Hyph "HYPH" "hyphen",
    In "IN" "preposition or subordinating conjunction",
    Jj "JJ" "adjective",
    Jjr "JJR" "comparative adjective",
    Jjs "JJS" "superlative adjective",
    Ls "LS" "number of a list's item",
    Md "MD" "modal verb",
    Nfp "NFP" "superfluous punctuation",
    Nn "NN" "singular noun",
    Nnp "NNP" "singular proper noun",
    Nnps "NNPS" "plural proper noun",
    Nns "NNS" "plural noun",
    Pdt "PDT" "predeterminer",
    Pos "POS" "possessive ending",
    Prp "PRP" "personal pronoun",
    PrpS "PRP$" "possessive pronoun",
    Rb "RB" "adverb",
    Rbr "RBR" "comparative adverb",
    Rbs "RBS" "superlative adverb",
    Rp "RP" "particle of a verb",
    Sym "SYM" "symbol",
    To "TO" "to",
    Uh "UH" "interjection",
    Vb "VB" "verb, base form",
    Vbd "VBD" "verb, past tense",
    Vbg "VBG" "verb, -ing",
    Vbn "VBN" "verb, past participle",
    Vbp "VBP" "verb, present, not third person singular",
    Vbz "VBZ" "verb, third person singular present",
    Wdt "WDT" "wh-determiner",
    Wp "WP" "wh-pronoun",
    WpS "WP$" "possessive wh-pronoun",
    Wrb "WRB" "wh-adverb",
    Xx "XX" "what fits nowhere",
    Dollar "$" "sign of a currency",
    Comma "," "comma",
    Stop "." "end of a sentence",
    Colon ":" "colon, semicolon, dash",
    Open "``" "opening quotation mark",
    Close "''" "closing quotation mark",
    Lrb "-LRB-" "opening bracket",
    Rrb "-RRB-" "closing bracket",
}

names! {
    /// How a word relates to its head, with the subtypes of English.
    /// Source: <https://universaldependencies.org/en/dep/>.
    Relation, Dep:
    Acl "acl" "clause on a noun",
    AclRelcl "acl:relcl" "relative clause",
    Advcl "advcl" "adverbial clause",
    AdvclRelcl "advcl:relcl" "relative clause on a clause",
    Advmod "advmod" "adverb",
    Amod "amod" "adjective",
    Appos "appos" "apposition",
    Aux "aux" "auxiliary",
    AuxPass "aux:pass" "auxiliary of the passive",
    Case "case" "preposition, possessive ending",
    Cc "cc" "conjunction",
    CcPreconj "cc:preconj" "both, either",
    Ccomp "ccomp" "clause as object",
    Compound "compound" "part of a compound",
    CompoundPrt "compound:prt" "particle of a verb",
    Conj "conj" "conjunct",
    Cop "cop" "copula",
    Csubj "csubj" "clause as subject",
    CsubjPass "csubj:pass" "clause as subject of a passive",
    Dep "dep" "some relation",
    Det "det" "determiner",
    DetPredet "det:predet" "predeterminer",
    Discourse "discourse" "interjection",
    Dislocated "dislocated" "dislocated part",
    Expl "expl" "expletive",
    Fixed "fixed" "fixed expression",
    Flat "flat" "part of a name",
    Goeswith "goeswith" "part of a word",
    Iobj "iobj" "indirect object",
    List "list" "item of a list",
    Mark "mark" "subordinating conjunction",
    Nmod "nmod" "noun on a noun",
    NmodDesc "nmod:desc" "title before a name",
    NmodPoss "nmod:poss" "possessor",
    NmodUnmarked "nmod:unmarked" "noun on a noun, bare",
    Nsubj "nsubj" "subject",
    NsubjOuter "nsubj:outer" "subject of a clause that is a predicate",
    NsubjPass "nsubj:pass" "subject of a passive",
    Nummod "nummod" "number",
    Obj "obj" "object",
    Obl "obl" "noun on a verb",
    OblAgent "obl:agent" "by-agent of a passive",
    OblUnmarked "obl:unmarked" "noun on a verb, bare",
    Orphan "orphan" "orphan of an ellipsis",
    Parataxis "parataxis" "clause set beside",
    Punct "punct" "punctuation",
    Reparandum "reparandum" "corrected slip",
    Root "root" "head of the sentence",
    Vocative "vocative" "one spoken to",
    Xcomp "xcomp" "clause without a subject of its own",
}

impl Relation {
    /// The relation without its subtype: `nsubj` for `nsubj:pass`.
    pub fn base(self) -> Relation {
        match self.as_str().split_once(':') {
            Some((base, _)) => Relation::of(base),
            None => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        assert!(Upos::ALL.iter().all(|t| Upos::of(t.as_str()) == *t));
        assert!(Xpos::ALL.iter().all(|t| Xpos::of(t.as_str()) == *t));
        assert!(Relation::ALL.iter().all(|t| Relation::of(t.as_str()) == *t));
        assert_eq!(Relation::NsubjPass.base(), Relation::Nsubj);
        assert_eq!(Xpos::of("?"), Xpos::Xx);
    }
}
