//! The tables hold what the SQLite file holds, and come back.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use arrow_array::Array;
use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use proptest::prelude::*;
use rapporteur_record::json::ArticleObject;
use rapporteur_record::record::Refused;
use rapporteur_store::{Part, Reader, Writer};
use rapporteur_tables::parquet::{Folder, Rows};
use rapporteur_tables::{
    Batches, Builder, objects, of_articles, of_collated, of_refused, table, tables,
};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

/// Two outlets on one invented matter, with something in most tables.
fn record(path: &Path) -> Writer {
    let page = |name: &str, outlet: &str, jobs: &str| {
        let text = format!(
            "Mill of Orsk to reopen\n\n{outlet}, 4 March 2031\n\nAna Kovač, the mayor of Orsk, told Dara Lund on \
             Tuesday: “We will open the mill by June if the river falls 😀.”\n\nShe accused the Orsk Union of \
             breaching the Orsk Accord, which obliges the town to keep {jobs} jobs. The union denied it.\n"
        );
        let given = rapporteur_read::Given {
            id: name.into(),
            text,
            outlet: Some(outlet.into()),
            published: Some("2031-03-04".into()),
            url: Some(format!("https://example.org/{name}")),
            ..Default::default()
        };
        let mut article = rapporteur_read::given(given).unwrap();
        article.source = format!("set/{name}.txt");
        rapporteur::annotate(article)
    };
    let articles = [
        page("b", "River Post", "about 300"),
        page("a", "The Orsk Bell", "200"),
    ];
    let refused = Refused {
        source: "set/c.txt".into(),
        reason: "set/c.txt: expected words, but found none".into(),
    };
    let mut writer = Writer::open(path, "1").unwrap();
    for one in &articles {
        let part = Part {
            path: &one.article.source,
            fingerprint: Some("ff"),
            articles: std::slice::from_ref(one),
            refused: &[],
            last: true,
        };
        writer.put(&[part]).unwrap();
    }
    let part = Part {
        path: &refused.source,
        fingerprint: None,
        articles: &[],
        refused: std::slice::from_ref(&refused),
        last: true,
    };
    writer.put(&[part]).unwrap();
    writer
        .replace_collated(&rapporteur::collate(&articles))
        .unwrap();
    writer
}

/// The rows of a batch as words, sorted.
fn rows(batch: &RecordBatch) -> Vec<Vec<String>> {
    let cell = |column: &arrow_array::ArrayRef, row: usize| match column.data_type() {
        _ if column.is_null(row) => "∅".to_owned(),
        arrow_schema::DataType::Utf8 => format!("{:?}", column.as_string::<i32>().value(row)),
        arrow_schema::DataType::Int64 => column.as_primitive::<Int64Type>().value(row).to_string(),
        _ => format!("{:?}", column.as_primitive::<Float64Type>().value(row)),
    };
    let row = |n: usize| batch.columns().iter().map(|c| cell(c, n)).collect();
    let mut rows: Vec<Vec<String>> = (0..batch.num_rows()).map(row).collect();
    rows.sort();
    rows
}

fn stored(reader: &Reader, name: &str) -> RecordBatch {
    let table = table(name).unwrap();
    let mut builder = Builder::new(table);
    reader.cells(table, |cells| builder.push(cells)).unwrap();
    builder.finish().unwrap()
}

#[test]
fn the_tables_are_those_of_the_sqlite_file() {
    let folder = tempfile::tempdir().unwrap();
    let writer = record(&folder.path().join("record.db"));
    let reader = writer.reader();
    let record = reader.record().unwrap();
    let titles: BTreeMap<&str, &str> = record
        .articles
        .iter()
        .map(|a| (a.id.0.as_str(), a.headline.as_ref().unwrap().quote.as_str()))
        .collect();
    let mut made: Batches = of_articles(&record.articles).unwrap();
    made.extend(
        of_collated(&record.collated, |id| {
            Some(titles[id.0.as_str()].to_owned())
        })
        .unwrap(),
    );
    made.insert("refused", of_refused(&record.refused).unwrap());
    let mut filled = 0;
    for (name, batch) in &made {
        assert_eq!(rows(batch), rows(&stored(reader, name)), "{name}");
        filled += usize::from(batch.num_rows() > 0);
    }
    assert!(filled > 20, "{filled} tables hold rows");
    let kept_by_the_file = [
        "meta",
        "sources",
        "source_articles",
        "uncorrected",
        "corrections",
    ];
    for table in tables() {
        let name = table.name.as_str();
        assert!(
            made.contains_key(name) != kept_by_the_file.contains(&name),
            "{name}"
        );
    }
}

#[test]
fn objects_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let record = record(&folder.path().join("record.db"))
        .reader()
        .record()
        .unwrap();
    let batches = of_articles(&record.articles).unwrap();
    let back: Vec<ArticleObject> = objects(&batches["articles"])
        .unwrap()
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert_eq!(back, record.articles);
}

#[test]
fn a_file_holds_its_table_by_key_and_always_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let writer = record(&folder.path().join("record.db"));
    for table in tables() {
        let path = folder.path().join(format!("{}.parquet", table.name));
        let again = folder.path().join("again");
        for path in [&path, &again] {
            let out = std::fs::File::create(path).unwrap();
            rapporteur_tables::parquet::write(writer.reader(), table, path, out).unwrap();
        }
        assert!(std::fs::read(&path).unwrap() == std::fs::read(&again).unwrap());
        let mut back = Builder::new(table);
        Rows::open(&path, &table.columns)
            .unwrap()
            .each(|_, row| back.push(&row?))
            .unwrap();
        assert_eq!(
            back.finish().unwrap(),
            stored(writer.reader(), &table.name),
            "{}",
            table.name
        );
    }
    let files = Folder::open(folder.path()).unwrap().files("times").unwrap();
    assert_eq!(files, [folder.path().join("times.parquet")]);
}

/// The bytes of a good file.
static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let writer = record(&folder.path().join("record.db"));
    let mut file = Vec::new();
    let articles = table("articles").unwrap();
    rapporteur_tables::parquet::write(writer.reader(), articles, Path::new("-"), &mut file)
        .unwrap();
    file
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Any spoilt file is read or refused, and what is read is an object whose places are its text's.
    #[test]
    fn a_spoilt_file_is_read_or_refused(
        spots in proptest::collection::vec((0usize..1 << 20, any::<u8>(), 1usize..6), 1..5),
        cut in proptest::option::of(0usize..1 << 20),
    ) {
        let mut bytes = FILE.clone();
        // Half of the spots in the footer, which is where a reader is led astray.
        for (n, (at, byte, length)) in spots.into_iter().enumerate() {
            let reach = if n % 2 == 0 { bytes.len() } else { bytes.len().min(4000) };
            let at = bytes.len() - 1 - at % reach;
            let end = bytes.len().min(at + length);
            bytes[at..end].fill(byte);
        }
        if let Some(cut) = cut {
            let keep = cut % bytes.len();
            let end = bytes.len() - 8;
            bytes.drain(keep.min(end)..end);
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("articles.parquet");
        std::fs::write(&path, bytes).unwrap();
        let columns = &table("articles").unwrap().columns;
        if let Ok(rows) = Rows::open(&path, columns) {
            let _ = rows.each(|_, row| {
                if let Some(rapporteur_store::Cell::Text(json)) = row?.last() {
                    drop(rapporteur_tables::object(json));
                }
                Ok::<(), rapporteur_tables::Error>(())
            });
        }
    }
}
