//! Tags, lemmas and heads. Articles of our own, each word with what was found of it: a change in a model or a rule
//! shows what else it moved.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

use insta::assert_snapshot;
use proptest::prelude::*;
use rapporteur_parse::{Parsed, analyse, lemma, parse};
use rapporteur_record::{Article, Block, BlockKind, Text};

/// An article whose paragraphs are its lines; the first is the headline.
fn article(words: &str) -> Article {
    let text = Text::new(words);
    let lines = text.as_str().lines().filter_map(|l| text.span_of(l));
    let blocks = lines.enumerate().map(|(i, span)| Block {
        kind: if i == 0 {
            BlockKind::Headline
        } else {
            BlockKind::Body
        },
        span,
    });
    let blocks = blocks.collect();
    Article {
        text,
        blocks,
        ..Article::default()
    }
}

/// One line a word: word, lemma, tags, relation and head; an empty line between sentences.
fn table(article: &Article) -> String {
    let parsed = parse(article);
    let word = |i: usize| article.text.quote(parsed.tokens[i].span);
    let sentences = parsed.sentences.iter().map(|s| {
        let lines = s.tokens.clone().map(|i| {
            let t = &parsed.tokens[i];
            let head = t.head.map_or("", |h| word(h as usize));
            let lemma = lemma(word(i), t.xpos);
            let line = format!(
                "{} {lemma} {} {} {} {head}",
                word(i),
                t.upos,
                t.xpos,
                t.relation
            );
            line.trim_end().to_owned()
        });
        lines.collect::<Vec<_>>().join("\n")
    });
    sentences.collect::<Vec<_>>().join("\n\n")
}

#[test]
fn a_report_of_a_meeting() {
    let article = article(
        "Orrin ministers reject ferry terms\n\
         PORT ORREL (NPA) — The foreign minister of Orrin, Tessa Vaal, told reporters on Tuesday that her government \
         would not sign the agreement unless the harbour was reopened.\n\
         “We have been waiting for nine years,” she said. “They promised us a date, and there's none.”",
    );
    assert_snapshot!(table(&article), @r#"
Orrin Orrin PROPN NNP compound ministers
ministers minister NOUN NNS nsubj reject
reject reject VERB VBP root
ferry ferry NOUN NN compound terms
terms term NOUN NNS obj reject

PORT PORT PROPN NNP compound ORREL
ORREL ORREL PROPN NNP root
( ( PUNCT -LRB- punct NPA
NPA NPA PROPN NNP appos ORREL
) ) PUNCT -RRB- punct NPA
— — PUNCT : punct ORREL

The the DET DT det minister
foreign foreign ADJ JJ amod minister
minister minister NOUN NN nsubj told
of of ADP IN case Orrin
Orrin Orrin PROPN NNP nmod minister
, , PUNCT , punct Vaal
Tessa Tessa PROPN NNP compound Vaal
Vaal Vaal PROPN NNP appos Orrin
, , PUNCT , punct minister
told tell VERB VBD root
reporters reporter NOUN NNS iobj told
on on ADP IN case Tuesday
Tuesday Tuesday PROPN NNP obl told
that that SCONJ IN mark sign
her her PRON PRP$ nmod:poss government
government government NOUN NN nsubj sign
would would AUX MD aux sign
not not PART RB advmod sign
sign sign VERB VB ccomp told
the the DET DT det agreement
agreement agreement NOUN NN obj sign
unless unless SCONJ IN mark reopened
the the DET DT det harbour
harbour harbour NOUN NN nsubj:pass reopened
was be AUX VBD aux:pass reopened
reopened reopen VERB VBN advcl sign
. . PUNCT . punct told

“ " PUNCT `` punct waiting
We we PRON PRP nsubj waiting
have have AUX VBP aux waiting
been be AUX VBN aux waiting
waiting wait VERB VBG ccomp said
for for ADP IN case years
nine nine NUM CD nummod years
years year NOUN NNS obl waiting
, , PUNCT , punct waiting
” " PUNCT '' punct waiting
she she PRON PRP nsubj said
said say VERB VBD root
. . PUNCT . punct said

“ " PUNCT `` punct promised
They they PRON PRP nsubj promised
promised promise VERB VBD root
us we PRON PRP iobj promised
a a DET DT det date
date date NOUN NN obj promised
, , PUNCT , punct 's
and and CCONJ CC cc 's
there there PRON EX expl 's
's be VERB VBZ conj promised
none none PRON NN nsubj 's
. . PUNCT . punct promised
” " PUNCT '' punct promised
"#);
}

#[test]
fn a_denial_with_figures() {
    let article = article(
        "Army denies shelling of two villages\n\
         According to Gen. Marn Odell, 14 houses in Lower Brisk were destroyed by the floods, not by his troops.\n\
         The opposition, which boycotted the talks, accused him of lying and asked the council to send observers.",
    );
    assert_snapshot!(table(&article), @r#"
Army army NOUN NN compound denies
denies deny NOUN NNS root
shelling shell VERB VBG acl denies
of of ADP IN case villages
two two NUM CD nummod villages
villages village NOUN NNS obl shelling

According accord VERB VBG case Marn
to to ADP IN fixed According
Gen. Gen. PROPN NNP nmod:desc Marn
Marn Marn PROPN NNP obl destroyed
Odell Odell PROPN NNP flat Marn
, , PUNCT , punct houses
14 14 NUM CD nummod houses
houses house NOUN NNS appos Marn
in in ADP IN case Brisk
Lower low ADJ JJR amod Brisk
Brisk Brisk PROPN NNP nmod houses
were be AUX VBD aux:pass destroyed
destroyed destroy VERB VBN root
by by ADP IN case floods
the the DET DT det floods
floods flood NOUN NNS obl:agent destroyed
, , PUNCT , punct troops
not not PART RB advmod troops
by by ADP IN case troops
his his PRON PRP$ nmod:poss troops
troops troops NOUN NNS obl:agent destroyed
. . PUNCT . punct destroyed

The the DET DT det opposition
opposition opposition NOUN NN nsubj accused
, , PUNCT , punct boycotted
which which PRON WDT nsubj boycotted
boycotted boycott VERB VBD acl:relcl opposition
the the DET DT det talks
talks talk NOUN NNS obj boycotted
, , PUNCT , punct opposition
accused accuse VERB VBD root
him he PRON PRP obj accused
of of SCONJ IN mark lying
lying lie VERB VBG advcl accused
and and CCONJ CC cc asked
asked ask VERB VBD conj accused
the the DET DT det council
council council NOUN NN obj asked
to to PART TO mark send
send send VERB VB xcomp asked
observers observer NOUN NNS obj send
. . PUNCT . punct accused
"#);
}

fn is_lawful(parsed: &Parsed) -> bool {
    parsed.sentences.iter().all(|s| {
        let tokens = &parsed.tokens[s.tokens.clone()];
        let roots = tokens.iter().filter(|t| t.head.is_none()).count();
        let inside = tokens
            .iter()
            .all(|t| t.head.is_none_or(|h| s.tokens.contains(&(h as usize))));
        // From every word the heads lead to the root.
        let reaches = s.tokens.clone().all(|start| {
            let mut at = start;
            (0..tokens.len()).any(|_| match parsed.tokens[at].head {
                Some(head) => {
                    at = head as usize;
                    false
                }
                None => true,
            })
        });
        roots == 1 && inside && reaches
    })
}

#[test]
fn the_same_article_parses_the_same_again_and_on_other_threads() {
    let words =
        "Talks fail\nThe envoy, who had come from Brisk, left. “No deal,” said Odell's aide."
            .repeat(20);
    let article = article(&words);
    let first = parse(&article);
    assert_eq!(first, parse(&article));
    std::thread::scope(|scope| {
        let others: Vec<_> = (0..4).map(|_| scope.spawn(|| parse(&article))).collect();
        for other in others {
            assert_eq!(other.join().unwrap(), first);
        }
    });
}

#[test]
fn a_sentence_without_end_is_one_tree() {
    let article = article(&"and the ferry, which sank, ".repeat(300));
    let parsed = parse(&article);
    assert!(is_lawful(&parsed));
}

#[test]
fn no_words_have_no_analysis() {
    assert!(analyse(&[]).is_empty());
}

proptest! {
    // The network is slow in a build without optimisation.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_sentence_is_one_tree(words in "(\\PC|[a-z]{1,6} |[“”\"'.,!?—-]|\r\n|Mr\\. |U\\.S\\. ){0,60}") {
        let article = article(&words);
        prop_assert!(is_lawful(&parse(&article)));
    }

    #[test]
    fn any_words_have_as_many_analyses(words in prop::collection::vec(any::<String>(), 0..30)) {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let found = analyse(&words);
        prop_assert_eq!(found.len(), words.len());
        for (word, found) in words.iter().zip(&found) {
            let _ = lemma(word, found.xpos);
        }
        prop_assert_eq!(found.iter().filter(|w| w.head.is_none()).count(), usize::from(!words.is_empty()));
    }
}
