//! A record as Parquet tables, and the same record from them.

use crate::corrections;
use crate::folder::{Folder, article, page};
use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use rapporteur_record::json::ArticleObject;
use rapporteur_store::{Cell, Reader};
use std::sync::Arc;

/// Every row of every table of a record but the facts about the file.
fn rows(folder: &Folder, record: &str) -> Vec<String> {
    let reader = Reader::open(&folder.path(record)).unwrap();
    let mut rows = Vec::new();
    for table in rapporteur_tables::tables() {
        let all = reader.cells(table, |cells: &[Cell<'_>]| {
            if !matches!(cells.first(), Some(Cell::Text(key)) if key == "names_file" || key == "made_by") {
                rows.push(format!("{} {cells:?}", table.name));
            }
            Ok::<(), rapporteur_store::Error>(())
        });
        all.unwrap();
    }
    rows
}

#[track_caller]
fn assert_same(folder: &Folder, one: &str, other: &str) {
    assert!(
        folder.done(&["export", one, "--format", "json"]).out
            == folder.done(&["export", other, "--format", "json"]).out,
        "the record objects differ"
    );
    let (one, other) = (rows(folder, one), rows(folder, other));
    let differ = one.iter().zip(&other).find(|(a, b)| a != b);
    assert_eq!(differ, None);
    assert_eq!(one.len(), other.len());
}

/// Articles, a copy of one, the same bytes twice, a page, and a file that cannot be read.
fn pile() -> Folder {
    let folder = Folder::with_articles(6);
    folder.write(
        "articles/copy.txt",
        article(2).replace("Edda Strand", "Wire"),
    );
    folder.write("articles/twice.txt", article(3));
    folder.write("articles/p.html", page(77));
    folder.write("articles/picture.png", b"\x89PNG\r\n\x1a\nxxxx");
    assert_eq!(folder.run(&["build", "articles", "-q"]).code, Some(1));
    folder
}

fn exported(folder: &Folder) {
    folder.done(&["export", "record.db", "--format", "parquet", "-o", "tables"]);
}

#[test]
fn a_record_goes_into_tables_and_comes_back_row_for_row() {
    let folder = pile();
    exported(&folder);
    let ran = folder.run(&["build", "--from-parquet", "tables", "-o", "again.db"]);
    assert_eq!(
        (ran.code, ran.err.contains("refused")),
        (Some(0), true),
        "{}",
        ran.err
    );
    assert_same(&folder, "record.db", "again.db");
    // And the tables of that record are the same bytes.
    folder.done(&["export", "again.db", "--format", "parquet", "-o", "again"]);
    for table in rapporteur_tables::tables()
        .iter()
        .filter(|t| t.name != "meta")
    {
        let file = |at: &str| std::fs::read(folder.path(&format!("{at}/{}.parquet", table.name)));
        assert!(
            file("tables").unwrap() == file("again").unwrap(),
            "{}",
            table.name
        );
    }
}

#[test]
fn a_corrected_record_comes_back_with_its_corrections() {
    let folder = Folder::with_articles(3);
    folder.done(&["build", "articles", "-q"]);
    corrections::correct(&folder);
    folder.done(&["build", "articles", "-q"]);
    exported(&folder);
    // Elsewhere, without the file of corrections.
    folder.done(&["build", "--from-parquet", "tables", "-o", "again.db", "-q"]);
    assert_same(&folder, "record.db", "again.db");
    assert!(
        rows(&folder, "again.db")
            .iter()
            .any(|row| row.starts_with("uncorrected"))
    );
}

#[test]
fn flat_tables_are_made_anew_and_what_holds_across_articles_too_where_it_is_missing() {
    let folder = pile();
    exported(&folder);
    for table in ["statements", "times", "mentions", "accounts", "collations"] {
        std::fs::remove_file(folder.path(&format!("tables/{table}.parquet"))).unwrap();
    }
    folder.done(&["build", "--from-parquet", "tables", "-o", "again.db", "-q"]);
    assert_same(&folder, "record.db", "again.db");
}

/// A file of one column `object`.
fn objects(folder: &Folder, name: &str, cells: Vec<Option<String>>) {
    write(folder, name, "object", Arc::new(StringArray::from(cells)));
}

fn write(folder: &Folder, name: &str, column: &str, cells: ArrayRef) {
    let batch = RecordBatch::try_from_iter([(column, cells)]).unwrap();
    let mut file = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut file, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    folder.write(name, file);
}

fn json(object: &ArticleObject) -> Option<String> {
    Some(serde_json::to_string(object).unwrap())
}

#[test]
fn parts_in_any_order_with_doubled_rows_give_the_same_record() {
    // As a cluster leaves them: objects alone, in many files, some rows twice since a task ran twice.
    let folder = Folder::with_articles(6);
    folder.done(&["build", "articles", "-q"]);
    let all = folder.record().articles;
    let some = |from: usize, to: usize| all[from..to].iter().map(json).collect();
    objects(
        &folder,
        "one/articles/part-00000.snappy.parquet",
        some(0, 6),
    );
    objects(&folder, "two/articles/day=2/part-00000.parquet", some(0, 3));
    objects(&folder, "two/articles/day=1/part-00001.parquet", some(2, 6));
    folder.write("two/articles/_SUCCESS", b"");
    folder.write("two/articles/.part-00000.parquet.crc", b"crc");
    folder.write("two/articles/_temporary/0/part-00009.parquet", b"half");
    for from in ["one", "two"] {
        let record = format!("{from}.db");
        folder.done(&["build", "--from-parquet", from, "-o", &record, "-q"]);
        let export = |record: &str| folder.done(&["export", record, "--format", "json"]).out;
        assert!(export("record.db") == export(&record), "{from}");
    }
    assert_eq!(rows(&folder, "one.db"), rows(&folder, "two.db"));
}

#[test]
fn a_row_that_cannot_be_used_is_listed_and_the_rest_goes_on() {
    let folder = Folder::with_articles(3);
    folder.done(&["build", "articles", "-q"]);
    let mut all = folder.record().articles;
    let whole = all[1].clone();
    all[0].statements[0].content[0].start += 1;
    let mut other = whole.clone();
    other.outlet = Some("Somebody Else".into());
    let mut wrong_id = all[2].clone();
    wrong_id.mentions[0].referent = Some("r9999".into());
    let cells = vec![
        json(&all[0]),
        json(&whole),
        Some("{\"id\": 7}".to_owned()),
        None,
        json(&other),
        json(&wrong_id),
        json(&all[2]),
    ];
    objects(&folder, "tables/articles.parquet", cells);
    let ran = folder.run(&["build", "--from-parquet", "tables", "-o", "again.db"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    for words in [
        "tables/articles.parquet: row 1: expected an article object in column object, but found: expected the words",
        "tables/articles.parquet: row 3: expected an article object in column object, but found: invalid type",
        "tables/articles.parquet: row 4: expected words in column object, but found nothing",
        "tables/articles.parquet: row 5: expected the id of each article to be its own, but found a second article",
        "tables/articles.parquet: row 6: expected an article object in column object, but found: expected the id of a referent",
    ] {
        assert!(ran.err.contains(words), "{words}\n{}", ran.err);
    }
    let again = folder.record_of("again.db");
    let ids: Vec<_> = again.articles.iter().map(|a| &a.id).collect();
    assert_eq!(ids, [&whole.id, &all[2].id]);
    assert_eq!(again.refused.len(), 5);
}

#[test]
fn what_does_not_fit_the_articles_is_worked_out_anew() {
    let folder = pile();
    exported(&folder);
    let all = folder.record().articles;
    let fewer = all[1..].iter().map(json).collect();
    objects(&folder, "tables/articles.parquet", fewer);
    let ran = folder.run(&["build", "--from-parquet", "tables", "-o", "again.db"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("lined up anew"), "{}", ran.err);
    let again = folder.record_of("again.db");
    assert_eq!(again.articles.len(), all.len() - 1);
    let articles: Vec<_> = again
        .collated
        .stories
        .iter()
        .flat_map(|s| &s.articles)
        .collect();
    assert_eq!(articles.len(), again.articles.len());
}

#[test]
fn a_file_that_cannot_be_used_is_named_with_what_was_found() {
    let folder = Folder::with_articles(2);
    folder.done(&["build", "articles", "-q"]);
    exported(&folder);
    let whole = std::fs::read(folder.path("tables/articles.parquet")).unwrap();
    folder.write("cut/articles.parquet", &whole[..whole.len() / 2]);
    folder.write("empty/articles.parquet", b"");
    folder.write("text/articles.parquet", b"who,said,what\n");
    folder.write("footer/articles.parquet", {
        let mut bytes = whole.clone();
        let middle = bytes.len() - 40;
        bytes[middle..middle + 24].fill(0xFF);
        bytes
    });
    std::fs::create_dir(folder.path("column")).unwrap();
    std::fs::copy(
        folder.path("tables/times.parquet"),
        folder.path("column/articles.parquet"),
    )
    .unwrap();
    write(
        &folder,
        "type/articles.parquet",
        "object",
        Arc::new(Int64Array::from(vec![1])),
    );
    std::fs::create_dir(folder.path("none")).unwrap();
    let cases = [
        (
            "cut",
            "cut/articles.parquet: expected a whole Parquet file, but found one that is cut short",
        ),
        (
            "empty",
            "empty/articles.parquet: expected a whole Parquet file, but found a file of hardly any bytes",
        ),
        (
            "text",
            "text/articles.parquet: expected a whole Parquet file, but found something else",
        ),
        (
            "footer",
            "footer/articles.parquet: expected a whole Parquet file, but found a broken one",
        ),
        (
            "column",
            "column/articles.parquet: expected a column object of words, but found only id, article, quote",
        ),
        (
            "type",
            "type/articles.parquet: expected a column object of words, but found a column of Int64",
        ),
        (
            "none",
            "none: expected articles.parquet, or a folder articles",
        ),
        ("missing", "missing: expected a folder of tables, but found"),
    ];
    for (from, words) in cases {
        let ran = folder.run(&["build", "--from-parquet", from, "-o", "again.db"]);
        assert_eq!(ran.code, Some(2), "{from}: {}", ran.err);
        assert!(ran.err.contains(words), "{words}\n{}", ran.err);
        assert!(!folder.path("again.db").exists(), "{from}");
    }
    // Beside a good one it costs itself only.
    folder.write("parts/articles/a.parquet", &whole[..whole.len() / 2]);
    folder.write("parts/articles/b.parquet", &whole);
    let ran = folder.run(&["build", "--from-parquet", "parts", "-o", "again.db"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.err
            .contains("parts/articles/a.parquet: expected a whole"),
        "{}",
        ran.err
    );
    assert_eq!(folder.record_of("again.db").articles.len(), 2);
}

#[test]
fn a_page_of_spoilt_bytes_costs_its_file_only() {
    let folder = Folder::with_articles(3);
    folder.done(&["build", "articles", "-q"]);
    exported(&folder);
    let whole = std::fs::read(folder.path("tables/articles.parquet")).unwrap();
    for (n, at) in (8..whole.len() - 8).step_by(whole.len() / 40).enumerate() {
        let mut spoilt = whole.clone();
        spoilt[at..at + 4].fill(0xA5);
        folder.write("spoilt/articles.parquet", spoilt);
        let record = format!("{n}.db");
        let ran = folder.run(&["build", "--from-parquet", "spoilt", "-o", &record, "--json"]);
        assert!(ran.code.is_some_and(|code| code < 3), "{at}: {}", ran.err);
        assert!(
            ran.code == Some(0) || ran.err.contains("expected"),
            "{at}: {}",
            ran.err
        );
    }
}

#[test]
fn wrong_use_is_told() {
    let folder = Folder::with_articles(1);
    folder.done(&["build", "articles", "-q"]);
    let ran = folder.run(&["export", "record.db", "--format", "parquet"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("expected a folder as -o"), "{}", ran.err);
    exported(&folder);
    let ran = folder.run(&["build", "--from-parquet", "tables", "-o", "record.db"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("expected a new record to fill"),
        "{}",
        ran.err
    );
    assert_eq!(
        folder
            .run(&["build", "articles", "--from-parquet", "tables"])
            .code,
        Some(2)
    );
    assert_eq!(folder.run(&["build"]).code, Some(2));
}
