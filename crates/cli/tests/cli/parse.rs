//! `rapporteur parse`: CoNLL-U from raw text, and over the words of a treebank.

use crate::folder::{Folder, article, page};
use std::io::{BufReader, Read};

/// The ten columns of every line that has them.
fn rows(conllu: &str) -> Vec<Vec<&str>> {
    let lines = conllu
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split('\t').collect()).collect();
    assert!(rows.iter().all(|row| row.len() == 10), "{conllu}");
    rows
}

/// The text of a file as it was written, without blanks: a multiword token stands for its words.
fn written(conllu: &str) -> String {
    let mut text = String::new();
    for sentence in conllu.split("\n\n") {
        let mut taken = 0;
        for row in rows(sentence) {
            let numbers = row[0].split('-').map(|n| n.parse::<u32>().unwrap());
            let last = numbers.max().unwrap();
            if last > taken {
                taken = last;
                text.push_str(row[1]);
            }
        }
    }
    text.split_whitespace().collect()
}

#[test]
fn raw_text_becomes_sentences_with_heads() {
    let folder = Folder::new();
    folder.write("a.txt", "Ada Quill didn't answer. The keepers went home.\n");
    let ran = folder.done(&["parse", "a.txt", "--conllu"]);
    assert_eq!(ran.err, "");
    insta::assert_snapshot!(ran.out.replace('\t', " "), @r#"
    # newpar
    # text = Ada Quill didn't answer.
    1 Ada Ada PROPN NNP _ 5 nsubj _ _
    2 Quill Quill PROPN NNP _ 1 flat _ _
    3-4 didn't _ _ _ _ _ _ _ _
    3 did do AUX VBD _ 5 aux _ _
    4 n't not PART RB _ 5 advmod _ _
    5 answer answer VERB VB _ 0 root _ SpaceAfter=No
    6 . . PUNCT . _ 5 punct _ _

    # text = The keepers went home.
    1 The the DET DT _ 2 det _ _
    2 keepers keeper NOUN NNS _ 3 nsubj _ _
    3 went go VERB VBD _ 0 root _ _
    4 home home ADV RB _ 3 advmod _ SpaceAfter=No
    5 . . PUNCT . _ 3 punct _ _
    "#);
    assert_eq!(folder.done(&["parse", "a.txt"]).out, ran.out);
    let piped = folder.fed(
        &["parse", "--conllu"],
        b"Ada Quill didn't answer. The keepers went home.\n",
    );
    assert_eq!(piped.out, ran.out);
}

#[test]
fn nothing_that_is_not_blank_is_left_out() {
    let folder = Folder::new();
    let odd = "About: Pell\nSubject: don't; can't\n\nPELL, June 3 (Harbour Wire) — “Cannot,” he said…\r\n\r\n* one\n* two <b>\n\n\
               Read more: gonna\n\n\u{a0}é e\u{301} 😀 שלום www.pell.example/a?b=c\tx\u{b}y\n\n© 2031";
    for text in [article(3), odd.to_owned(), "No.".to_owned()] {
        let name = folder.write("a.txt", &text);
        let out = folder.done(&["parse", name.to_str().unwrap()]).out;
        let wanted: String = text.split_whitespace().collect();
        assert_eq!(written(&out), wanted);
    }
    folder.write("p.html", page(3));
    let out = folder.done(&["parse", "p.html"]).out;
    assert!(out.contains("# text = Keepers refuse page 3\n"), "{out}");
}

const TREEBANK: &str = "# newdoc id = pell\n# text = Don't wait, she told them.\n\
    1-2\tDon't\t_\t_\t_\t_\t_\t_\t_\tNote=kept\n1\tDo\t?\tX\tX\tMood=Imp\t9\tx\t_\t_\n2\tn't\t?\tX\tX\t_\t9\tx\t_\t_\n\
    3\twait\t?\tX\tX\t_\t9\tx\t_\tSpaceAfter=No\n3.1\tyou\tyou\tPRON\tPRP\t_\t_\t_\t3:nsubj\tCopyOf=-1\n\
    4\t,\t?\tX\tX\t_\t9\tx\t_\t_\n5\tshe\t?\tX\tX\t_\t9\tx\t_\t_\n6\ttold\t?\tX\tX\t_\t9\tx\t_\t_\n\
    7\tthem\t?\tX\tX\t_\t9\tx\t_\tSpaceAfter=No\n8\t.\t?\tX\tX\t_\t9\tx\t_\t_\n\n\
    # text = The keepers left\n1\tThe\t_\t_\t_\t_\t_\t_\t_\t_\n2\tkeepers\t_\t_\t_\t_\t_\t_\t_\t_\n3\tleft\t_\t_\t_\t_\t_\t_\t_\t_\n\n";

#[test]
fn over_the_words_of_a_treebank() {
    let folder = Folder::new();
    folder.write("t.conllu", TREEBANK);
    let ran = folder.done(&["parse", "--conllu", "--gold-tokens", "t.conllu"]);
    assert_eq!(ran.err, "");
    insta::assert_snapshot!(ran.out.replace('\t', " "), @r#"
    # newdoc id = pell
    # text = Don't wait, she told them.
    1-2 Don't _ _ _ _ _ _ _ Note=kept
    1 Do do AUX VB _ 3 aux _ _
    2 n't not PART RB _ 3 advmod _ _
    3 wait wait VERB VB _ 0 root _ SpaceAfter=No
    3.1 you you PRON PRP _ _ _ 3:nsubj CopyOf=-1
    4 , , PUNCT , _ 6 punct _ _
    5 she she PRON PRP _ 6 nsubj _ _
    6 told tell VERB VBD _ 3 parataxis _ _
    7 them they PRON PRP _ 6 iobj _ SpaceAfter=No
    8 . . PUNCT . _ 3 punct _ _

    # text = The keepers left
    1 The the DET DT _ 2 det _ _
    2 keepers keeper NOUN NNS _ 3 nsubj _ _
    3 left leave VERB VBD _ 0 root _ _
    "#);
    let kept = |text: &str| -> Vec<String> {
        text.lines()
            .filter(|l| {
                l.starts_with('#') || l.is_empty() || l.contains("Note=") || l.contains("CopyOf=")
            })
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(kept(&ran.out), kept(TREEBANK));
    let marked = format!("\u{feff}{}", TREEBANK.replace('\n', "\r\n"));
    let piped = folder.fed(&["parse", "--gold-tokens", "-"], marked.as_bytes());
    assert_eq!((piped.code, piped.out), (Some(0), ran.out));
}

#[test]
fn what_cannot_be_read_is_one_sentence() {
    let folder = Folder::new();
    folder.write("short.conllu", "1\tDogs\tbark\n");
    folder.write("latin.conllu", b"1\tcaf\xe9\n");
    folder.write("picture.png", b"\x89PNG\r\n\x1a\n");
    for (arguments, words) in [
        (&["parse", "nowhere.txt"][..], "nowhere.txt: "),
        (&["parse", "."], "folder"),
        (&["parse", "picture.png"], "a PNG picture"),
        (
            &["parse", "picture.png", "--max-size", "4"],
            "at most 4 bytes",
        ),
        (
            &["parse", "--gold-tokens", "nowhere.conllu"],
            "nowhere.conllu: ",
        ),
        (&["parse", "--gold-tokens", "."], "directory"),
        (
            &["parse", "--gold-tokens", "short.conllu"],
            "short.conllu: line 1: expected ten columns apart by tabs, but found 3",
        ),
        (&["parse", "--gold-tokens", "latin.conllu"], "in UTF-8"),
        (
            &["parse", "--gold-tokens", "latin.conllu", "--max-size", "4"],
            "at most 4 bytes",
        ),
    ] {
        let ran = folder.run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{arguments:?}");
        assert!(ran.err.contains(words), "{}", ran.err);
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    }
    let wrong = folder.run(&["parse", "a.txt", "--format", "xml"]);
    assert_eq!((wrong.code, wrong.out.as_str()), (Some(2), ""));
}

#[test]
fn a_reader_that_goes_away_is_success() {
    let folder = Folder::new();
    let long: String = (0..40).map(article).collect();
    folder.write("a.txt", long);
    let mut child = folder.piped(&["parse", "a.txt"]);
    let mut out = BufReader::with_capacity(64, child.stdout.take().unwrap());
    out.read_exact(&mut [0; 8]).unwrap();
    drop(out);
    let ran = crate::folder::ran(child.wait_with_output().unwrap());
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
}
