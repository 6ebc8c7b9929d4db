//! What goes into a record comes out of it again.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod made;

use made::{article, collated};
use proptest::prelude::*;
use rapporteur_record::json::ArticleObject;
use rapporteur_record::record::{Record, Refused};
use rapporteur_record::{Act, Annotated};
use rapporteur_store::{
    Corrected, Error, Noted, Part, Query, Reader, State, Writer, search::search,
};
use std::path::{Path, PathBuf};

struct Folder {
    folder: tempfile::TempDir,
}

impl Folder {
    fn new() -> Folder {
        Folder {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("record.db")
    }

    fn writer(&self) -> Writer {
        Writer::open(&self.path(), "1").unwrap()
    }

    fn sql(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.path()).unwrap()
    }
}

/// A file of one article, as `build` stores it.
fn put(writer: &mut Writer, annotated: &Annotated) {
    let source = annotated.article.source.clone();
    put_as(writer, annotated, &source, &annotated.article.id.0);
}

fn put_as(writer: &mut Writer, annotated: &Annotated, path: &str, fingerprint: &str) {
    let mut annotated = annotated.clone();
    annotated.article.source = path.to_owned();
    writer
        .put(&[Part {
            path,
            fingerprint: Some(fingerprint),
            articles: &[annotated],
            refused: &[],
            last: true,
        }])
        .unwrap();
}

fn filled(folder: &Folder, count: usize) -> (Writer, Vec<Annotated>) {
    let mut writer = folder.writer();
    let articles: Vec<Annotated> = (1..=count).map(article).collect();
    for annotated in &articles {
        put(&mut writer, annotated);
    }
    writer.replace_collated(&collated(&articles)).unwrap();
    (writer, articles)
}

fn count(sql: &rusqlite::Connection, table: &str) -> i64 {
    sql.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
        row.get(0)
    })
    .unwrap()
}

#[test]
fn a_record_comes_back_as_it_went_in() {
    let folder = Folder::new();
    let (writer, articles) = filled(&folder, 5);
    let objects: Vec<ArticleObject> = articles.iter().map(ArticleObject::from).collect();
    let want = Record::new(objects, collated(&articles), vec![]);
    assert_eq!(writer.reader().record().unwrap(), want);
    assert_eq!(writer.reader().annotated().unwrap(), articles);
    writer.close().unwrap();
    assert_eq!(
        Reader::open(&folder.path()).unwrap().record().unwrap(),
        want
    );
}

#[test]
fn a_closed_record_is_one_plain_file() {
    let folder = Folder::new();
    filled(&folder, 2).0.close().unwrap();
    let files: Vec<_> = std::fs::read_dir(folder.folder.path())
        .unwrap()
        .map(|f| f.unwrap().file_name())
        .collect();
    assert_eq!(files, ["record.db"]);
}

/// An accusation has its day, its accuser and the accused; an outlet that says nothing in any article left it out.
#[test]
fn accusations_and_what_is_left_out_have_their_views() {
    let folder = Folder::new();
    let mut articles: Vec<Annotated> = (1..=3).map(article).collect();
    for (annotated, outlet) in articles
        .iter_mut()
        .zip(["The Heron", "The Crane", "The Stork"])
    {
        annotated.article.outlet = Some(outlet.to_owned());
        annotated.statements[0].acts = vec![Act::Accuse];
        annotated.statements[0].aimed_at = vec![rapporteur_record::ReferentId(1)];
    }
    let mut writer = folder.writer();
    for annotated in &articles {
        put(&mut writer, annotated);
    }
    let mut across = collated(&articles);
    across.collations[0].accounts.truncate(2);
    across.collations[0].silent = vec![articles[2].article.id.clone()];
    across.collations[0].independent = 2;
    writer.replace_collated(&across).unwrap();
    writer.close().unwrap();
    let sql = folder.sql();
    let left_out: Vec<String> = sql
        .prepare("SELECT outlet || ': ' || topic FROM v_left_out")
        .unwrap()
        .query_map([], |r| r.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(left_out, ["The Stork: jobs kept"]);
    assert_eq!(
        count(
            &sql,
            "v_accusations WHERE day = '2024-03-05' AND accused <> ''"
        ),
        3
    );
    assert_eq!(
        count(&sql, "v_conflicts WHERE rule = 'counts-of-one-thing'"),
        2
    );
}

#[test]
fn every_table_has_rows_and_every_link_holds() {
    let folder = Folder::new();
    let (mut writer, _) = filled(&folder, 3);
    let refused = [Refused {
        source: "set/x.bin".into(),
        reason: "not text".into(),
    }];
    writer
        .put(&[Part {
            path: "set/x.bin",
            fingerprint: None,
            articles: &[],
            refused: &refused,
            last: true,
        }])
        .unwrap();
    let collated = writer.reader().record().unwrap().collated;
    correct_one(&mut writer);
    writer.replace_collated(&collated).unwrap();
    writer.close().unwrap();
    let sql = folder.sql();
    let mut tables = sql
        .prepare("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT GLOB '*_fts*' AND name NOT LIKE 'sqlite_%'")
        .unwrap();
    let tables: Vec<String> = tables
        .query_map([], |r| r.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let empty: Vec<&String> = tables.iter().filter(|t| count(&sql, t) == 0).collect();
    assert_eq!(
        empty,
        ["v_agreements", "v_accusations", "v_left_out"],
        "these accounts differ, nobody accuses, and every outlet tells it"
    );
    assert_eq!(count(&sql, "pragma_foreign_key_check"), 0);
}

/// Rejects the first statement of the first article; gives that article as it was read.
fn correct_one(writer: &mut Writer) -> Annotated {
    let (id, _, _) = writer.reader().corrected().unwrap().remove(0);
    let read = writer.reader().uncorrected(&id).unwrap();
    let mut corrected = read.clone();
    corrected.statements.clear();
    corrected
        .figures
        .iter_mut()
        .for_each(|f| f.stated_in = None);
    corrected
        .commitments
        .iter_mut()
        .for_each(|c| c.said_by = None);
    let both = Corrected {
        read: read.clone(),
        corrected,
    };
    assert!(writer.correct(std::slice::from_ref(&both)).unwrap());
    assert!(
        !writer.correct(&[both]).unwrap(),
        "the second time nothing changes"
    );
    writer
        .note_corrections(&[Noted {
            id: "c1".into(),
            change: "reject".into(),
            ..Noted::default()
        }])
        .unwrap();
    read
}

#[test]
fn what_the_program_read_stays_beside_the_corrected() {
    let folder = Folder::new();
    let (mut writer, _) = filled(&folder, 3);
    let before = writer.reader().record().unwrap().articles;
    let read = correct_one(&mut writer);
    let id = read.article.id.0.clone();
    assert!(!writer.is_collated().unwrap());
    assert_eq!(writer.reader().uncorrected(&id).unwrap(), read);
    assert!(writer.reader().article(&id).unwrap().statements.is_empty());
    assert!(writer.reader().corrected().unwrap()[0].2);
    let back = Corrected {
        read: read.clone(),
        corrected: read,
    };
    assert!(writer.correct(&[back]).unwrap());
    assert!(!writer.reader().corrected().unwrap()[0].2);
    assert_eq!(writer.reader().record().unwrap().articles, before);
}

#[test]
fn places_in_the_tables_are_the_words() {
    let folder = Folder::new();
    filled(&folder, 3).0.close().unwrap();
    let sql = folder.sql();
    for (table, words) in [
        ("times", "quote"),
        ("mentions", "quote"),
        ("figures", "quote"),
        ("accounts", "quote"),
        ("commitments", "what"),
    ] {
        let wrong: i64 = sql
            .query_row(
                &format!(
                    "SELECT count(*) FROM {table} t JOIN articles a ON a.id = t.article
                     WHERE substr(a.text, start_char + 1, end_char - start_char) <> t.{words}"
                ),
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(wrong, 0, "{table}");
    }
    let wrong: i64 = sql
        .query_row(
            "SELECT count(*) FROM statement_pieces p JOIN statements s ON s.id = p.statement
             JOIN articles a ON a.id = s.article
             WHERE substr(a.text, p.start_char + 1, p.end_char - p.start_char) <> p.quote",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(wrong, 0);
}

#[test]
fn views_answer_in_words() {
    let folder = Folder::new();
    filled(&folder, 3).0.close().unwrap();
    let reader = Reader::open(&folder.path()).unwrap();
    let mut rows = Vec::new();
    reader
        .rows("v_conflicts", |cells| {
            rows.push(cells[..6].join(" | "));
            Ok::<(), Error>(())
        })
        .unwrap();
    assert_eq!(rows[0], "topic | kind | value | words | outlet | said_by");
    assert_eq!(
        rows[1],
        "jobs kept | number | [200,300] | 300 jobs | River Post | Orsk"
    );
    assert!(
        reader
            .views()
            .unwrap()
            .iter()
            .all(|(_, question)| question.contains('?'))
    );
}

#[test]
fn a_changed_file_takes_the_place_of_the_old() {
    let folder = Folder::new();
    let mut writer = folder.writer();
    put_as(&mut writer, &article(1), "a.txt", "one");
    put_as(&mut writer, &article(2), "a.txt", "two");
    let record = writer.reader().record().unwrap();
    let ids: Vec<&str> = record.articles.iter().map(|a| a.id.0.as_str()).collect();
    assert_eq!(ids, ["0000000000000002"]);
    assert_eq!(
        writer.sources().unwrap()["a.txt"].fingerprint.as_deref(),
        Some("two")
    );
    writer.close().unwrap();
    assert_eq!(
        count(&folder.sql(), "statements"),
        1,
        "the rows of the old one went with it"
    );
}

#[test]
fn the_same_bytes_twice_are_one_article_of_two_files() {
    for order in [["b.txt", "a.txt"], ["a.txt", "b.txt"]] {
        let folder = Folder::new();
        let mut writer = folder.writer();
        for path in order {
            put_as(&mut writer, &article(1), path, "same");
        }
        let record = writer.reader().record().unwrap();
        assert_eq!(record.articles.len(), 1);
        assert_eq!(record.articles[0].source, "a.txt", "whichever came first");
        assert_eq!(writer.reader().repeated_files().unwrap(), 1);
        // The first by name changes: the article stays, under the other name.
        put_as(&mut writer, &article(2), "a.txt", "other");
        let sources: Vec<String> = writer
            .reader()
            .record()
            .unwrap()
            .articles
            .iter()
            .map(|a| a.source.clone())
            .collect();
        assert_eq!(sources, ["a.txt", "b.txt"]);
    }
}

#[test]
fn a_refusal_never_takes_what_was_read() {
    let folder = Folder::new();
    let mut writer = folder.writer();
    put_as(&mut writer, &article(1), "a.txt", "one");
    let refused = [Refused {
        source: "a.txt".into(),
        reason: "no text".into(),
    }];
    let part = Part {
        path: "a.txt",
        fingerprint: Some("two"),
        articles: &[],
        refused: &refused,
        last: true,
    };
    writer.put(&[part]).unwrap();
    assert_eq!(writer.reader().article_count().unwrap(), 1);
    assert_eq!(writer.sources().unwrap()["a.txt"].state, State::Refused);
    assert_eq!(writer.reader().refused().unwrap(), refused);
    // Readable again: the refusal goes.
    put_as(&mut writer, &article(1), "a.txt", "one");
    assert_eq!(writer.reader().refused().unwrap(), []);
    assert_eq!(writer.sources().unwrap()["a.txt"].state, State::Read);
}

#[test]
fn a_file_of_many_articles_comes_in_parts() {
    let folder = Folder::new();
    let mut writer = folder.writer();
    let many: Vec<Annotated> = (1..=6).map(article).collect();
    let part = |articles, fingerprint, last| Part {
        path: "many.jsonl",
        fingerprint: Some(fingerprint),
        articles,
        refused: &[],
        last,
    };
    writer.put(&[part(&many[..3], "one", true)]).unwrap();
    // The file changes, and the build is stopped after its first new part: nothing old is lost yet.
    writer.put(&[part(&many[3..4], "two", false)]).unwrap();
    assert_eq!(writer.reader().article_count().unwrap(), 4);
    assert_eq!(
        writer.sources().unwrap()["many.jsonl"].state,
        State::Reading
    );
    writer
        .put(&[
            part(&many[3..4], "two", false),
            part(&many[4..], "two", true),
        ])
        .unwrap();
    let ids: Vec<String> = writer
        .reader()
        .record()
        .unwrap()
        .articles
        .iter()
        .map(|a| a.id.0.clone())
        .collect();
    assert_eq!(
        ids,
        many[3..]
            .iter()
            .map(|a| a.article.id.0.clone())
            .collect::<Vec<_>>()
    );
    assert_eq!(writer.sources().unwrap()["many.jsonl"].state, State::Read);
}

#[test]
fn files_move_and_go() {
    let folder = Folder::new();
    let mut writer = folder.writer();
    put_as(&mut writer, &article(1), "old/a.txt", "one");
    writer.rename("old/a.txt", "new/a.txt").unwrap();
    let record = writer.reader().record().unwrap();
    assert_eq!(record.articles[0].source, "new/a.txt");
    assert_eq!(
        writer.sources().unwrap().keys().collect::<Vec<_>>(),
        ["new/a.txt"]
    );
    writer.gone(&["new/a.txt".into()]).unwrap();
    assert_eq!(
        writer.reader().article_count().unwrap(),
        1,
        "what was read is kept"
    );
    assert_eq!(writer.sources().unwrap()["new/a.txt"].state, State::Gone);
}

#[test]
fn what_another_version_collated_does_not_stand() {
    let folder = Folder::new();
    let (mut writer, _) = filled(&folder, 2);
    assert!(writer.is_collated().unwrap());
    let path = folder.path();
    writer.close().unwrap();
    let newer = Writer::open(&path, "another version").unwrap();
    assert!(!newer.is_collated().unwrap());
    newer.close().unwrap();
    writer = folder.writer();
    assert!(writer.is_collated().unwrap());
    writer.uncollate().unwrap();
    assert!(!writer.is_collated().unwrap());
}

#[test]
fn a_change_takes_away_what_held_across_articles() {
    let folder = Folder::new();
    let (mut writer, articles) = filled(&folder, 3);
    assert!(writer.is_collated().unwrap());
    put(&mut writer, &articles[0]); // nothing new
    assert!(writer.is_collated().unwrap());
    put(&mut writer, &article(9));
    assert!(!writer.is_collated().unwrap());
    assert_eq!(
        writer.reader().record().unwrap().collated,
        Default::default()
    );
}

#[test]
fn search_outlives_vacuum_and_deletion() {
    let folder = Folder::new();
    let (mut writer, _) = filled(&folder, 6);
    put_as(&mut writer, &article(20), "set/0003.txt", "changed");
    writer.close().unwrap();
    folder.sql().execute_batch("VACUUM").unwrap();
    let sql = folder.sql();
    for fts in ["articles_fts", "statements_fts", "shared_referents_fts"] {
        sql.execute(
            &format!("INSERT INTO {fts} ({fts}, rank) VALUES ('integrity-check', 1)"),
            [],
        )
        .unwrap();
    }
    drop(sql);
    let reader = Reader::open(&folder.path()).unwrap();
    let words = Query {
        words: vec!["20 metres".into()],
        ..Query::default()
    };
    let hits = search(&reader, &words).unwrap();
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0].article, format!("{:016x}", 20));
}

/// The hits, in the order of their articles: the order of the best first depends on lengths.
fn found(reader: &Reader, query: Query) -> Vec<String> {
    let mut hits = search(reader, &query).unwrap();
    hits.sort_by(|a, b| a.article.cmp(&b.article));
    hits.iter()
        .map(|h| {
            format!(
                "{}/{}",
                h.article.trim_start_matches('0'),
                h.statement.as_deref().unwrap_or("-")
            )
        })
        .collect()
}

#[test]
fn search_filters() {
    let folder = Folder::new();
    let (writer, _) = filled(&folder, 4);
    let reader = writer.reader();
    let words = |w: &str| w.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let query = |w: &str| Query {
        words: words(w),
        ..Query::default()
    };
    assert_eq!(found(reader, query("MILL river")).len(), 4);
    assert_eq!(
        found(reader, query("jobs town")),
        ["1/-", "2/-", "3/-", "4/-"],
        "paragraphs"
    );
    assert_eq!(found(reader, query("nowhere")), Vec::<String>::new());
    assert_eq!(
        found(reader, query("opens")).len(),
        4,
        "another ending of open"
    );
    let by = |who: &str| Query {
        by: Some(who.into()),
        ..query("mill")
    };
    assert_eq!(found(reader, by("kovac")), ["3/s1"], "without accents");
    assert_eq!(found(reader, by("Oduya Ben")), ["1/s1", "4/s1"]);
    assert_eq!(found(reader, by("?!")), Vec::<String>::new());
    let to = |who: &str| Query {
        to: Some(who.into()),
        ..Query::default()
    };
    assert_eq!(found(reader, to("lund")).len(), 4);
    assert_eq!(found(reader, to("Kovač")).len(), 0);
    let act = |act| Query {
        act: Some(act),
        ..Query::default()
    };
    assert_eq!(found(reader, act(Act::ExpressHope)).len(), 4);
    assert_eq!(found(reader, act(Act::Accuse)).len(), 0);
    let outlet = Query {
        outlet: Some("river post".into()),
        ..query("jobs")
    };
    assert_eq!(found(reader, outlet), ["1/-", "3/-"]);
    let since = |day: &str| Query {
        since: Some(day.into()),
        ..query("mill")
    };
    let said_on_the_fifth = found(reader, since("2024-03-05"));
    assert_eq!(
        said_on_the_fifth,
        ["1/s1", "2/s1", "3/s1", "4/s1", "4/-"],
        "the last published then"
    );
    assert_eq!(found(reader, since("2024-03-06")).len(), 0);
    let until = Query {
        until: Some("2024-03-03".into()),
        ..query("jobs")
    };
    assert_eq!(found(reader, until), ["1/-", "2/-"]);
    assert_eq!(
        found(
            reader,
            Query {
                limit: 2,
                ..query("mill")
            }
        )
        .len(),
        2
    );
}

#[test]
fn a_hit_shows_its_words() {
    let folder = Folder::new();
    let (writer, articles) = filled(&folder, 1);
    let query = Query {
        words: vec!["jobs".into()],
        ..Query::default()
    };
    let hits = search(writer.reader(), &query).unwrap();
    let passage = &hits[0].passages[0];
    assert_eq!(
        passage.quote,
        "The Orsk Accord obliges the town to keep 300 jobs."
    );
    let chars: Vec<char> = articles[0].article.text.as_str().chars().collect();
    assert_eq!(
        chars[passage.start..passage.end].iter().collect::<String>(),
        passage.quote
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_and_number_of_batches_do_not_show(order in Just((1usize..=9).collect::<Vec<_>>()).prop_shuffle(), size in 1usize..5) {
        let folder = Folder::new();
        let mut writer = folder.writer();
        let fingerprint = "f";
        let all: Vec<(String, Annotated)> = order.iter().map(|n| {
            let annotated = article(*n);
            (annotated.article.source.clone(), annotated)
        }).collect();
        for batch in all.chunks(size) {
            let parts: Vec<Part> = batch.iter().map(|(path, a)| Part {
                path, fingerprint: Some(fingerprint), articles: std::slice::from_ref(a), refused: &[], last: true,
            }).collect();
            writer.put(&parts).unwrap();
        }
        let want: Vec<ArticleObject> = (1..=9).map(|n| ArticleObject::from(&article(n))).collect();
        prop_assert_eq!(writer.reader().record().unwrap().articles, want);
    }
}

#[test]
fn nothing_typed_is_a_syntax_error() {
    let folder = Folder::new();
    let (writer, _) = filled(&folder, 2);
    let reader = writer.reader();
    proptest!(|(words in proptest::collection::vec("[\\PC\0\"*(){}:^+-]{0,8}|AND|OR|NOT|NEAR\\(", 0..4), who in "\\PC{0,9}")| {
        let query = Query { words: words.clone(), ..Query::default() };
        search(reader, &query).unwrap();
        let query = Query { words, by: Some(who.clone()), to: Some(who.clone()), outlet: Some(who), ..Query::default() };
        search(reader, &query).unwrap();
    });
}

fn refusal(path: &Path) -> [String; 2] {
    let message = |e: Error| e.to_string().replace(&path.display().to_string(), "FILE");
    [
        message(Reader::open(path).err().unwrap()),
        message(Writer::open(path, "1").err().unwrap()),
    ]
}

#[test]
fn what_is_no_record_is_refused_and_left_alone() {
    let folder = Folder::new();
    let path = folder.path();
    let words = "just some words, long enough to be more than a header of SQLite has, and then some more of them";
    std::fs::write(&path, words).unwrap();
    let [read, write] = refusal(&path);
    assert_eq!(
        read,
        "FILE: expected a record made by rapporteur, but found a file that is not SQLite; the file is left as it is"
    );
    assert_eq!(read, write);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), words);

    std::fs::remove_file(&path).unwrap();
    folder.sql().execute_batch("CREATE TABLE t (a)").unwrap();
    let before = std::fs::read(&path).unwrap();
    let [read, write] = refusal(&path);
    assert!(read.contains("an SQLite file of another program"), "{read}");
    assert_eq!(read, write);
    assert_eq!(std::fs::read(&path).unwrap(), before);

    assert!(refusal(folder.folder.path())[0].contains("found a folder"));
    let nowhere = folder.folder.path().join("no/record.db");
    assert!(refusal(&nowhere)[0].contains("no such file"));
    assert!(refusal(&nowhere)[1].contains("expected an existing folder"));
}

#[test]
fn an_older_schema_can_be_read_but_not_written() {
    let folder = Folder::new();
    folder.writer().close().unwrap();
    folder.sql().pragma_update(None, "user_version", 1).unwrap();
    assert!(Reader::open(&folder.path()).is_ok());
    let write = Writer::open(&folder.path(), "1").err().unwrap();
    let write = write.to_string();
    assert!(
        write.contains("but found 1; name another file with -o"),
        "{write}"
    );
}

#[test]
fn a_newer_schema_is_refused() {
    let folder = Folder::new();
    folder.writer().close().unwrap();
    folder
        .sql()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    let [read, write] = refusal(&folder.path());
    assert_eq!(
        read,
        "FILE: expected a record of schema 3 or lower, but found 99; a newer rapporteur can open it, or name another file with -o"
    );
    assert_eq!(read, write);
}

#[test]
fn an_empty_file_becomes_a_record_but_is_none() {
    let folder = Folder::new();
    std::fs::write(folder.path(), "").unwrap();
    let error = Reader::open(&folder.path()).err().unwrap().to_string();
    assert!(error.contains("found an empty file"), "{error}");
    folder.writer().close().unwrap();
    assert!(Reader::open(&folder.path()).is_ok());
}

#[test]
fn a_locked_record_says_so() {
    let folder = Folder::new();
    let mut writer = folder.writer();
    let other = folder.sql();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let part = Part {
        path: "a",
        fingerprint: None,
        articles: &[],
        refused: &[],
        last: true,
    };
    assert!(matches!(writer.put(&[part]), Err(Error::Locked(_))));
    other.execute_batch("ROLLBACK").unwrap();
    writer.put(&[part]).unwrap();
}

#[test]
fn readers_read_while_one_writes() {
    let folder = Folder::new();
    let mut writer = folder.writer();
    put(&mut writer, &article(1));
    let reader = Reader::open(&folder.path()).unwrap();
    assert_eq!(reader.article_count().unwrap(), 1);
    put(&mut writer, &article(2));
    assert_eq!(reader.article_count().unwrap(), 2);
    writer.close().unwrap();
    assert_eq!(reader.article_count().unwrap(), 2);
}

#[test]
fn a_record_across_articles_that_names_no_article_is_refused_whole() {
    let folder = Folder::new();
    let (mut writer, articles) = filled(&folder, 2);
    let before = writer.reader().record().unwrap();
    let mut wrong = collated(&articles);
    wrong.collations[0].accounts[1].article.0 = "nothing".into();
    assert!(matches!(
        writer.replace_collated(&wrong),
        Err(Error::Inconsistent { .. })
    ));
    assert_eq!(writer.reader().record().unwrap(), before);
}
